extension Plane {
  /// The plane without its slow changes of brightness: vignettes, uneven lighting.
  ///
  ///     out = 1024 (v - low + e) / (mean of v - low + e)        e = 2 % of the range
  ///
  /// where the mean is over the included pixels of a square around the pixel, a quarter of the shorter side wide.
  /// What a lens darkens toward the corners is darkened by a factor, so a quotient takes it away.
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
