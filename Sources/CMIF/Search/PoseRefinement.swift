/// Improves candidates one by one at one resolution: a pattern search over angle and scale, with the offsets
/// around the candidate compared at each step (`CandidateNeighborhood`).
///
/// The search climbs in the rank of the criterion asked for. Near a true pose plain information is no guide: it
/// rises where more of a template's homogeneous parts come to lie on one another.
struct PoseRefinement: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions
  /// How far each step of angle or scale moves the template's corners, in pixels of the level, coarse to fine.
  let steps: [Double]

  /// The most moves with one step width.
  private static let moves = 6

  /// Improves each candidate; leaves those out that have too little overlap at every offset around. The order
  /// stays. Adds the work to `statistics`.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let canvas = level.canvas(for: options.poses)
    let jobs = try PixelJobs(at: level, canvas: canvas, options: options)
    let overlaps = TurnedOverlaps(level.pair, canvas: canvas, options: options)
    let largest = try await overlaps.largest(
      of: candidates.map { ($0.angle, $0.scale) }, workers: jobs.workers)
    let refined = try await jobs.run(
      count: candidates.count, &statistics,
      job: { number, table in
        try refine(
          candidates[number],
          CandidateNeighborhood(
            of: candidates[number], at: level, options: options,
            leastOverlap: options.minimumOverlap * Double(largest[number]), table: table))
      })
    return refined.compactMap(\.self)
  }

  /// The best pose around a candidate, or `nil` where too little overlaps.
  private func refine(
    _ candidate: PoseCandidate, _ neighborhood: CandidateNeighborhood
  ) throws -> PoseCandidate? {
    let start = try neighborhood.candidate(
      angle: candidate.angle, scale: candidate.scale, near: candidate.pose)
    guard var best = start else { return nil }
    for step in steps { best = try improve(best, step: step, neighborhood) }
    return try interpolate(best, step: steps.last ?? 0, neighborhood)
  }

  /// Moves along angle and scale as long as that improves.
  private func improve(
    _ start: PoseCandidate, step: Double, _ neighborhood: CandidateNeighborhood
  ) throws -> PoseCandidate {
    let turn = level.angle(cornerShift: step)
    let ratio = level.ratio(cornerShift: step)
    var best = start
    for _ in 0..<Self.moves {
      let around = [
        (best.angle - turn, best.scale), (best.angle + turn, best.scale),
        (best.angle, best.scale / ratio), (best.angle, best.scale * ratio),
      ]
      let neighbors = try around.compactMap {
        try neighborhood.allowed(angle: $0.0, scale: $0.1, near: best.pose)
      }
      guard let next = neighbors.max(by: { $0.peak.rank < $1.peak.rank }),
        next.peak.rank > best.peak.rank
      else { break }
      best = next
    }
    return best
  }

  /// Puts angle and scale between the last steps, if that is no worse.
  private func interpolate(
    _ best: PoseCandidate, step: Double, _ neighborhood: CandidateNeighborhood
  ) throws -> PoseCandidate {
    func top(_ left: PoseCandidate?, _ right: PoseCandidate?) -> Double {
      guard let left, let right else { return 0 }
      return Vertex.ofLines(left.peak.rank, best.peak.rank, right.peak.rank)
    }
    let turn = level.angle(cornerShift: step)
    let ratio = level.ratio(cornerShift: step)
    let angles = try [-turn, turn].map {
      try neighborhood.allowed(angle: best.angle + $0, scale: best.scale, near: best.pose)
    }
    let scales = try [1 / ratio, ratio].map {
      try neighborhood.allowed(angle: best.angle, scale: best.scale * $0, near: best.pose)
    }
    let closer = try neighborhood.candidate(
      angle: best.angle + turn * top(angles[0], angles[1]),
      scale: best.scale * level.ratio(cornerShift: step * top(scales[0], scales[1])),
      near: best.pose)
    return closer.flatMap { $0.peak.rank >= best.peak.rank ? $0 : nil } ?? best
  }
}
