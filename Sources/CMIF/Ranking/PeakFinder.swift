/// Finds peaks in one tile.
///
/// A peak is an admitted offset that comes before every other admitted offset within a square of given
/// radius around it, so any two peaks are further apart than the radius, and whether an offset is one
/// depends on its surroundings alone, not on tiles. In a window it comes before those of the window alone.
struct PeakFinder: Sendable {
  /// Half the side of the square.
  let radius: Int
  /// The fewest overlapping pixels that admit an offset.
  let minimumOverlap: Int
  /// The fewest overlapping pixels of a rival, at most `minimumOverlap`; `nil` where rivals are not looked for.
  var rivalOverlap: Int?
  /// The offsets among which rivals are not looked for, or `nil` for none.
  var closedToRivals: OffsetRect?
  /// The number of rivals that are kept.
  var rivalCount = Result.rivalCount
  /// The offsets among which answers are looked for, or `nil` for all.
  var window: OffsetRect?
  let featureCount: Int

  /// How far rivals are apart, whatever is asked of answers.
  static let rivalRadius = 8

  /// How far around a tile its peaks need offsets, within the domain of admitted ones.
  var halo: Int { Self.halo(radius: radius, findsRivals: rivalOverlap != nil) }

  static func halo(radius: Int, findsRivals: Bool) -> Int {
    max(radius, findsRivals ? rivalRadius : 0) + Sharpness.radius
  }

  /// How far around the domain they do: by one for peaks at its border to be refined.
  static let margin = 1 + Sharpness.radius

  /// Finds the best peaks of a tile by a rank, at most `count`, and the sharpest ones.
  ///
  /// - Precondition: The tile covers at least `margin` offsets around itself.
  func peaks(in tile: TileValues, by criterion: RankingCriterion, keeping count: Int) -> Result {
    let needed = tile.tile.expanded(by: Self.margin)
    precondition(
      needed.intersection(tile.covered) == needed, "\(needed) exceeds the \(tile.covered) covered")
    let rect = tile.covered.expanded(by: -Sharpness.radius)
    return PeakField.with(tile, in: rect, featureCount: featureCount) { field in
      var best = Result()
      for y in tile.tile.y..<tile.tile.y + tile.tile.height {
        addPeaks(
          field, by: criterion,
          row: OffsetRect(x: tile.tile.x, y: y, width: tile.tile.width, height: 1), to: &best,
          keeping: count)
      }
      let values = field.values(criterion)
      func admitted(_ peak: Peak) -> Peak {
        var peak = field.measured(peak)
        peak.isAtEdge = field.isAtEdge(peak, ranked: values, minimumOverlap: minimumOverlap)
        return peak
      }
      best.peaks = best.peaks.map(admitted)
      best.contenders =
        peaksAreContenders(by: criterion) ? best.peaks : best.contenders.map(admitted)
      best.sharpest = best.sharpest.map(field.measured)
      return best
    }
  }

  /// Adds the peaks of a row to the best, at most `count`, and to the sharpest ones.
  private func addPeaks(
    _ field: PeakField, by criterion: RankingCriterion, row: OffsetRect, to result: inout Result,
    keeping count: Int
  ) {
    let least = rivalOverlap ?? minimumOverlap
    let compared = field.admitted(in: row, minimumOverlap: least)
    result.compared += compared.count
    if rivalOverlap != nil {
      for x in columns(field, field.sharpness, row, within: 1, atLeast: least, in: nil)
      where closedToRivals?.contains(Offset(x: x, y: row.y)) != true {
        result.insert(rival: field.peak(x, row.y, ranked: field.sharpness), keeping: rivalCount)
      }
    }
    guard let open = window.map(row.intersection) ?? row else { return }
    let admitsAlike = least == minimumOverlap && window == nil
    let admitted =
      admitsAlike ? compared : field.admitted(in: open, minimumOverlap: minimumOverlap)
    result.admitted += admitted.count
    result.highest = max(result.highest, admitted.highestScore)
    let values = field.values(criterion)
    func peaks(within radius: Int) -> [Int] {
      columns(field, values, open, within: radius, atLeast: minimumOverlap, in: window)
    }
    for x in peaks(within: radius) {
      result.insert(field.peak(x, row.y, ranked: values), keeping: count)
    }
    guard findsContenders(by: criterion), !peaksAreContenders(by: criterion) else { return }
    for x in peaks(within: Self.rivalRadius) {
      result.insert(contender: field.peak(x, row.y, ranked: values), keeping: count)
    }
  }

  private func findsContenders(by criterion: RankingCriterion) -> Bool {
    rivalOverlap != nil && criterion == .sharpness
  }

  /// Whether the contenders are the peaks themselves, as these are as far apart.
  private func peaksAreContenders(by criterion: RankingCriterion) -> Bool {
    findsContenders(by: criterion) && radius == Self.rivalRadius
  }

  /// The columns of the peaks in a row.
  private func columns(
    _ field: PeakField, _ values: UnsafeBufferPointer<Double>, _ row: OffsetRect,
    within radius: Int, atLeast minimumOverlap: Int, in window: OffsetRect?
  ) -> [Int] {
    // Most offsets have a better neighbour, so the nearest ones are asked first. In a window, neighbours outside of it
    // would have to be told apart.
    let candidates =
      window == nil
      ? field.summits(values, in: row, minimumOverlap: minimumOverlap)
      : field.admittedColumns(of: row, minimumOverlap: minimumOverlap)
    return candidates.filter {
      isHighest(field, values, $0, row.y, within: radius, atLeast: minimumOverlap, in: window)
    }
  }

  /// The highest offset of a tile but for its outermost ones, or `nil` when none overlaps enough.
  func highest(in tile: TileValues, by criterion: RankingCriterion) -> Peak? {
    let rect = tile.tile
    return PeakField.with(tile, in: rect, featureCount: featureCount) { field in
      let values = field.values(criterion)
      var best: (x: Int, y: Int)?
      for y in rect.y + 1..<rect.y + rect.height - 1 {
        for x in rect.x + 1..<rect.x + rect.width - 1 {
          let i = field.index(x, y)
          guard Int(field.overlaps[i]) >= minimumOverlap,
            window?.contains(Offset(x: x, y: y)) ?? true
          else { continue }
          if let best, values[field.index(best.x, best.y)] >= values[i] { continue }
          best = (x, y)
        }
      }
      return best.map { field.measured(field.peak($0.x, $0.y, ranked: values)) }
    }
  }

  /// Whether an offset comes before all other admitted ones within a square around it.
  private func isHighest(
    _ field: PeakField, _ values: UnsafeBufferPointer<Double>, _ x: Int, _ y: Int,
    within radius: Int,
    atLeast minimumOverlap: Int, in window: OffsetRect?
  ) -> Bool {
    let rect = window.flatMap(field.rect.intersection) ?? field.rect
    let place = field.index(x, y)
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
}
