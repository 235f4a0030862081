/// Scores, overlaps and sharpness of one tile, and where sharpness is known.
struct PeakField {
  let rect: OffsetRect
  let scores: UnsafeBufferPointer<Double>
  let overlaps: UnsafeBufferPointer<Int32>
  let sharpness: UnsafeBufferPointer<Double>
  let tile: TileValues
  let featureCount: Int
  var covered: OffsetRect { tile.covered }

  static func with<R>(
    _ tile: TileValues, in rect: OffsetRect, featureCount: Int, _ body: (PeakField) -> R
  ) -> R {
    let sharpness = Sharpness.values(
      of: tile.information, tile, in: rect, featureCount: featureCount)
    return tile.values.withUnsafeBufferPointer { scores in
      tile.overlaps.withUnsafeBufferPointer { overlaps in
        sharpness.withUnsafeBufferPointer { sharpness in
          body(
            PeakField(
              rect: rect, scores: scores, overlaps: overlaps,
              sharpness: sharpness, tile: tile, featureCount: featureCount))
        }
      }
    }
  }

  func index(_ x: Int, _ y: Int) -> Int { covered.index(x: x, y: y) }

  /// What offsets are ranked by.
  func values(_ criterion: RankingCriterion) -> UnsafeBufferPointer<Double> {
    criterion == .score ? scores : sharpness
  }

  func peak(_ x: Int, _ y: Int, ranked values: UnsafeBufferPointer<Double>) -> Peak {
    let i = index(x, y)
    return Peak(
      offset: Offset(x: x, y: y), rank: values[i], score: scores[i], sharpness: sharpness[i],
      features: [], overlap: Int(overlaps[i]),
      refinement: (refinement(values, i, step: 1), refinement(values, i, step: covered.width)))
  }

  /// The number of offsets of a row that overlap enough, and the highest score among them, at least 0.
  func admitted(
    in row: OffsetRect, minimumOverlap: Int
  ) -> (count: Int, highestScore: Double) {
    let (start, least) = (index(row.x, row.y), Int32(clamping: minimumOverlap))
    var (count, highest) = (0, 0.0)
    for i in start..<start + row.width {
      let isAdmitted = overlaps[i] >= least
      count &+= isAdmitted ? 1 : 0
      let score = isAdmitted ? scores[i] : 0
      highest = score > highest ? score : highest
    }
    return (count, highest)
  }

  /// The columns of a row that overlap enough.
  func admittedColumns(of row: OffsetRect, minimumOverlap: Int) -> [Int] {
    (row.x..<row.x + row.width).filter { Int(overlaps[index($0, row.y)]) >= minimumOverlap }
  }

  /// The columns of a row that overlap enough, but for those of which a neighbour in the row, above or below is higher
  /// and all four neighbours overlap enough.
  ///
  /// The tile covers these neighbours, as `PeakFinder.peaks` demands.
  func summits(
    _ values: UnsafeBufferPointer<Double>, in row: OffsetRect, minimumOverlap: Int
  ) -> [Int] {
    let (start, width, least) = (
      index(row.x, row.y), covered.width, Int32(clamping: minimumOverlap)
    )
    guard let value = values.baseAddress.map({ $0 + start }),
      let overlap = overlaps.baseAddress.map({ $0 + start })
    else { return [] }
    // Without a branch, as what a neighbour has is not to be foreseen: each column is written where the next summit
    // belongs, and stays there if it is one.
    return [Int](unsafeUninitializedCapacity: row.width) { columns, count in
      var summits = 0
      for i in 0..<row.width {
        let highest = greater(
          greater(value[i &- 1], value[i &+ 1]), greater(value[i &- width], value[i &+ width]))
        let fewest = lesser(
          lesser(overlap[i &- 1], overlap[i &+ 1]),
          lesser(overlap[i &- width], overlap[i &+ width]))
        let isHighest: UInt8 = highest <= value[i] ? 1 : 0
        let isBesideLess: UInt8 = fewest < least ? 1 : 0
        let isAdmitted: UInt8 = overlap[i] >= least ? 1 : 0
        columns[summits] = row.x &+ i
        summits &+= Int((isHighest | isBesideLess) & isAdmitted)
      }
      count = summits
    }
  }

  /// A peak with the sharpness of each feature.
  func measured(_ peak: Peak) -> Peak {
    var peak = peak
    let i = index(peak.offset.x, peak.offset.y)
    peak.features = Sharpness.ofFeatures(at: i, tile, featureCount: featureCount)
    return peak
  }

  /// Whether a neighbour of a peak that overlaps less than is admitted is better.
  func isAtEdge(
    _ peak: Peak, ranked values: UnsafeBufferPointer<Double>, minimumOverlap: Int
  ) -> Bool {
    let i = index(peak.offset.x, peak.offset.y)
    return [-1, 0, 1].contains { row in
      [-1, 0, 1].contains { column in
        let neighbour = i + row * covered.width + column
        return (1..<minimumOverlap).contains(Int(overlaps[neighbour]))
          && values[neighbour] > values[i]
      }
    }
  }

  /// The top of the values between an offset and its neighbours along one axis; 0 where a neighbour does
  /// not overlap.
  private func refinement(
    _ values: UnsafeBufferPointer<Double>, _ i: Int, step: Int
  ) -> Double {
    guard overlaps[i - step] > 0, overlaps[i + step] > 0 else { return 0 }
    return Vertex.ofLines(values[i - step], values[i], values[i + step])
  }
}

/// The greater of two numbers, of which neither is NaN: a single instruction.
@inline(__always)
private func greater(_ a: Double, _ b: Double) -> Double { a > b ? a : b }

/// The lesser of two numbers: a single instruction.
@inline(__always)
private func lesser(_ a: Int32, _ b: Int32) -> Int32 { a < b ? a : b }
