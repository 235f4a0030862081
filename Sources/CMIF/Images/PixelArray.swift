/// A picture of numbers, as instruments and programs store them: whole or fractional, and of any range.
///
/// Values are interleaved and row-major like the samples of a ``Picture``. A pixel holds no data where one of its
/// values is not finite.
public struct PixelArray: Sendable, Equatable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The meaning of the channels. Opacity is 0 for transparent pixels, and of any unit.
  public let model: Picture.ColorModel
  /// Interleaved row-major values.
  public let values: [Double]

  /// Creates an array from interleaved row-major values.
  ///
  /// - Precondition: The size is positive, and `values` fills it.
  public init(width: Int, height: Int, model: Picture.ColorModel, values: [Double]) {
    precondition(width > 0 && height > 0, "an array of \(width) x \(height) has no pixels")
    precondition(
      values.count == width * height * model.channelCount,
      "\(values.count) values do not fill \(width) x \(height) pixels of \(model)")
    self.width = width
    self.height = height
    self.model = model
    self.values = values
  }

  /// The size in pixels.
  public var size: Size { Size(width: width, height: height) }

  /// The pixels that hold data; `nil` where all do.
  public var dataMask: Mask? {
    guard !values.allSatisfy(\.isFinite) else { return nil }
    return mask { $0.allSatisfy(\.isFinite) }
  }

  /// The pixels that hold data where a value stands for no data; `nil` for any other rule. Of a colour array, those
  /// pixels hold none whose every colour has the value.
  public func mask(noData: NoData) -> Mask? {
    guard case .value(let value, let tolerance) = noData else { return nil }
    return mask { pixel in
      !pixel.prefix(model.colorCount).allSatisfy { abs($0 - Double(value)) <= Double(tolerance) }
    }
  }

  /// The pixels whose values fulfil a condition.
  public func mask(_ isIncluded: (ArraySlice<Double>) -> Bool) -> Mask {
    let step = model.channelCount
    return Mask(
      width: width, height: height,
      isIncluded: stride(from: 0, to: values.count, by: step).map {
        isIncluded(values[$0..<$0 + step])
      })
  }

  /// The smallest and the largest colour of the pixels that hold data and that a mask includes; `nil` where there
  /// is none.
  public func range(in mask: Mask? = nil) -> ClosedRange<Double>? {
    range(ofChannels: 0..<model.colorCount, in: mask)
  }

  /// The largest opacity; `nil` where there is none above 0.
  public var largestOpacity: Double? {
    guard model.hasAlpha else { return nil }
    let range = range(ofChannels: model.colorCount..<model.channelCount, in: nil)
    return range.flatMap { $0.upperBound > 0 ? $0.upperBound : nil }
  }

  private func range(ofChannels channels: Range<Int>, in mask: Mask?) -> ClosedRange<Double>? {
    let step = model.channelCount
    var (low, high) = (Double.infinity, -Double.infinity)
    for index in 0..<width * height where mask.includes(index) {
      let pixel = values[index * step..<(index + 1) * step]
      guard pixel.allSatisfy(\.isFinite) else { continue }
      for channel in channels {
        low = min(low, values[index * step + channel])
        high = max(high, values[index * step + channel])
      }
    }
    return low <= high ? low...high : nil
  }
}
