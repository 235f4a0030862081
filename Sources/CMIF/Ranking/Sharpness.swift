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
    let around = rows(around: band, of: tile.covered)
    var means = blurred(information[tile.covered.places(of: around)], around, band)
    let shares = shares(of: tile, in: band)
    for place in means.indices { means[place] /= shares[place] }
    return means
  }

  /// The weight of the offsets that overlap around those of a band, row by row.
  private static func shares(of tile: TileValues, in band: OffsetRect) -> [Double] {
    var shares = [Double](repeating: wholeShare, count: band.count)
    guard let partial = rowsNearNoOverlap(of: tile, in: band) else { return shares }
    let around = rows(around: partial, of: tile.covered)
    let overlaps = tile.overlaps[tile.covered.places(of: around)].map { $0 > 0 ? 1.0 : 0 }
    shares.replaceSubrange(band.places(of: partial), with: blurred(overlaps[...], around, partial))
    return shares
  }

  /// The rows of a band from the first to the last whose neighbourhoods hold an offset without overlap.
  private static func rowsNearNoOverlap(of tile: TileValues, in band: OffsetRect) -> OffsetRect? {
    let covered = tile.covered
    let overlaps = tile.overlaps[covered.places(of: rows(around: band, of: covered))]
    guard let first = overlaps.firstIndex(of: 0), let last = overlaps.lastIndex(of: 0) else {
      return nil
    }
    let (top, bottom) = (first / covered.width - radius, last / covered.width + radius)
    return OffsetRect(
      x: band.x, y: covered.y + top, width: band.width, height: bottom - top + 1
    ).intersection(band)
  }

  /// Whole rows of the offsets covered: those of a band and as many above and below as neighbourhoods need.
  private static func rows(around band: OffsetRect, of covered: OffsetRect) -> OffsetRect {
    OffsetRect(
      x: covered.x, y: band.y - radius, width: covered.width, height: band.height + 2 * radius)
  }

  /// The Gaussian-weighted sums around the offsets of `band`, row by row; the values cover `around`.
  private static func blurred(
    _ values: ArraySlice<Double>, _ around: OffsetRect, _ band: OffsetRect
  ) -> [Double] {
    let rows = [Double](unsafeUninitializedCapacity: band.width * around.height) { rows, count in
      values.withUnsafeBufferPointer { values in
        for y in 0..<around.height {
          correlate(
            values, start: around.index(x: band.x - radius, y: around.y + y), step: 1,
            with: weights, into: rows, at: y * band.width, count: band.width)
        }
      }
      count = band.width * around.height
    }
    return [Double](unsafeUninitializedCapacity: band.count) { result, count in
      rows.withUnsafeBufferPointer { rows in
        for y in 0..<band.height {
          correlate(
            rows, start: y * band.width, step: band.width, with: weights, into: result,
            at: y * band.width, count: band.width)
        }
      }
      count = band.count
    }
  }
}

extension OffsetRect {
  /// The places, in row-major order, of rows as wide as these.
  fileprivate func places(of rows: OffsetRect) -> Range<Int> {
    let first = index(x: x, y: rows.y)
    return first..<first + rows.height * width
  }
}
