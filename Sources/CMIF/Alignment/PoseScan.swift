/// Looks at all offsets for each of many angles and scales, at one resolution.
struct PoseScan: Sendable {
  let level: PoseLevel
  let options: AlignmentOptions
  /// How many peaks of each pose are kept, and how far apart they are at least.
  let peaksPerPose: Int
  let peakRadius: Int

  /// What was found and what it took.
  struct Result: Sendable {
    var candidates: [PoseCandidate] = []
    var admitted = 0
    var highest = 0.0
    var statistics = EngineStatistics()
  }

  /// The best peaks of each angle with each scale.
  func run(
    angles: [Double], scales: [Double], progress: (@Sendable (Int, Int) -> Void)?
  ) async throws -> Result {
    let poses = scales.flatMap { scale in angles.map { (angle: $0, scale: scale) } }
    let largestScale = scales.max() ?? 1
    let canvas = LabelResampling.canvas(for: level.pair.templateSize, scale: largestScale)
    let threads = min(options.resources.threads, poses.count)
    let evaluator = try PoseEvaluator(
      pair: level.pair, canvas: canvas, scale: largestScale, domain: domain(canvas),
      halo: peakRadius + Sharpness.radius, memory: options.resources.memory / (threads + 1))
    let results = try await runJobs(
      count: poses.count, threads: threads, state: { try evaluator.makeWorker() }
    ) { number, worker in
      let result = try scan(poses[number].angle, poses[number].scale, evaluator, worker)
      progress?(number, poses.count)
      return result
    }
    return results.reduce(into: Result()) { all, one in
      all.candidates += one.candidates
      all.admitted += one.admitted
      all.highest = max(all.highest, one.highest)
      all.statistics.add(one.statistics)
    }
  }

  private func scan(
    _ angle: Double, _ scale: Double, _ evaluator: PoseEvaluator, _ worker: BlockCounter
  ) throws -> Result {
    worker.resetStatistics()
    let turned = evaluator.turned(angle: angle, scale: scale)
    let largest = try level.pair.reference[0].largestOverlap(
      turned: turned[0], evaluator: evaluator, worker: worker)
    var result = Result()
    guard largest > 0 else { return result }
    let finder = PeakFinder(
      radius: peakRadius,
      minimumOverlap: max(1, Int((options.minimumOverlap * Double(largest)).rounded(.up))),
      featureCount: level.pair.featureCount)
    var found = PeakFinder.Result()
    try evaluator.evaluate(turned, norm: options.norm, worker: worker) { tile in
      found.merge(finder.peaks(in: tile, by: options.rank), keeping: peaksPerPose)
    }
    result.candidates = found.peaks.map { peak in
      let pose = level.pose(
        canvas: evaluator.canvas, x: Double(peak.offset.x), y: Double(peak.offset.y), angle: angle,
        scale: scale)
      return PoseCandidate(pose: level.original(pose), angle: angle, scale: scale, peak: peak)
    }
    result.admitted = found.admitted
    result.highest = found.highest
    result.statistics = worker.statistics
    return result
  }

  /// The offsets that may have enough overlap: when at least half of the template must lie on the
  /// reference, and neither has a mask, its middle does, as a rectangle is symmetric.
  private func domain(_ canvas: Size) -> OffsetRect {
    let reference = level.pair.referenceSize
    let isPlain = level.pair.reference[0].mask == nil && level.pair.template[0].mask == nil
    guard isPlain && options.minimumOverlap >= 0.5 && canvas.width <= reference.width
      && canvas.height <= reference.height
    else {
      return OffsetRect(
        x: 1 - canvas.width, y: 1 - canvas.height, width: reference.width + canvas.width - 1,
        height: reference.height + canvas.height - 1)
    }
    return OffsetRect(
      x: -canvas.width / 2, y: -canvas.height / 2, width: reference.width + 1,
      height: reference.height + 1)
  }
}

extension LabelImage {
  /// The largest overlap that a turned template has with this reference at any offset.
  fileprivate func largestOverlap(
    turned: LabelImage, evaluator: PoseEvaluator, worker: BlockCounter
  ) throws -> Int {
    if mask == nil {
      let isInside = turned.width <= width && turned.height <= height
      return isInside
        ? turned.levelCounts.reduce(0, +) : Overlap.largest(of: turned, under: size)
    }
    var largest = 0
    try evaluator.evaluate([turned], norm: .none, worker: worker) {
      largest = max(largest, Int($0.overlaps.max() ?? 0))
    }
    return largest
  }
}
