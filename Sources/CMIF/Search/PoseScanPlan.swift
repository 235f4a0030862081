/// One pose of a grid.
struct GridPose: Sendable {
  let angle: Double
  let scale: Double
  /// The most pixels that overlap at any offset, 0 when the template vanishes, or `nil` when a tile that holds all
  /// offsets tells it.
  let largestOverlap: Int?
}

/// The division of the work.
extension PoseScan {
  /// The poses of a grid, the tiles that hold all offsets at which one of them may overlap, and the threads.
  struct Plan: Sendable {
    let poses: [GridPose]
    /// The size on which every turned template has room.
    let canvas: Size
    /// The most pixels that any canvas can overlap.
    let overlap: Int
    let tiling: Tiling
    /// The number of poses that are evaluated at the same time.
    let workers: Int

    var statistics: EngineStatistics {
      var statistics = EngineStatistics()
      statistics.poses = poses.count
      statistics.transformColumns = tiling.shape.columns
      statistics.transformRows = tiling.shape.rows
      statistics.tiles = tiling.count
      statistics.workers = workers
      return statistics
    }
  }

  /// Divides a grid's poses among threads, and their offsets into tiles.
  ///
  /// With a mask on the reference, each pose's largest overlap takes a search of its own, which a single tile spares.
  ///
  /// - Throws: ``CMIFError/noOverlap`` where no pose overlaps, ``CMIFError/tooManyPixels(limit:)`` where overlaps
  ///   cannot be counted, and what `Tiling` throws for a single worker.
  func plan(_ grid: PoseGrid) async throws -> Plan {
    // Before the poses are made, as there may be any number.
    _ = try MemoryBudget(total: options.resources.memory).workers(
      upTo: 1, bytesEach: grid.count * bytesPerPose)
    let canvas = LabelResampling.canvas(
      for: pair.templateSize, turns: options.poses.rotation, scale: grid.largestScale)
    let turns = grid.poses
    let poses = turns.map { GridPose(angle: $0, scale: $1, largestOverlap: nil) }
    // Before overlaps are counted, as a canvas that does not fit takes long to count the pixels of.
    let rough = try plan(poses, canvas: canvas)
    guard pair.reference[0].mask == nil || rough.tiling.count > 1 else { return rough }
    let overlaps = try await level.largestOverlaps(
      of: turns, canvas: canvas, workers: rough.workers, resources: options.resources)
    let known = zip(poses, overlaps).map {
      GridPose(angle: $0.angle, scale: $0.scale, largestOverlap: $1)
    }
    return try plan(known, canvas: canvas)
  }

  /// The number of poses evaluated at the same time is that of the threads, or smaller where the memory does not
  /// suffice for all.
  private func plan(_ poses: [GridPose], canvas: Size) throws(CMIFError) -> Plan {
    let overlap = try Engine.requireCountable(pair.referenceSize.largestOverlap(with: canvas))
    guard let domain = domain(of: poses, canvas: canvas) else { throw .noOverlap }
    var workload = ReferenceTile.workload(
      of: pair, canvas: canvas, domain: domain,
      halo: PeakFinder.halo(radius: peakRadius, findsRivals: options.window != nil),
      margin: PeakFinder.margin)
    if edges != nil { workload.extraSpectra = EdgeTile.spectra }
    let budget = MemoryBudget(
      total: options.resources.memory,
      shared: poses.count * bytesPerPose + LogTable.byteCount(maximum: overlap))
    let turned = LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    var workers = max(1, min(options.resources.threads, poses.count))
    while true {
      do {
        let each = budget.share(among: workers).sharing(turned)
        let tiling = try Tiling(workload: workload, threads: 1, budget: each)
        return Plan(
          poses: poses, canvas: canvas, overlap: overlap, tiling: tiling, workers: workers)
      } catch .memoryLimit where workers > 1 {
        workers /= 2
      }
    }
  }

  /// The bytes kept of a pose: its peaks by labels and by edges, twice while they are sorted, its candidates and
  /// statistics.
  private var bytesPerPose: Int {
    1024 + (edges == nil ? 1 : 2) * (options.window == nil ? 1 : 2) * peaksPerPose
      * (4 * MemoryLayout<Peak>.stride + MemoryLayout<PoseCandidate>.stride + 64)
  }

  /// The offsets that may have the overlap of any pose, when its canvas stands for the template; `nil` where no
  /// pose has any overlap.
  ///
  /// When at least half of the template must lie on the reference, and neither has a mask, the template's middle lies
  /// on it too, as a rectangle is symmetric.
  private func domain(of poses: [GridPose], canvas: Size) -> OffsetRect? {
    let reference = pair.referenceSize
    let overlaps = poses.filter { $0.largestOverlap != 0 }.map { pose in
      pose.largestOverlap.map { Overlap.least(share: options.minimumOverlap, of: $0) } ?? 1
    }
    var largest = overlaps.min().flatMap {
      Overlap.domain(reference: reference, template: canvas, least: $0)
    }
    if pair.reference[0].mask == nil,
      let compared = options.window?.compared(of: canvas, reducedBy: level.factor)
    {
      largest = largest?.intersection(compared)
    }
    let isPlain = pair.reference[0].mask == nil && pair.template[0].mask == nil
    guard
      isPlain && options.minimumOverlap >= 0.5 && canvas.width <= reference.width
        && canvas.height <= reference.height
    else { return largest }
    return largest?.intersection(
      OffsetRect(
        x: -canvas.width / 2, y: -canvas.height / 2, width: reference.width + 1,
        height: reference.height + 1))
  }
}
