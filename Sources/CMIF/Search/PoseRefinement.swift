/// Improves candidates one by one at one resolution: a pattern search over angle and scale, with the offsets
/// around the candidate evaluated at each step.
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
    let canvas = LabelResampling.canvas(
      for: level.pair.templateSize, scale: options.poses.scale.upperBound)
    let table = LogTable(maximum: level.pair.referenceSize.largestOverlap(with: canvas))
    let (workers, keepsSpectra) = try plan(
      canvas: canvas, tableBytes: LogTable.byteCount(maximum: table.maximum))
    let largest = try await level.largestOverlaps(
      of: candidates.map { ($0.angle, $0.scale) }, canvas: canvas, workers: workers,
      resources: options.resources)
    let refined = try await runJobs(
      count: candidates.count, threads: workers, state: {},
      job: { number, _ in
        let neighborhood = try neighborhood(
          of: candidates[number], largestOverlap: largest[number], table: table,
          keepsSpectra: keepsSpectra)
        let candidate = try refine(candidates[number], neighborhood)
        return (candidate: candidate, statistics: neighborhood.statistics)
      })
    for one in refined { statistics.add(one.statistics) }
    return refined.compactMap(\.candidate)
  }

  /// The number of candidates improved at the same time, and whether their spectra are kept: as many as there
  /// are threads if all spectra fit the memory beside the table, else as many as fit without.
  private func plan(
    canvas: Size, tableBytes: Int
  ) throws(CMIFError) -> (workers: Int, keepsSpectra: Bool) {
    let budget = MemoryBudget(total: options.resources.memory, shared: tableBytes)
    let threads = options.resources.threads
    let workload = CandidateNeighborhood.workload(canvas, at: Offset(x: 0, y: 0), level.pair)
    let shape = try Tiling(workload: workload, threads: 1, budget: .unlimited).shape
    func bytes(keepsSpectra: Bool) -> Int {
      let tiling = Tiling(
        workload: workload, shape: shape, workers: 1, keepsSpectra: keepsSpectra)
      return tiling.workerBytes(workload)
        + Tiling.sharedBytes(workload, shape: shape, keepsSpectra: keepsSpectra)
        + LabelResampling.byteCount(canvas: canvas, channels: level.pair.template.count)
    }
    if budget.workersThatFit(upTo: threads, bytesEach: bytes(keepsSpectra: true)) == threads {
      return (threads, true)
    }
    return (try budget.workers(upTo: threads, bytesEach: bytes(keepsSpectra: false)), false)
  }

  /// The neighbourhood of a candidate, which holds the template at every scale that the steps can reach.
  private func neighborhood(
    of candidate: PoseCandidate, largestOverlap: Int, table: LogTable, keepsSpectra: Bool
  ) throws -> CandidateNeighborhood {
    let growth = level.ratio(cornerShift: 2 * (steps.first ?? 0) * Double(Self.moves))
    return try CandidateNeighborhood(
      of: candidate, at: level, options: options,
      largestScale: min(candidate.scale * growth, options.poses.scale.upperBound),
      leastOverlap: options.minimumOverlap * Double(largestOverlap),
      table: table, keepsSpectra: keepsSpectra)
  }

  /// The best pose around a candidate, or `nil` where too little overlaps.
  private func refine(
    _ candidate: PoseCandidate, _ neighborhood: CandidateNeighborhood
  ) throws -> PoseCandidate? {
    let start = try neighborhood.candidate(angle: candidate.angle, scale: candidate.scale)
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
        try neighborhood.allowed(angle: $0.0, scale: $0.1)
      }
      guard let next = neighbors.max(by: { $0.peak.rank < $1.peak.rank }),
        next.peak.rank > best.peak.rank
      else { break }
      best = next
    }
    return best
  }

  /// Puts angle and scale between the last steps, if that is no worse, and the offset between pixels.
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
      try neighborhood.allowed(angle: best.angle + $0, scale: best.scale)
    }
    let scales = try [1 / ratio, ratio].map {
      try neighborhood.allowed(angle: best.angle, scale: best.scale * $0)
    }
    let closer = try neighborhood.candidate(
      angle: best.angle + turn * top(angles[0], angles[1]),
      scale: best.scale * level.ratio(cornerShift: step * top(scales[0], scales[1])))
    let refined = closer.flatMap { $0.peak.rank >= best.peak.rank ? $0 : nil } ?? best
    return neighborhood.betweenPixels(refined)
  }
}
