/// Ranks many candidates anew at a finer resolution than they were found at, each by a few offsets.
///
/// Fine structure is what tells the true pose from others, and much of it is lost at the resolution of the
/// grid: there the true pose may come after hundreds of others. A finer resolution shows it even where angle
/// and scale are still those of the grid.
struct PosePreview: Sendable {
  /// The finer resolution.
  let level: PyramidLevel
  let options: AlignmentOptions

  /// The shifts at which the candidate may lie, as far away as a pixel of the coarser resolution is large:
  /// every other offset, like the fields of one colour of a chessboard, the middle first.
  private static let near = [
    (0, 0), (1, 1), (-1, 1), (-1, -1), (1, -1), (2, 0), (0, 2), (-2, 0), (0, -2), (2, 2), (-2, 2),
    (-2, -2), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }
  /// The candidates with the ranks that they have here, each moved to its best offset, in the order that they
  /// have; without those whose template lies beside the reference. Adds the work to `statistics`.
  ///
  /// A template is turned once for all candidates of one angle and scale that follow one another.
  ///
  /// - Throws: `CMIFError.memoryLimit` when not even one turned template fits.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let canvas = level.canvas(for: options.poses)
    let largest = level.pair.referenceSize.largestOverlap(with: canvas)
    let table = LogTable(maximum: largest)
    let workers = try level.pixelWorkers(
      canvas: canvas, table: table, resources: options.resources)
    let groups = Self.groups(candidates)
    let ranked = try await runJobs(
      count: groups.count, threads: workers,
      job: { number in try rank(groups[number], table) })
    for one in ranked { statistics.counting += one.time }
    return ranked.flatMap(\.candidates)
  }

  /// The runs of consecutive candidates with the same angle and scale.
  private static func groups(_ candidates: [PoseCandidate]) -> [[PoseCandidate]] {
    var groups: [[PoseCandidate]] = []
    for candidate in candidates {
      if let last = groups.last?.last, last.angle == candidate.angle, last.scale == candidate.scale
      {
        groups[groups.count - 1].append(candidate)
      } else {
        groups.append([candidate])
      }
    }
    return groups
  }

  /// Ranks candidates of one angle and scale; returns the time that counting took as well.
  private func rank(
    _ candidates: [PoseCandidate], _ table: LogTable
  ) throws -> (candidates: [PoseCandidate], time: Duration) {
    let (angle, scale) = (candidates[0].angle, candidates[0].scale)
    let canvas = level.canvas(angle: angle, scale: scale)
    var sharpness = SparseSharpness(
      level.counter(angle: angle, scale: scale, canvas: canvas, table: table), options: options)
    let clock = ContinuousClock()
    let start = clock.now
    let ranked = try candidates.compactMap { candidate -> PoseCandidate? in
      try Task.checkCancellation()
      let window = level.window(of: candidate, canvas: canvas, options: options)
      let offset = level.offset(of: canvas, at: candidate.pose)
      let start = window?.nearest(to: offset) ?? offset
      return sharpness.top(of: Self.near, around: start, in: window).map {
        level.candidate(
          sharpness.peak(at: $0), angle: angle, scale: scale, canvas: canvas,
          isOutsideWindow: candidate.isOutsideWindow)
      }
    }
    return (ranked, clock.now - start)
  }
}
