/// Improves candidates one by one at one resolution: a pattern search over angle and scale, each step of
/// which looks at the offsets around.
///
/// What is improved is what poses are ranked by. Plain information is no guide near a true pose: it is
/// higher where more of a template's homogeneous parts come to lie on one another.
struct PoseRefinement: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions
  /// How far the template's rim moves with each step, in pixels of the level, coarse to fine.
  let steps: [Double]

  /// How far offsets may move from where a candidate starts, in pixels.
  private static let reach = 2
  /// The most moves with one step width.
  private static let moves = 6

  /// Improves each candidate that has an offset of enough overlap; the order stays. Adds to `statistics`
  /// what was done.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let canvas = LabelResampling.canvas(
      for: level.pair.templateSize, scale: options.poses.scale.upperBound)
    let table = LogTable(maximum: level.pair.referenceSize.largestOverlap(with: canvas))
    let neighborhood = try neighborhood(
      canvas: canvas, beside: LogTable.byteCount(maximum: table.maximum))
    let largest = try await level.largestOverlaps(
      of: candidates.map { ($0.angle, $0.scale) }, canvas: canvas, workers: neighborhood.workers,
      resources: options.resources)
    let refined = try await runJobs(
      count: candidates.count, threads: neighborhood.workers, state: {},
      job: { number, _ in
        try refine(
          candidates[number], largestOverlap: largest[number], table: table,
          cachesSpectra: neighborhood.cachesSpectra)
      })
    for one in refined { statistics.add(one.statistics) }
    return refined.compactMap(\.candidate)
  }

  /// How many candidates are looked at at the same time, and whether their surroundings' spectra are
  /// kept: what fits the memory beside the table.
  private func neighborhood(
    canvas: Size, beside tableBytes: Int
  ) throws(CMIFError) -> (workers: Int, cachesSpectra: Bool) {
    let pair = level.pair
    let memory = options.resources.memory - tableBytes
    let threads = options.resources.threads
    let workload = CandidateNeighborhood.workload(canvas: canvas, at: Offset(x: 0, y: 0), pair)
    let shape = try Tiling(workload: workload, threads: 1, budget: .unlimited).shape
    func bytes(cachesSpectra: Bool) -> Int {
      let tiling = Tiling(
        workload: workload, shape: shape, workers: 1, cachesSpectra: cachesSpectra)
      return tiling.workerBytes(workload)
        + Tiling.sharedBytes(workload, shape: shape, cachesSpectra: cachesSpectra)
        + LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    }
    if bytes(cachesSpectra: true) <= memory / threads { return (threads, true) }
    let needed = bytes(cachesSpectra: false)
    guard needed <= memory else {
      throw .memoryLimit(
        neededBytes: needed + tableBytes, allowedBytes: options.resources.memory)
    }
    return (min(threads, memory / needed), false)
  }

  private func refine(
    _ candidate: PoseCandidate, largestOverlap: Int, table: LogTable, cachesSpectra: Bool
  ) throws -> (candidate: PoseCandidate?, statistics: EngineStatistics) {
    let growth = level.ratio(edgeShift: 2 * (steps.first ?? 0) * Double(Self.moves))
    let largest = min(candidate.scale * growth, options.poses.scale.upperBound)
    let neighborhood = try CandidateNeighborhood(
      self, pose: candidate.pose, largestScale: largest, table: table, cachesSpectra: cachesSpectra,
      leastOverlap: { scale in
        // A larger template may reach over the reference's borders; a hundredth is for rounding.
        let shrinkage = min(1, scale / candidate.scale)
        let least = options.minimumOverlap * Double(largestOverlap) * shrinkage * shrinkage
        return max(1, Int((0.99 * least).rounded(.up)))
      })
    guard var best = try neighborhood.candidate(angle: candidate.angle, scale: candidate.scale)
    else {
      return (nil, neighborhood.statistics)
    }
    for step in steps { best = try improve(best, step: step, neighborhood) }
    return (try interpolate(best, step: steps.last ?? 0, neighborhood), neighborhood.statistics)
  }

  /// Moves along angle and scale as long as that improves.
  private func improve(_ start: PoseCandidate, step: Double, _ neighborhood: CandidateNeighborhood)
    throws -> PoseCandidate
  {
    var best = start
    for _ in 0..<Self.moves {
      let neighbours = try directions(of: best, step: step).compactMap {
        try neighborhood.candidate(angle: $0.angle, scale: $0.scale)
      }
      guard let next = neighbours.max(by: { $0.peak.rank < $1.peak.rank }),
        next.peak.rank > best.peak.rank
      else { break }
      best = next
    }
    return best
  }

  /// Puts angle and scale between the last steps, where two lines of equal slope meet, and offsets
  /// between pixels.
  private func interpolate(
    _ best: PoseCandidate, step: Double, _ neighborhood: CandidateNeighborhood
  ) throws
    -> PoseCandidate
  {
    func top(_ l: PoseCandidate?, _ r: PoseCandidate?) -> Double {
      guard let l = l?.peak.rank, let r = r?.peak.rank else { return 0 }
      let drop = best.peak.rank - min(l, r)
      return drop > 0 ? min(max((r - l) / (2 * drop), -0.5), 0.5) : 0
    }
    let turn = level.angle(edgeShift: step)
    let ratio = level.ratio(edgeShift: step)
    var refined = best
    if options.poses.rotation.lowerBound < options.poses.rotation.upperBound {
      let around = try [-turn, turn].map {
        try neighborhood.allowed(angle: best.angle + $0, scale: best.scale)
      }
      refined.angle += turn * top(around[0], around[1])
    }
    if options.poses.scale.lowerBound < options.poses.scale.upperBound {
      let around = try [1 / ratio, ratio].map {
        try neighborhood.allowed(angle: best.angle, scale: best.scale * $0)
      }
      refined.scale *= level.ratio(edgeShift: step * top(around[0], around[1]))
    }
    if let closer = try neighborhood.candidate(angle: refined.angle, scale: refined.scale),
      closer.peak.rank >= best.peak.rank
    {
      refined = closer
    } else {
      refined = best
    }
    refined.pose = neighborhood.pose(of: refined, isRefined: true)
    return refined
  }

  private func directions(of best: PoseCandidate, step: Double) -> [(angle: Double, scale: Double)]
  {
    let turn = level.angle(edgeShift: step)
    let ratio = level.ratio(edgeShift: step)
    let all = [
      (best.angle - turn, best.scale), (best.angle + turn, best.scale),
      (best.angle, best.scale / ratio), (best.angle, best.scale * ratio),
    ]
    return all.filter { options.poses.contains(angle: $0.0, scale: $0.1) }
  }

  /// The neighbourhood of one candidate, which remembers what it has looked at.
  private final class CandidateNeighborhood {
    private let refinement: PoseRefinement
    private let tile: ReferenceTile
    private let worker: BlockCounter
    /// The fewest overlapping pixels that admit an offset, for a scale.
    private let leastOverlap: (_ scale: Double) -> Int
    private let domain: OffsetRect
    private var seen: [(angle: Double, scale: Double, candidate: PoseCandidate?)] = []

    init(
      _ refinement: PoseRefinement, pose: Pose, largestScale: Double,
      table: LogTable, cachesSpectra: Bool, leastOverlap: @escaping (_ scale: Double) -> Int
    ) throws {
      self.refinement = refinement
      self.leastOverlap = leastOverlap
      let pair = refinement.level.pair
      let canvas = LabelResampling.canvas(for: pair.templateSize, scale: largestScale)
      let corner = refinement.level.corner(of: pose, canvas: canvas)
      let workload = Self.workload(canvas: canvas, at: corner, pair)
      domain = workload.domain
      let tiling = try Tiling(workload: workload, threads: 1, budget: .unlimited)
      tile = try ReferenceTile(
        reference: pair.reference, canvas: canvas, tile: domain, covered: tiling.covered(0),
        shape: tiling.shape, cachesSpectra: cachesSpectra, table: table)
      worker = try tile.makeWorker()
    }

    /// Looking at the offsets around one.
    static func workload(canvas: Size, at corner: Offset, _ pair: LabelImagePair) -> Tiling.Workload
    {
      // One more offset on every side, to interpolate between.
      let reach = PoseRefinement.reach + 1
      return ReferenceTile.workload(
        of: pair, canvas: canvas,
        domain: OffsetRect(
          x: corner.x - reach, y: corner.y - reach, width: 2 * reach + 1, height: 2 * reach + 1),
        halo: Sharpness.radius, margin: Sharpness.radius)
    }

    /// What looking around has taken so far.
    var statistics: EngineStatistics {
      var statistics = worker.statistics
      statistics.templateTransforms += tile.keptSpectra
      return statistics
    }

    /// The best offset for an angle and a scale, or `nil` when none overlaps enough.
    func candidate(angle: Double, scale: Double) throws -> PoseCandidate? {
      let known = seen.first { abs($0.angle - angle) < 1e-9 && abs($0.scale - scale) < 1e-12 }
      if let known { return known.candidate }
      let candidate = try look(angle: angle, scale: scale)
      seen.append((angle, scale, candidate))
      return candidate
    }

    private func look(angle: Double, scale: Double) throws -> PoseCandidate? {
      let pair = refinement.level.pair
      let turned = LabelResampling(
        template: pair.templateSize, canvas: tile.canvas, angle: angle, scale: scale
      ).labels(pair.template)
      let finder = PeakFinder(
        radius: 0, minimumOverlap: leastOverlap(scale), featureCount: pair.featureCount)
      let values = try tile.evaluate(
        turned, normalization: refinement.options.normalization, worker: worker)
      let best = finder.highest(in: values, by: refinement.options.criterion)
      guard let best else { return nil }
      var candidate = PoseCandidate(pose: .identity, angle: angle, scale: scale, peak: best)
      candidate.pose = pose(of: candidate, isRefined: false)
      return candidate
    }

    /// The same, or `nil` for what is out of range.
    func allowed(angle: Double, scale: Double) throws -> PoseCandidate? {
      guard refinement.options.poses.contains(angle: angle, scale: scale) else { return nil }
      return try candidate(angle: angle, scale: scale)
    }

    /// The pose between the originals that a candidate's angle, scale and offset make.
    func pose(of candidate: PoseCandidate, isRefined: Bool) -> Pose {
      let peak = candidate.peak
      let shift = isRefined ? peak.refinement : (0, 0)
      let pose = refinement.level.pose(
        canvas: tile.canvas, x: Double(peak.offset.x) + shift.0,
        y: Double(peak.offset.y) + shift.1, angle: candidate.angle, scale: candidate.scale)
      return refinement.level.original(pose)
    }
  }
}
