/// What a search over poses has found so far, at one resolution.
struct SearchStage: Sendable {
  /// The resolution of the candidates' peaks.
  let level: PyramidLevel
  let candidates: [PoseCandidate]
  /// The number of places that the scan of the grid compared, over all its poses.
  let compared: Int
  /// The work of this stage and all stages before it.
  let statistics: EngineStatistics

  /// The stage after a scan of a grid.
  init(level: PyramidLevel, _ found: PoseScan.Result) {
    var statistics = found.statistics
    statistics.quantizing += level.quantizing
    self.init(
      level: level, candidates: found.candidates, compared: found.compared, statistics: statistics)
  }

  private init(
    level: PyramidLevel, candidates: [PoseCandidate], compared: Int, statistics: EngineStatistics
  ) {
    self.level = level
    self.candidates = candidates
    self.compared = compared
    self.statistics = statistics
  }

  /// The same candidates, for work at another resolution.
  func at(_ level: PyramidLevel) -> SearchStage {
    var statistics = statistics
    statistics.quantizing += level.quantizing
    return SearchStage(
      level: level, candidates: candidates, compared: compared, statistics: statistics)
  }

  /// The stage after `work` on the candidates, which adds what it did to the statistics.
  func next(
    _ work: ([PoseCandidate], inout EngineStatistics) async throws -> [PoseCandidate]
  ) async rethrows -> SearchStage {
    var statistics = statistics
    let candidates = try await work(candidates, &statistics)
    return SearchStage(
      level: level, candidates: candidates, compared: compared, statistics: statistics)
  }

  /// The best candidates that are more than `distance` reference pixels apart, best first, at most `count`.
  func separate(
    _ count: Int, apart distance: Double, by criterion: RankingCriterion
  ) -> SearchStage {
    let ranks = criterion == .score ? candidates.map(\.peak.rank) : weighedSharpness
    return keeping(
      PoseCandidate.best(
        candidates, ranks: ranks, count: count, apart: distance,
        template: level.originalTemplateSize))
  }

  /// The `count` candidates of the highest ranks by sharpness, in the order that they have.
  func strongest(_ count: Int) -> SearchStage { split(at: count).strongest }

  /// The `count` candidates of the highest ranks by sharpness, and all others, each in the order that they have.
  func split(at count: Int) -> (strongest: SearchStage, others: SearchStage) {
    let ranked = weighedSharpness.indicesFromHighest
    let outside = ranked.filter { candidates[$0].isOutsideWindow }
    let answers = outside.isEmpty ? ranked : ranked.filter { !candidates[$0].isOutsideWindow }
    let outsideCount = PoseCandidate.outsideCount(beside: count)
    func kept(_ indices: ArraySlice<Int>) -> SearchStage {
      keeping(indices.sorted().map { candidates[$0] })
    }
    return (
      kept(answers.prefix(count) + outside.prefix(outsideCount)),
      kept(answers.dropFirst(count) + outside.dropFirst(outsideCount))
    )
  }

  /// The first `count` candidates, and the first outside of the window.
  func first(_ count: Int) -> SearchStage {
    var open = (answers: count, outside: PoseCandidate.outsideCount(beside: count))
    return keeping(
      candidates.filter {
        if $0.isOutsideWindow { open.outside -= 1 } else { open.answers -= 1 }
        return ($0.isOutsideWindow ? open.outside : open.answers) >= 0
      })
  }

  /// Whether the best of separate candidates, in the order of their rank, stands out beyond doubt: no other will be the
  /// answer, and those that follow need only tell what rivals have.
  var isSettled: Bool {
    guard let best = candidates.firstIndex(where: { !$0.isOutsideWindow }) else { return false }
    var features = candidates.map(\.peak.features)
    let own = features.remove(at: best)
    let prominence = Prominence(freedoms: level.pair.freedoms, offsets: compared)
      .value(of: own, among: features)
    return Confidence.value(prominence: prominence) >= Confidence.beyondDoubt
  }

  /// The sharpness of each candidate, each feature divided by what it reaches over all candidates.
  private var weighedSharpness: [Double] {
    let features = candidates.map(\.peak.features)
    guard let first = features.first else { return [] }
    let noise = first.indices.map(features.rootMeanSquare(of:))
    return features.map {
      zip($0, noise).reduce(0) { $0 + $1.0 / max($1.1, .leastNormalMagnitude) }
    }
  }

  private func keeping(_ candidates: [PoseCandidate]) -> SearchStage {
    SearchStage(level: level, candidates: candidates, compared: compared, statistics: statistics)
  }
}
