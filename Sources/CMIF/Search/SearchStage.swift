/// What a search over poses has found so far, at one resolution.
struct SearchStage: Sendable {
  /// The resolution of the candidates' peaks.
  let level: PyramidLevel
  let candidates: [PoseCandidate]
  /// The number of places that the scan of the grid admitted, over all its poses.
  let admitted: Int
  /// The work of this stage and all stages before it.
  let statistics: EngineStatistics

  /// The stage after a scan of a grid: the `count` candidates of the highest ranks by labels and as many by edges,
  /// or all without edges, in the order of the poses.
  init(level: PyramidLevel, _ found: PoseScan.Result, keeping count: Int = .max) {
    func strongest(_ candidates: [PoseCandidate]) -> [PoseCandidate] {
      PoseCandidate.order(candidates).prefix(count).sorted().map { candidates[$0] }
    }
    var statistics = found.statistics
    statistics.quantizing += level.quantizing
    self.init(
      level: level, candidates: strongest(found.candidates) + strongest(found.edgeCandidates),
      admitted: found.admitted, statistics: statistics)
  }

  private init(
    level: PyramidLevel, candidates: [PoseCandidate], admitted: Int, statistics: EngineStatistics
  ) {
    self.level = level
    self.candidates = candidates
    self.admitted = admitted
    self.statistics = statistics
  }

  /// The same candidates, for work at another resolution.
  func at(_ level: PyramidLevel) -> SearchStage {
    var statistics = statistics
    statistics.quantizing += level.quantizing
    return SearchStage(
      level: level, candidates: candidates, admitted: admitted, statistics: statistics)
  }

  /// The stage after `work` on the candidates, which adds what it did to the statistics.
  func next(
    _ work: ([PoseCandidate], inout EngineStatistics) async throws -> [PoseCandidate]
  ) async rethrows -> SearchStage {
    var statistics = statistics
    let candidates = try await work(candidates, &statistics)
    return SearchStage(
      level: level, candidates: candidates, admitted: admitted, statistics: statistics)
  }

  /// The best candidates that are more than `distance` reference pixels apart, best first, at most `count`.
  func separate(_ count: Int, apart distance: Double) -> SearchStage {
    keeping(
      PoseCandidate.best(
        candidates, count: count, apart: distance, template: level.originalTemplateSize))
  }

  /// The first `count` candidates, and of the others those of at least half the first one's rank.
  func promising(atLeast count: Int) -> SearchStage {
    let least = 0.5 * (candidates.first?.peak.rank ?? 0)
    return keeping(
      candidates.enumerated().filter { $0.offset < count || $0.element.peak.rank >= least }
        .map(\.element))
  }

  private func keeping(_ candidates: [PoseCandidate]) -> SearchStage {
    SearchStage(level: level, candidates: candidates, admitted: admitted, statistics: statistics)
  }
}
