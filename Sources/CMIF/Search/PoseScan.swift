/// Evaluates many angles and scales at every offset, at one resolution.
struct PoseScan: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions
  /// The number of peaks kept of each pose.
  let peaksPerPose: Int
  /// The least distance between two peaks of a pose, as `PeakFinder` measures it.
  let peakRadius: Int

  /// The best peaks of all poses.
  struct Result: Sendable {
    /// The peaks of one pose after the other, best first.
    let candidates: [PoseCandidate]
    /// The number of admitted offsets, over all poses.
    let admitted: Int
    let statistics: EngineStatistics
  }

  /// One angle with one scale.
  private struct GridPose {
    let angle: Double
    let scale: Double
    /// The fewest overlapping pixels that admit an offset, or `nil` when the template vanishes.
    let leastOverlap: Int?
  }

  /// Finds the best peaks of each angle with each scale.
  ///
  /// The outer loop is over tiles of offsets: the spectra of a tile's piece of the reference are made once, and
  /// only one tile's are in memory. The inner loop is over poses, divided among the threads.
  ///
  /// - Throws: `CMIFError.noOverlap` when no pose admits an offset, `CMIFError.noInformation` when the
  ///   information is 0 at all of them, and what `plan` and `ReferenceTile` throw.
  func run(angles: [Double], scales: [Double]) async throws -> Result {
    let canvas = LabelResampling.canvas(for: level.pair.templateSize, scale: scales.max() ?? 1)
    let overlap = try Engine.requireCountable(level.pair.referenceSize.largestOverlap(with: canvas))
    let (tiling, workers) = try plan(
      canvas: canvas, poses: angles.count * scales.count,
      tableBytes: LogTable.byteCount(maximum: overlap))
    let table = LogTable(maximum: overlap)
    let poses = try await poses(angles: angles, scales: scales, canvas: canvas, workers: workers)
    var found = [PeakFinder.Result](repeating: PeakFinder.Result(), count: poses.count)
    var statistics = EngineStatistics()
    statistics.poses = poses.count
    statistics.transformColumns = tiling.shape.columns
    statistics.transformRows = tiling.shape.rows
    statistics.tiles = tiling.count
    statistics.workers = workers
    for index in 0..<tiling.count {
      let tile = try ReferenceTile(
        reference: level.pair.reference, canvas: canvas, tile: tiling[index],
        covered: tiling.covered(index), shape: tiling.shape,
        keepsSpectra: tiling.keepsSpectra, table: table)
      statistics.templateTransforms += tile.keptSpectra
      let peaks = try await peaks(of: poses, in: tile, workers: workers) {
        options.progress?(index * poses.count + $0, tiling.count * poses.count)
      }
      for (number, one) in peaks.enumerated() {
        found[number].merge(one.peaks, keeping: peaksPerPose)
        statistics.add(one.statistics)
      }
    }
    return try result(of: poses, found, canvas: canvas, statistics)
  }

  private func result(
    of poses: [GridPose], _ found: [PeakFinder.Result], canvas: Size, _ statistics: EngineStatistics
  ) throws(CMIFError) -> Result {
    let admitted = found.reduce(0) { $0 + $1.admitted }
    guard admitted > 0 else { throw .noOverlap }
    guard found.contains(where: { $0.highest > 0 }) else { throw .noInformation }
    let candidates = zip(poses, found).flatMap { pose, found in
      found.peaks.map {
        level.candidate($0, angle: pose.angle, scale: pose.scale, canvas: canvas)
      }
    }
    return Result(candidates: candidates, admitted: admitted, statistics: statistics)
  }

  /// The peaks of every pose in one tile, in the order of the poses.
  private func peaks(
    of poses: [GridPose], in tile: ReferenceTile, workers: Int,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) async throws -> [(peaks: PeakFinder.Result, statistics: EngineStatistics)] {
    let done = Counter()
    return try await runJobs(
      count: poses.count, threads: workers,
      state: { try tile.makeWorker() },
      job: { number, worker in
        let peaks = try peaks(of: poses[number], in: tile, worker)
        progress(done.next())
        return peaks
      })
  }

  private func peaks(
    of pose: GridPose, in tile: ReferenceTile, _ worker: BlockCounter
  ) throws -> (peaks: PeakFinder.Result, statistics: EngineStatistics) {
    worker.resetStatistics()
    var peaks = PeakFinder.Result()
    if let leastOverlap = pose.leastOverlap {
      let pair = level.pair
      let turned = LabelResampling(
        template: pair.templateSize, canvas: tile.canvas, angle: pose.angle, scale: pose.scale
      ).labels(pair.template)
      let finder = PeakFinder(
        radius: peakRadius, minimumOverlap: leastOverlap, featureCount: pair.featureCount)
      let values = try tile.evaluate(turned, normalization: options.normalization, worker: worker)
      peaks.merge(finder.peaks(in: values, by: options.criterion), keeping: peaksPerPose)
    }
    return (peaks, worker.statistics)
  }

  /// All angles with all scales, and the overlap that each demands.
  private func poses(
    angles: [Double], scales: [Double], canvas: Size, workers: Int
  ) async throws -> [GridPose] {
    let poses = scales.flatMap { scale in angles.map { (angle: $0, scale: scale) } }
    let largest = try await level.largestOverlaps(
      of: poses, canvas: canvas, workers: workers, resources: options.resources)
    return zip(poses, largest).map { pose, largest in
      let least = Overlap.least(share: options.minimumOverlap, of: largest)
      return GridPose(
        angle: pose.angle, scale: pose.scale, leastOverlap: largest > 0 ? least : nil)
    }
  }
}

/// The division of the work.
extension PoseScan {
  /// The tiles, and the number of poses evaluated at the same time: as many as there are threads, or fewer
  /// where the memory does not suffice for all.
  ///
  /// - Throws: What `Tiling` throws for a single worker.
  private func plan(
    canvas: Size, poses: Int, tableBytes: Int
  ) throws(CMIFError) -> (Tiling, workers: Int) {
    let pair = level.pair
    let workload = ReferenceTile.workload(
      of: pair, canvas: canvas, domain: domain(canvas), halo: peakRadius + Sharpness.radius,
      margin: 1 + Sharpness.radius)
    let budget = MemoryBudget(
      total: options.resources.memory, shared: poses * bytesPerPose + tableBytes)
    let turned = LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    var workers = max(1, min(options.resources.threads, poses))
    while true {
      do {
        let each = budget.share(among: workers).sharing(turned)
        return (try Tiling(workload: workload, threads: 1, budget: each), workers)
      } catch .memoryLimit where workers > 1 {
        workers /= 2
      }
    }
  }

  /// The bytes kept of a pose: its peaks, twice while they are sorted, its candidates and statistics.
  private var bytesPerPose: Int {
    1024 + peaksPerPose
      * (4 * MemoryLayout<Peak>.stride + MemoryLayout<PoseCandidate>.stride)
  }

  /// The offsets that may have enough overlap. When at least half of the template must lie on the reference,
  /// and neither has a mask, the template's middle lies on it too, as a rectangle is symmetric.
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
