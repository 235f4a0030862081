/// The division of the work.
extension PoseScan {
  /// The poses of a grid, the tiles that hold all offsets at which one of them may overlap, and the threads.
  struct Plan: Sendable {
    let poses: [GridPose]
    /// The part of the reference that holds all pixels that take part.
    let part: PixelRect
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
    let overlaps = TurnedOverlaps(level.pair, canvas: canvas, options: options)
    // Before overlaps are counted, as a canvas that does not fit takes long to count the pixels of.
    let turns = grid.poses
    let rough = try plan(turns.map(overlaps.unknown), of: overlaps)
    let bounded = try plan(
      try await overlaps.bounded(turns, workers: rough.workers), of: overlaps)
    guard pair.reference[0].mask != nil, bounded.tiling.count > 1 else { return bounded }
    return try plan(try await overlaps.counted(turns, workers: bounded.workers), of: overlaps)
  }

  /// As many poses are evaluated at the same time as take the least time: those of all threads that can be busy, or fewer
  /// where more of them would leave each so little memory that its offsets are cut into many tiles.
  private func plan(_ poses: [GridPose], of overlaps: TurnedOverlaps) throws(CMIFError) -> Plan {
    let (part, canvas) = (overlaps.part, overlaps.canvas)
    let overlap = try Engine.requireCountable(pair.referenceSize.largestOverlap(with: canvas))
    guard let domain = domain(of: poses, canvas: canvas) else { throw .noOverlap }
    var workload = ReferenceTile.workload(
      of: pair, part: part, canvas: canvas, domain: domain,
      halo: PeakFinder.halo(radius: peakRadius, findsRivals: options.window != nil),
      margin: PeakFinder.margin)
    if edges != nil { workload.extraSpectra = EdgeTile.spectra }
    let budget = MemoryBudget(
      total: options.resources.memory,
      shared: poses.count * bytesPerPose + LogTable.byteCount(maximum: overlap))
    let turned = LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    func tiling(_ workers: Int) throws(CMIFError) -> (tiling: Tiling, cost: Double) {
      let each = budget.share(among: workers).sharing(turned)
      let tiling = try Tiling(workload: workload, threads: 1, budget: each)
      return (tiling, tiling.cost(workload) * Double((poses.count + workers - 1) / workers))
    }
    var best = (workers: 1, plan: try tiling(1))
    for workers in workerCounts(poses.count) {
      guard let plan = try? tiling(workers) else { break }
      if plan.cost < best.plan.cost { best = (workers, plan) }
    }
    return Plan(
      poses: poses, part: part, canvas: canvas, overlap: overlap, tiling: best.plan.tiling,
      workers: best.workers)
  }

  /// The numbers of poses at the same time that are tried beside one: the most, a half of that, and so on, the fewest
  /// first.
  private func workerCounts(_ poses: Int) -> [Int] {
    let most = min(options.resources.threads, UsableCores.count, poses)
    return sequence(first: most) { $0 / 2 }.prefix { $0 > 1 }.reversed()
  }

  /// The bytes kept of a pose: its peaks by labels and by edges, twice while they are sorted, its candidates and
  /// statistics; with a window, as many rivals as peaks, and the places that these are chosen from, also twice.
  private var bytesPerPose: Int {
    let peak = MemoryLayout<Peak>.stride + 64
    let chosen =
      peaksPerPose * (3 * MemoryLayout<Peak>.stride + MemoryLayout<PoseCandidate>.stride + peak)
    let rivals =
      options.window == nil ? 0 : chosen + PosePeaks.rivalCount(for: peaksPerPose) * 2 * peak
    return 1024 + (edges == nil ? 1 : 2) * (chosen + rivals)
  }

  /// The offsets that may have the overlap of an answer at any pose, when its canvas stands for the template; `nil`
  /// where there are none.
  ///
  /// With a mask on the reference, offsets outside of a window tell the largest overlap.
  private func domain(of poses: [GridPose], canvas: Size) -> OffsetRect? {
    let offsets = poses.compactMap(\.offsets)
    guard let first = offsets.first else { return nil }
    let all = offsets.dropFirst().reduce(first) { $0.union($1) }
    guard pair.reference[0].mask == nil,
      let compared = options.window?.compared(of: canvas, reducedBy: level.factor)
    else { return all }
    return all.intersection(compared)
  }
}
