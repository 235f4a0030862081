/// Looks at all offsets for each of many angles and scales, at one resolution.
struct PoseScan: Sendable {
  let level: PyramidLevel
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

  /// One angle with one scale.
  private struct GridPose {
    let angle: Double
    let scale: Double
    /// The fewest overlapping pixels that admit an offset; 0 when the template vanishes.
    let leastOverlap: Int
  }

  /// The best peaks of each angle with each scale.
  ///
  /// The outer loop is over tiles of offsets, so that the reference's spectra are made once for each and
  /// one tile's suffice in memory; the inner one, over poses, is divided among the threads.
  func run(angles: [Double], scales: [Double]) async throws -> Result {
    let canvas = LabelResampling.canvas(for: level.pair.templateSize, scale: scales.max() ?? 1)
    let overlap = try Engine.requireCountable(level.pair.referenceSize.largestOverlap(with: canvas))
    let (tiling, workers) = try plan(
      canvas: canvas, poses: angles.count * scales.count,
      tableBytes: LogTable.byteCount(maximum: overlap))
    let table = LogTable(maximum: overlap)
    let trials = try await trials(
      angles: angles, scales: scales, canvas: canvas, workers: workers)
    var found = [PeakFinder.Result](repeating: PeakFinder.Result(), count: trials.count)
    var result = Result()
    result.statistics.poses = trials.count
    result.statistics.transformColumns = tiling.shape.columns
    result.statistics.transformRows = tiling.shape.rows
    result.statistics.tiles = tiling.count
    result.statistics.workers = workers
    for index in 0..<tiling.count {
      let tile = try ReferenceTile(
        reference: level.pair.reference, canvas: canvas, tile: tiling[index],
        covered: tiling.covered(index), shape: tiling.shape,
        cachesSpectra: tiling.cachesKernelSpectra,
        table: table)
      result.statistics.templateTransforms += tile.keptSpectra
      let peaks = try await run(trials, tile, workers: workers) {
        options.progress?(index * trials.count + $0, tiling.count * trials.count)
      }
      for (number, one) in peaks.enumerated() {
        found[number].merge(one.peaks, keeping: peaksPerPose)
        result.statistics.add(one.statistics)
      }
    }
    for (trial, found) in zip(trials, found) {
      result.candidates += found.peaks.map {
        level.candidate($0, angle: trial.angle, scale: trial.scale, canvas: canvas)
      }
      result.admitted += found.admitted
      result.highest = max(result.highest, found.highest)
    }
    return result
  }

  /// The peaks of every trial in one tile.
  private func run(
    _ trials: [GridPose], _ tile: ReferenceTile, workers: Int,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [(peaks: PeakFinder.Result, statistics: EngineStatistics)] {
    let done = Counter()
    return try await runJobs(
      count: trials.count, threads: workers,
      state: { try tile.makeWorker() },
      job: { number, worker in
        let peaks = try peaks(of: trials[number], tile, worker)
        progress(done.next())
        return peaks
      })
  }

  private func peaks(
    of trial: GridPose, _ tile: ReferenceTile, _ worker: BlockCounter
  ) throws -> (peaks: PeakFinder.Result, statistics: EngineStatistics) {
    worker.resetStatistics()
    var peaks = PeakFinder.Result()
    if trial.leastOverlap > 0 {
      let pair = level.pair
      let turned = LabelResampling(
        template: pair.templateSize, canvas: tile.canvas, angle: trial.angle, scale: trial.scale
      ).labels(pair.template)
      let finder = PeakFinder(
        radius: peakRadius, minimumOverlap: trial.leastOverlap, featureCount: pair.featureCount)
      let values = try tile.evaluate(turned, normalization: options.normalization, worker: worker)
      peaks.merge(finder.peaks(in: values, by: options.criterion), keeping: peaksPerPose)
    }
    return (peaks, worker.statistics)
  }

  /// All angles with all scales, and how much overlap each demands.
  private func trials(
    angles: [Double], scales: [Double], canvas: Size, workers: Int
  ) async throws -> [GridPose] {
    let poses = scales.flatMap { scale in angles.map { (angle: $0, scale: scale) } }
    let largest = try await level.largestOverlaps(
      of: poses, canvas: canvas, workers: workers, resources: options.resources)
    return zip(poses, largest).map { pose, largest in
      let least = Overlap.least(share: options.minimumOverlap, of: largest)
      return GridPose(angle: pose.angle, scale: pose.scale, leastOverlap: largest == 0 ? 0 : least)
    }
  }

  /// The tiles, and how many poses are looked at at the same time: as many as there are threads, or
  /// fewer where the memory does not suffice for all.
  private func plan(
    canvas: Size, poses: Int, tableBytes: Int
  ) throws(CMIFError) -> (Tiling, workers: Int) {
    let pair = level.pair
    let workload = ReferenceTile.workload(
      of: pair, canvas: canvas, domain: domain(canvas), halo: peakRadius + Sharpness.radius,
      margin: 1 + Sharpness.radius)
    let memory = options.resources.memory
    let taken = poses * bytesPerPose + tableBytes
    let turned = LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    var workers = max(1, min(options.resources.threads, poses))
    while true {
      do {
        let share = (memory - taken) / workers - turned
        let budget = MemoryBudget(total: share)
        return (try Tiling(workload: workload, threads: 1, budget: budget), workers)
      } catch .memoryLimit(let needed, _) where workers == 1 {
        throw .memoryLimit(neededBytes: taken + turned + needed, allowedBytes: memory)
      } catch .memoryLimit {
        workers /= 2
      }
    }
  }

  /// What is kept of a pose: its peaks, twice while they are sorted, its candidates and statistics.
  private var bytesPerPose: Int {
    1024 + peaksPerPose
      * (4 * MemoryLayout<Peak>.stride + MemoryLayout<PoseCandidate>.stride)
  }

  /// The offsets that may have enough overlap: when at least half of the template must lie on the
  /// reference, and neither has a mask, its middle does, as a rectangle is symmetric.
  private func domain(_ canvas: Size) -> OffsetRect {
    let reference = level.pair.referenceSize
    let isPlain = level.pair.reference[0].mask == nil && level.pair.template[0].mask == nil
    guard
      isPlain && options.minimumOverlap >= 0.5 && canvas.width <= reference.width
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
