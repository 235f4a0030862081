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
    let jobs = try PixelJobs(
      at: level, canvas: level.canvas(for: options.poses), options: options)
    let groups = Self.groups(candidates)
    let ranked = try await jobs.run(
      count: groups.count, &statistics,
      job: { number, table in try rank(groups[number], table) })
    return ranked.flatMap(\.self)
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

  /// Ranks candidates of one angle and scale.
  private func rank(_ candidates: [PoseCandidate], _ table: LogTable) throws -> [PoseCandidate] {
    let (angle, scale) = (candidates[0].angle, candidates[0].scale)
    let canvas = level.canvas(angle: angle, scale: scale)
    var sharpness = SparseSharpness(
      level.counter(angle: angle, scale: scale, canvas: canvas, table: table), options: options)
    return try candidates.compactMap { candidate -> PoseCandidate? in
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
  }
}
