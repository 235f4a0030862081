/// An offset that is better than all others around it.
struct Peak: Sendable {
  /// The offset.
  let offset: Offset
  /// What the peak is ranked by.
  let rank: Double
  let score: Double
  let sharpness: Double
  /// The number of overlapping pixels.
  let overlap: Int
  /// Where the top lies between the offsets around, at most half a pixel away along each axis.
  let refinement: (x: Double, y: Double)

  /// Whether a neighbour that is not admitted, as it overlaps less, is better.
  var isAtEdge = false

  /// Whether this peak comes before another: the higher one, then the first in row-major order.
  func precedes(_ other: Peak) -> Bool {
    (rank, -offset.y, -offset.x) > (other.rank, -other.offset.y, -other.offset.x)
  }

  /// The larger of the distances along the two axes.
  func distance(to other: Peak) -> Int {
    max(abs(offset.x - other.offset.x), abs(offset.y - other.offset.y))
  }
}

/// Finds peaks in one tile.
///
/// A peak is an admitted offset that comes before every other admitted offset within a square of given
/// radius around it, so any two peaks are further apart than the radius, and whether an offset is one
/// depends on its surroundings alone, not on tiles.
struct PeakFinder: Sendable {
  /// Half the side of the square.
  let radius: Int
  /// The fewest overlapping pixels that admit an offset.
  let minimumOverlap: Int
  /// The fewest overlapping pixels of a rival, at most `minimumOverlap`; `nil` where rivals are not looked for.
  var rivalOverlap: Int?
  let featureCount: Int

  /// How far rivals are apart, whatever is asked of answers.
  static let rivalRadius = 8

  /// What a tile yields.
  struct Result: Sendable {
    /// Peaks by the rank asked for.
    var peaks: [Peak] = []
    /// Peaks by sharpness among all offsets with the overlap of a rival.
    var sharpest: [Peak] = []
    /// The number of admitted offsets.
    var admitted = 0
    /// The number of offsets with the overlap of a rival.
    var compared = 0
    /// The highest information of an admitted offset.
    var highest = 0.0
  }

  /// How far around a tile its peaks need offsets, within the domain of admitted ones.
  var halo: Int {
    max(radius, rivalOverlap == nil ? 0 : Self.rivalRadius) + Sharpness.radius
  }

  /// How far around the domain they do: by one for peaks at its border to be refined.
  var margin: Int { 1 + Sharpness.radius }

  /// Finds the peaks of a tile by a rank, and by sharpness.
  func peaks(in tile: TileValues, by criterion: RankingCriterion) -> Result {
    let rect = tile.covered.expanded(by: -Sharpness.radius)
    return Field.with(tile, in: rect, featureCount: featureCount) { field in
      var result = Result()
      for y in tile.tile.y..<tile.tile.y + tile.tile.height {
        addPeaks(field, by: criterion, y: y, from: tile.tile.x, count: tile.tile.width, to: &result)
      }
      return result
    }
  }

  /// Adds the peaks of a row.
  private func addPeaks(
    _ field: Field, by criterion: RankingCriterion, y: Int, from left: Int, count: Int,
    to result: inout Result
  ) {
    let start = field.index(left, y)
    let values = criterion == .score ? field.scores : field.sharpness
    let least = rivalOverlap ?? minimumOverlap
    let ranksAlike =
      criterion == .sharpness && radius == Self.rivalRadius && least == minimumOverlap
    for i in 0..<count where Int(field.overlaps[start + i]) >= least {
      let x = left + i
      result.compared += 1
      let isRival =
        rivalOverlap != nil
        && isPeak(field, field.sharpness, x, y, within: Self.rivalRadius, atLeast: least)
      if isRival { result.sharpest.append(field.peak(x, y, ranked: field.sharpness)) }
      guard Int(field.overlaps[start + i]) >= minimumOverlap else { continue }
      result.admitted += 1
      result.highest = max(result.highest, field.scores[start + i])
      let isKnown = rivalOverlap != nil && ranksAlike
      if isKnown ? isRival : isPeak(field, values, x, y, within: radius, atLeast: minimumOverlap) {
        var peak = field.peak(x, y, ranked: values)
        peak.isAtEdge = field.isAtEdge(x, y, ranked: values, minimumOverlap: minimumOverlap)
        result.peaks.append(peak)
      }
    }
  }

