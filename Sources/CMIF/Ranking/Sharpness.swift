/// Computes sharpness, which ``RankingCriterion/sharpness`` defines, at all offsets of a tile.
///
/// Offsets below the minimum overlap take part in the mean, and offsets without overlap are left out of it
/// rather than counted as 0. Otherwise false peaks would appear at the border of the domain.
///
/// The Gaussian is separable: sums run along rows, then along columns. Where an offset without overlap is near,
/// the same sums over 1 and 0 give the weights that the mean is divided by.
enum Sharpness {
  /// The standard deviation of the neighbourhood's Gaussian in pixels.
  static let sigma = 2.0
  /// Where the Gaussian is cut off.
  static let radius = 6

  private static let weights: [Double] = (-radius...radius).map {
    exponential(-Double($0 * $0) / (2 * sigma * sigma))
  }

  /// The sum of the weights of a whole neighbourhood, added up in the order of `blurred`. In any other order
  /// the last bits of sharpness would depend on whether a tile holds an offset without overlap.
  private static let wholeShare: Double = {
    let row = weights.reduce(0, +)
    return weights.reduce(0) { $0 + $1 * row }
  }()

  /// The number of rows that are done at a time, so that intermediate sums stay in the cache.
  private static let bandHeight = 64

  /// The sharpness at the offsets of `rect`, row-major over `tile.covered`; 0 outside `rect`.
  ///
  /// - Precondition: The tile covers `rect` with a margin of `radius` on every side.
  static func values(
    of information: [Double], _ tile: TileValues, in rect: OffsetRect, featureCount: Int
  ) -> [Double] {
    precondition(
      rect.expanded(by: radius).intersection(tile.covered) == rect.expanded(by: radius),
      "a neighbourhood of \(rect) exceeds the \(tile.covered) covered")
    var result = [Double](repeating: 0, count: tile.covered.count)
    for top in stride(from: 0, to: rect.height, by: bandHeight) {
      let band = OffsetRect(
        x: rect.x, y: rect.y + top, width: rect.width, height: min(bandHeight, rect.height - top))
      write(information, tile, in: band, Double(featureCount), to: &result)
    }
    return result
  }

  /// The sharpness of each feature at the offset of index `i` among those covered.
  ///
  /// - Precondition: The tile covers the offset with a margin of `radius` on every side.
  static func ofFeatures(at i: Int, _ tile: TileValues, featureCount: Int) -> [Double] {
    let width = tile.covered.width
    var sums = [Double](repeating: 0, count: featureCount)
    var share = 0.0
    for (row, vertical) in weights.enumerated() {
      let start = i + (row - radius) * width - radius
      for (column, horizontal) in weights.enumerated() where tile.overlaps[start + column] > 0 {
        let weight = vertical * horizontal
        share += weight
        for feature in 0..<featureCount {
          sums[feature] += weight * tile.features[feature * tile.covered.count + start + column]
        }
      }
    }
    let overlap = Double(tile.overlaps[i])
    return sums.enumerated().map { feature, sum in
      overlap > 0 ? overlap * (tile.features[feature * tile.covered.count + i] - sum / share) : 0
    }
  }

  /// Writes the sharpness of the offsets of a band.
  private static func write(
    _ information: [Double], _ tile: TileValues, in band: OffsetRect, _ featureCount: Double,
    to result: inout [Double]
  ) {
    let means = means(of: information, tile, in: band)
    information.withUnsafeBufferPointer { information in
      tile.overlaps.withUnsafeBufferPointer { overlaps in
        means.withUnsafeBufferPointer { means in
          result.withUnsafeMutableBufferPointer { result in
            for row in 0..<band.height {
              let start = tile.covered.index(x: band.x, y: band.y + row)
              let first = row * band.width
              for x in 0..<band.width {
                let place = start &+ x
                let overlap = Double(overlaps[place])
                let rise = information[place] - means[first &+ x]
                result[place] = overlap > 0 ? overlap * featureCount * rise : 0
              }
            }
          }
        }
      }
    }
  }

  /// The weighted means around the offsets of a band, row by row.
  private static func means(
    of information: [Double], _ tile: TileValues, in band: OffsetRect
  ) -> [Double] {
    let around = OffsetRect(
      x: tile.covered.x, y: band.y - radius, width: tile.covered.width,
      height: band.height + 2 * radius)
    let first = tile.covered.index(x: around.x, y: around.y)
    let indices = first..<first + around.count
    var means = blurred(information[indices], around, band)
    let overlaps = tile.overlaps[indices]
    if overlaps.contains(0) {
      let shares = blurred(overlaps.map { $0 > 0 ? 1 : 0 }[...], around, band)
      for place in means.indices { means[place] /= shares[place] }
    } else {
      for place in means.indices { means[place] /= wholeShare }
    }
    return means
  }

  /// The Gaussian-weighted sums around the offsets of `band`, row by row; the values cover `around`.
  private static func blurred(
    _ values: ArraySlice<Double>, _ around: OffsetRect, _ band: OffsetRect
  ) -> [Double] {
    var rows = [Double](repeating: 0, count: band.width * around.height)
    var result = [Double](repeating: 0, count: band.count)
    values.withUnsafeBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<around.height {
          correlate(
            values, start: around.index(x: band.x - radius, y: around.y + y), step: 1,
            with: weights, into: rows, at: y * band.width, count: band.width)
        }
        result.withUnsafeMutableBufferPointer { result in
          for y in 0..<band.height {
            correlate(
              UnsafeBufferPointer(rows), start: y * band.width, step: band.width, with: weights,
              into: result, at: y * band.width, count: band.width)
          }
        }
      }
    }
    return result
  }
}
