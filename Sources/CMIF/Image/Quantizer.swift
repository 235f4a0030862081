/// A rule that reduces grey values to a few levels.
public enum Quantizer: Sendable, Equatable {
  /// Equal-width bins: level `(v - min) (bins - 1) / (max - min)`, rounded down, in whole numbers.
  ///
  /// As in the reference implementation of the method, only the largest value falls into the last bin.
  case uniform(bins: Int)

  /// The number of bins asked for, 2 to 256.
  public var bins: Int {
    switch self {
    case .uniform(let bins): bins
    }
  }

  /// The levels of a plane's samples.
  ///
  /// Masked pixels take no part in finding the levels. A plane with a single value has one level in
  /// use, 0. The result has as many levels as there are bins, used or not.
  ///
  /// - Precondition: `bins` is 2 to 256, and the mask has the plane's size.
  public func labels(of plane: Plane, mask: Mask? = nil) -> LabelImage {
    precondition((2...256).contains(bins), "\(bins) bins are not 2 to 256")
    let labels: [UInt8]
    switch self {
    case .uniform(let bins): labels = Self.uniformLabels(plane, bins: bins, mask: mask)
    }
    return LabelImage(
      width: plane.width, height: plane.height, levelCount: bins, labels: labels, mask: mask)
  }

  private static func uniformLabels(_ plane: Plane, bins: Int, mask: Mask?) -> [UInt8] {
    let (low, high) = plane.range(mask: mask)
    guard low < high else { return [UInt8](repeating: 0, count: plane.samples.count) }
    return plane.samples.map { sample in
      let clamped = Int(min(max(sample, low), high))
      return UInt8((clamped - Int(low)) * (bins - 1) / (Int(high) - Int(low)))
    }
  }
}

extension Plane {
  /// The smallest and the largest sample that takes part; (0, 0) when none does.
  func range(mask: Mask?) -> (low: Int32, high: Int32) {
    var low = Int32.max
    var high = Int32.min
    for i in samples.indices where mask?.isIncluded[i] ?? true {
      low = min(low, samples[i])
      high = max(high, samples[i])
    }
    return low <= high ? (low, high) : (0, 0)
  }
}