  /// The highest offset of a tile but for its outermost ones, or `nil` when none overlaps enough.
  func highest(in tile: TileValues, by criterion: RankingCriterion) -> Peak? {
    let rect = tile.tile
    return Field.with(tile, in: rect, featureCount: featureCount) { field in
      let values = criterion == .score ? field.scores : field.sharpness
      var best: (x: Int, y: Int)?
      for y in rect.y + 1..<rect.y + rect.height - 1 {
        for x in rect.x + 1..<rect.x + rect.width - 1 {
          let i = field.index(x, y)
          guard Int(field.overlaps[i]) >= minimumOverlap else { continue }
          if let best, values[field.index(best.x, best.y)] >= values[i] { continue }
          best = (x, y)
        }
      }
      return best.map { field.peak($0.x, $0.y, ranked: values) }
    }
  }

  @inline(__always)
  private func isPeak(
    _ field: Field, _ values: UnsafeBufferPointer<Double>, _ x: Int, _ y: Int, within radius: Int,
    atLeast minimumOverlap: Int
  ) -> Bool {
    // Most offsets have a better neighbour, so the nearest ones are asked first, all at once.
    let (i, width) = (field.index(x, y), field.covered.width)
    let highest = max(
      max(values[i - 1], values[i + 1]), max(values[i - width], values[i + width]))
    if highest > values[i] {
      let least = min(
        min(field.overlaps[i - 1], field.overlaps[i + 1]),
        min(field.overlaps[i - width], field.overlaps[i + width]))
      if Int(least) >= minimumOverlap { return false }
    }
    return isHighest(field, values, x, y, within: radius, atLeast: minimumOverlap)
  }

  /// Whether an offset comes before all other admitted ones within a square around it.
  private func isHighest(
    _ field: Field, _ values: UnsafeBufferPointer<Double>, _ x: Int, _ y: Int, within radius: Int,
    atLeast minimumOverlap: Int
  ) -> Bool {
    let (rect, place) = (field.rect, field.index(x, y))
    let value = values[place]
    let left = max(x - radius, rect.x)
    let count = min(x + radius + 1, rect.x + rect.width) - left
    for v in max(y - radius, rect.y)..<min(y + radius + 1, rect.y + rect.height) {
      let start = field.index(left, v)
      for i in start..<start + count where values[i] >= value {
        guard Int(field.overlaps[i]) >= minimumOverlap else { continue }
        if values[i] > value || i < place { return false }
      }
    }
    return true
  }

  /// Scores, overlaps and sharpness of one tile, and where sharpness is known.
  private struct Field {
    let rect: OffsetRect
    let covered: OffsetRect
    let scores: UnsafeBufferPointer<Double>
    let overlaps: UnsafeBufferPointer<Int32>
    let sharpness: UnsafeBufferPointer<Double>

    static func with<R>(
      _ tile: TileValues, in rect: OffsetRect, featureCount: Int, _ body: (Field) -> R
    ) -> R {
      let sharpness = Sharpness.values(
        of: tile.information, tile, in: rect, featureCount: featureCount)
      return tile.values.withUnsafeBufferPointer { scores in
        tile.overlaps.withUnsafeBufferPointer { overlaps in
          sharpness.withUnsafeBufferPointer { sharpness in
            body(
              Field(
                rect: rect, covered: tile.covered, scores: scores, overlaps: overlaps,
                sharpness: sharpness))
          }
        }
      }
    }

    func index(_ x: Int, _ y: Int) -> Int { covered.index(x: x, y: y) }

    func peak(_ x: Int, _ y: Int, ranked values: UnsafeBufferPointer<Double>) -> Peak {
      let i = index(x, y)
      return Peak(
        offset: Offset(x: x, y: y), rank: values[i], score: scores[i], sharpness: sharpness[i],
        overlap: Int(overlaps[i]),
        refinement: (refinement(values, i, step: 1), refinement(values, i, step: covered.width)))
    }

    func isAtEdge(
      _ x: Int, _ y: Int, ranked values: UnsafeBufferPointer<Double>, minimumOverlap: Int
    ) -> Bool {
      let i = index(x, y)
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
}

extension PeakFinder.Result {
  /// The sharpest peaks that are kept to find a rival.
  ///
  /// A square around the answer holds no more than four, because peaks are further apart than half its side; the
  /// others leave room for peaks of less overlap than a rival needs.
  private static let rivals = 40

  /// Takes in another tile's peaks and keeps the best.
  mutating func merge(_ other: PeakFinder.Result, keeping count: Int) {
    for peak in other.peaks { peaks.insert(peak, keeping: count) }
    for peak in other.sharpest { sharpest.insert(peak, keeping: max(count, Self.rivals)) }
    admitted += other.admitted
    compared += other.compared
    highest = max(highest, other.highest)
  }
}

extension [Peak] {
  /// Puts a peak in its place among the best `count` so far.
  fileprivate mutating func insert(_ peak: Peak, keeping count: Int) {
    if self.count == count {
      guard let last, peak.precedes(last) else { return }
      removeLast()
    }
    insert(peak, at: firstIndex { peak.precedes($0) } ?? endIndex)
  }
}
