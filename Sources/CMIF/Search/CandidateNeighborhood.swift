/// The poses around one candidate, at turns and scales near its own, each looked at by a few offsets.
///
/// Poses that were evaluated are remembered.
final class CandidateNeighborhood {
  private let level: PyramidLevel
  private let options: AlignmentOptions
  /// The candidate, and the overlap asked for at its scale, in pixels.
  private let candidate: PoseCandidate
  private let leastOverlap: Double
  private let table: LogTable
  private var seen: [(angle: Double, scale: Double, candidate: PoseCandidate?)] = []

  /// The shifts that are compared: those to the offsets next to a place, the place itself first.
  private static let next = [
    (0, 0), (0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1),
  ].map { Offset(x: $0.0, y: $0.1) }
  /// How often a pose may move to an offset next to its own, from where the search had led before.
  private static let moves = 3
  /// The share of the least overlap that suffices at turns and scales near the candidate's. The largest
  /// overlap is known for its own; rounding to whole pixels makes it a little smaller at others.
  private static let overlapTolerance = 0.99

  /// Prepares to evaluate poses around a candidate.
  ///
  /// - Parameters:
  ///   - leastOverlap: The overlap asked for at the candidate's own scale, in pixels.
  ///   - table: Holds as many pixels as can overlap.
  init(
    of candidate: PoseCandidate, at level: PyramidLevel, options: AlignmentOptions,
    leastOverlap: Double, table: LogTable
  ) {
    self.level = level
    self.options = options
    self.leastOverlap = leastOverlap
    self.table = table
    self.candidate = candidate
  }

  /// The best offset near a pose's at an angle and a scale, or `nil` when the overlap there is too small.
  func candidate(angle: Double, scale: Double, near pose: Pose) throws -> PoseCandidate? {
    let known = seen.first { abs($0.angle - angle) < 1e-9 && abs($0.scale - scale) < 1e-12 }
    if let known { return known.candidate }
    try Task.checkCancellation()
    let candidate = evaluate(angle: angle, scale: scale, near: pose)
    seen.append((angle, scale, candidate))
    return candidate
  }

  /// The same, or `nil` for an angle or a scale out of the range that is searched.
  func allowed(angle: Double, scale: Double, near pose: Pose) throws -> PoseCandidate? {
    guard options.poses.contains(angle: angle, scale: scale) else { return nil }
    return try candidate(angle: angle, scale: scale, near: pose)
  }

  private func evaluate(angle: Double, scale: Double, near pose: Pose) -> PoseCandidate? {
    let canvas = level.canvas(angle: angle, scale: scale)
    var sharpness = SparseSharpness(
      level.counter(angle: angle, scale: scale, canvas: canvas, table: table), options: options)
    let window = level.window(of: candidate, canvas: canvas, options: options)
    var offset = level.offset(of: canvas, at: pose)
    if let window { offset = window.nearest(to: offset) }
    for _ in 0..<Self.moves {
      guard let top = sharpness.top(of: Self.next, around: offset, in: window) else { return nil }
      if top == offset { break }
      offset = top
    }
    let peak = sharpness.peak(at: offset)
    guard peak.overlap >= leastOverlap(at: scale) else { return nil }
    return level.candidate(
      peak, angle: angle, scale: scale, canvas: canvas, isOutsideWindow: candidate.isOutsideWindow)
  }

  /// The fewest overlapping pixels, at least 1, that admit an offset at a scale. A smaller template has fewer
  /// pixels by the square of its scale; a larger one may reach beyond the reference, so it needs no more.
  private func leastOverlap(at scale: Double) -> Int {
    let shrinkage = min(1, scale / candidate.scale)
    let least = leastOverlap * shrinkage * shrinkage
    return max(1, Int((Self.overlapTolerance * least).rounded(.up)))
  }
}
