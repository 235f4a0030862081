extension Plane {
  /// The plane without its slow changes of brightness: vignettes, uneven lighting.
  ///
  ///     out = 1024 (v - low + e) / (mean of v - low + e)        e = 2 % of the range
  ///
  /// where the mean is over a square of a quarter of the shorter side around the pixel, over included pixels. What a lens darkens toward
  /// the corners is darkened by a factor, so a quotient takes it away.
  func flattened(mask: Mask?) -> Plane {
    let (low, high) = range(mask: mask)
    let offset = Double(max(Int(high) - Int(low), 1)) / 50
    let radius = max(8, min(width, height) / 8)
    let values = samples.indices.map { index in
      mask?.isIncluded[index] ?? true ? Double(samples[index]) - Double(low) + offset : 0
    }
    let sums = SquareSums(values, width: width, height: height)
    let counts = SquareSums(
      samples.indices.map { mask?.isIncluded[$0] ?? true ? 1 : 0 }, width: width, height: height)
    let flat = samples.indices.map { index -> Int32 in
      let sum = sums.sum(around: index, radius: radius)
      guard sum > 0 else { return 0 }
      return Int32(
        clamping: Int(
          (1024 * values[index] * counts.sum(around: index, radius: radius) / sum).rounded()))
    }
    return Plane(width: width, height: height, samples: flat)
  }
}

/// Sums of numbers over squares around pixels, each in constant time.
struct SquareSums {
  private let width: Int
  private let height: Int
  /// `integral[y * (width + 1) + x]`: the sum over the rows above `y` and the columns before `x`.
  private let integral: [Double]

  init(_ values: [Double], width: Int, height: Int) {
    var integral = [Double](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0.0
      for x in 0..<width {
        row += values[y * width + x]
        integral[(y + 1) * (width + 1) + x + 1] = integral[y * (width + 1) + x + 1] + row
      }
    }
    (self.width, self.height, self.integral) = (width, height, integral)
  }

  /// The sum over the square of `2 radius + 1` pixels around a pixel, as far as it lies in the picture.
  func sum(around index: Int, radius: Int) -> Double {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    let (left, right) = (max(x - radius, 0), min(x + radius + 1, width))
    let top = max(y - radius, 0) * (width + 1)
    let bottom = min(y + radius + 1, height) * (width + 1)
    return integral[bottom + right] - integral[bottom + left] - integral[top + right]
      + integral[top + left]
  }
}
