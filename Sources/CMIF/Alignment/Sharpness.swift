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

  /// The sharpness at the offsets of `rect`, in the places that the tile's values have; 0 elsewhere.
  ///
  /// - Precondition: `values` covers `rect` with a margin of `radius` on every side.
  static func values(
    _ tile: TileValues, in rect: OffsetRect, featureCount: Int
  ) -> [Double] {
    precondition(
      rect.expanded(by: radius).intersection(tile.covered) == rect.expanded(by: radius),
      "a neighbourhood of \(rect) exceeds the \(tile.covered) covered")
    var result = blurred(tile.values, tile.covered, rect)
    let isWhole = !tile.overlaps.contains(0)
    let shares =
      isWhole ? nil : blurred(tile.overlaps.map { $0 > 0 ? 1 : 0 }, tile.covered, rect)
    for y in rect.y..<rect.y + rect.height {
      let start = tile.covered.index(x: rect.x, y: y)
      for i in start..<start + rect.width {
        let overlap = Double(tile.overlaps[i])
        let rise = tile.values[i] - result[i] / (shares?[i] ?? wholeShare)
        result[i] = overlap > 0 ? overlap * Double(featureCount) * rise : 0
      }
    }
    return result
  }

  /// The Gaussian-weighted sums around the offsets of `rect`, in the places that the values have; 0
  /// elsewhere.
  private static func blurred(_ values: [Double], _ covered: OffsetRect, _ rect: OffsetRect)
    -> [Double]
  {
    let height = rect.height + 2 * radius
    var rows = [Double](repeating: 0, count: rect.width * height)
    var result = [Double](repeating: 0, count: covered.count)
    values.withUnsafeBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height {
          correlate(
            values, start: covered.index(x: rect.x - radius, y: rect.y - radius + y), step: 1,
            with: weights, into: rows, at: y * rect.width, count: rect.width)
        }
        result.withUnsafeMutableBufferPointer { result in
          for y in 0..<rect.height {
            correlate(
              UnsafeBufferPointer(rows), start: y * rect.width, step: rect.width, with: weights,
              into: result, at: covered.index(x: rect.x, y: rect.y + y), count: rect.width)
          }
        }
      }
    }
    return result
  }
}
