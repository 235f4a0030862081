/// How far the information at an offset rises above that of its neighbourhood:
///
///     sharpness(s) = N(s) F (I(s) - mean of I around s)        [nats, when I is mutual information]
///
/// with `N` the overlapping pixels, `I` the information averaged over the channels, `F` the number of
/// features, whose evidence adds up, and the mean weighted by a Gaussian of standard deviation 2 pixels,
/// cut off at 6, over all offsets with any overlap.
///
/// `N I` is the log-likelihood ratio of dependence against independence; taking the neighbourhood's off
/// compares a place with those a few pixels away instead. That keeps the narrow peak of the true place
/// and drops what misleads plain information: broad ridges, where a template meets a homogeneous region,
/// and small overlaps, whose chance dependence is as high next door. The mean runs over offsets beyond
/// the minimum overlap too, and offsets without overlap are left out of it rather than counted as 0:
/// either would raise false peaks at the border of the domain.
enum Sharpness {
  /// The standard deviation of the neighbourhood's Gaussian in pixels.
  static let sigma = 2.0
  /// Where the Gaussian is cut off.
  static let radius = 6

  private static let weights: [Double] = (-radius...radius).map {
    exponential(-Double($0 * $0) / (2 * sigma * sigma))
  }

  /// The weights of a whole neighbourhood, added up in the order of `blurred`: rounded any other way,
  /// sharpness would depend, in its last bits, on whether a tile holds an offset without overlap.
  private static let wholeShare: Double = {
    let row = weights.reduce(0, +)
    return weights.reduce(0) { $0 + $1 * row }
  }()

  /// The sharpness at the offsets of `rect`, row-major.
  ///
  /// - Precondition: `values` covers `rect` with a margin of `radius` on every side.
  static func values(
    _ tile: TileValues, in rect: OffsetRect, featureCount: Int
  ) -> [Double] {
    let covered = tile.covered
    precondition(
      rect.expanded(by: radius).intersection(covered) == rect.expanded(by: radius),
      "a neighbourhood of \(rect) exceeds the \(covered) covered")
    let sums = blurred(tile.values, covered, rect)
    let isWhole = !tile.overlaps.contains(0)
    let shares =
      isWhole
      ? [Double](repeating: wholeShare, count: rect.count)
      : blurred(tile.overlaps.map { $0 > 0 ? 1 : 0 }, covered, rect)
    var result = [Double](repeating: 0, count: rect.count)
    for y in 0..<rect.height {
      let start = (rect.y - covered.y + y) * covered.width + rect.x - covered.x
      for x in 0..<rect.width {
        let overlap = tile.overlaps[start + x]
        guard overlap > 0 else { continue }
        let i = y * rect.width + x
        let rise = tile.values[start + x] - sums[i] / shares[i]
        result[i] = Double(overlap) * Double(featureCount) * rise
      }
    }
    return result
  }

  /// The Gaussian-weighted sums around the offsets of `rect`.
  private static func blurred(_ values: [Double], _ covered: OffsetRect, _ rect: OffsetRect)
    -> [Double]
  {
    let left = rect.x - radius - covered.x
    let top = rect.y - radius - covered.y
    let (width, height) = (rect.width, rect.height)
    var rows = [Double](repeating: 0, count: width * (height + 2 * radius))
    var result = [Double](repeating: 0, count: width * height)
    values.withUnsafeBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height + 2 * radius {
          correlate(
            values, start: (top + y) * covered.width + left, step: 1, with: weights, into: rows,
            at: y * width, count: width)
        }
        result.withUnsafeMutableBufferPointer { result in
          for y in 0..<height {
            correlate(
              UnsafeBufferPointer(rows), start: y * width, step: width, with: weights,
              into: result, at: y * width, count: width)
          }
        }
      }
    }
    return result
  }
}
