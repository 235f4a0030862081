extension Plane {
  /// The mean of a flattened plane.
  static let flattenedMean = 1024.0

  /// The plane without its slow changes of brightness: vignettes, uneven lighting.
  ///
  ///     out = 1024 (v - low + e) / (mean of v - low + e)        e = 2 % of the range
  ///
  /// where the mean is over the included pixels of the square of `2 radius + 1` pixels around the pixel. What a lens
  /// darkens toward the corners is darkened by a factor, so a quotient takes it away.
  func flattened(radius: Int, mask: Mask?) -> Plane {
    let (low, high) = range(mask: mask)
    let offset = Double(max(Int(high) - Int(low), 1)) / 50
    return around(
      radius: radius, mask: mask, number: { Double($0) - Double(low) + offset },
      made: { value, sum, count in Self.flattenedMean * value * count / sum })
  }

  /// The plane without what changes from pixel to pixel, such as noise.
  ///
  ///     out = mean of 65535 (v - low) / range
  ///
  /// where the mean is over the included pixels of the square of `2 radius + 1` pixels around the pixel.
  func smoothed(radius: Int, mask: Mask?) -> Plane {
    let stretch = Stretch(range(mask: mask))
    return around(
      radius: radius, mask: mask, number: { stretch[$0] }, made: { _, sum, count in sum / count })
  }

  /// A plane of what is made of each pixel's number, of the sum of the numbers in the square around it, and of how many
  /// pixels are included there; 0 where the sum is. Pixels that are not included have the number 0.
  private func around(
    radius: Int, mask: Mask?, number: (Int32) -> Double,
    made: (_ value: Double, _ sum: Double, _ count: Double) -> Double
  ) -> Plane {
    func value(_ index: Int) -> Double {
      mask.includes(index) ? number(samples[index]) : 0
    }
    let sums = SquareSums(size, value)
    let counts = mask.map { mask in SquareSums(size) { mask.isIncluded[$0] ? 1 : 0 } }
    let new = samples.indices.map { index -> Int32 in
      let sum = sums.sum(around: index, radius: radius)
      guard sum > 0 else { return 0 }
      let count =
        counts?.sum(around: index, radius: radius)
        ?? Double(sums.count(around: index, radius: radius))
      return Int32(clamping: Int(made(value(index), sum, count).rounded()))
    }
    return Plane(width: width, height: height, samples: new)
  }
}
