/// Evaluates many angles and scales at every offset, at one resolution.
struct PoseScan: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions
  /// The labels that are compared; the template's have the size of the level's.
  let pair: LabelImagePair
  /// The edges that are compared beside the labels.
  var edges: (reference: EdgeDirections, template: EdgeDirections)?
  /// The number of peaks kept of each pose, by labels and by edges.
  let peaksPerPose: Int
  /// The least distance between two peaks of a pose, as `PeakFinder` measures it.
  let peakRadius: Int

  /// The canvas offsets among which answers are looked for, or `nil` for all.
  private func window(_ canvas: Size) -> OffsetRect? {
    options.window?.offsets(of: canvas, reducedBy: level.factor)
  }

  /// The best peaks of all poses.
  struct Result: Sendable {
    /// The peaks of one pose after the other: by labels, best first, then those by edges that are at other places;
    /// then the rivals outside of the window in the same order.
    let candidates: [PoseCandidate]
    /// The number of offsets with enough overlap, over all poses.
    let compared: Int
    let statistics: EngineStatistics
  }

  /// The best peaks of one pose.
  private struct Found: Sendable {
    var byLabels = PeakFinder.Result()
    var byEdges = PeakFinder.Result()

    mutating func merge(_ other: Found, keeping count: Int) {
      byLabels.merge(other.byLabels, keeping: count)
      byEdges.merge(other.byEdges, keeping: count)
    }

    /// The peaks by labels, and those by edges at other places.
    var peaks: [Peak] { Self.united(byLabels.peaks, byEdges.peaks) }

    /// The same of rivals outside of the window.
    var rivals: [Peak] { Self.united(byLabels.sharpest, byEdges.sharpest) }

    private static func united(_ labels: [Peak], _ edges: [Peak]) -> [Peak] {
      let places = Set(labels.map(\.offset))
      return labels + edges.filter { !places.contains($0.offset) }
    }
  }

  /// One pose of the grid.
  private struct GridPose {
    let angle: Double
    let scale: Double
    /// The most pixels that overlap at any offset, 0 when the template vanishes, or `nil` when a tile that holds all
    /// offsets tells it.
    let largestOverlap: Int?
  }

  /// Finds the best peaks of each pose of a grid.
  ///
  /// The outer loop is over tiles of offsets: the spectra of a tile's piece of the reference are made once, and
  /// only one tile's are in memory. The inner loop is over poses, divided among the threads.
  ///
  /// - Throws: `CMIFError.noOverlap` when no pose admits an offset, `CMIFError.noInformation` when the
  ///   information is 0 at all of them, and what `plan` and `ReferenceTile` throw.
  func run(_ poseGrid: PoseGrid) async throws -> Result {
    let canvas = LabelResampling.canvas(for: pair.templateSize, scale: poseGrid.largestScale)
    let overlap = try Engine.requireCountable(pair.referenceSize.largestOverlap(with: canvas))
    // Before the poses are made, as there may be any number.
    _ = try MemoryBudget(total: options.resources.memory).workers(
      upTo: 1, bytesEach: poseGrid.count * bytesPerPose)
    let grid = poseGrid.poses
    let tableBytes = LogTable.byteCount(maximum: overlap)
    // Before the first pose is turned, too: canvases that do not fit take long to count the pixels of.
    let anyPose = GridPose(angle: 0, scale: 1, largestOverlap: nil)
    if let domain = domain(of: [anyPose], canvas: canvas) {
      _ = try plan(domain, canvas: canvas, poses: grid.count, tableBytes: tableBytes)
    }
    // With a mask on the reference each pose's largest overlap takes a search of its own.
    let areKnown = pair.reference[0].mask == nil
    let planned = try await poses(grid, canvas: canvas, areKnown: areKnown)
    guard let domain = domain(of: planned, canvas: canvas) else { throw CMIFError.noOverlap }
    let (tiling, workers) = try plan(
      domain, canvas: canvas, poses: planned.count, tableBytes: tableBytes)
    let poses =
      areKnown || tiling.count == 1
      ? planned : try await poses(grid, canvas: canvas, areKnown: true)
    let table = LogTable(maximum: overlap)
    var found = [Found](repeating: Found(), count: poses.count)
    var statistics = EngineStatistics()
    statistics.poses = poses.count
    statistics.transformColumns = tiling.shape.columns
    statistics.transformRows = tiling.shape.rows
    statistics.tiles = tiling.count
    statistics.workers = workers
    for index in 0..<tiling.count {
      let tile = try Tile(self, tiling, index, canvas: canvas, table: table)
      statistics.templateTransforms += tile.labels.keptSpectra
      let peaks = try await peaks(of: poses, in: tile, workers: workers) {
        options.progress?(index * poses.count + $0, tiling.count * poses.count)
      }
      for (number, one) in peaks.enumerated() {
        found[number].merge(one.found, keeping: peaksPerPose)
        statistics.add(one.statistics)
      }
    }
    return try result(of: poses, found, canvas: canvas, statistics)
  }

  private func result(
    of poses: [GridPose], _ found: [Found], canvas: Size, _ statistics: EngineStatistics
  ) throws(CMIFError) -> Result {
    let admitted = found.reduce(0) { $0 + $1.byLabels.admitted }
    guard admitted > 0 else { throw .noOverlap }
    guard found.contains(where: { $0.byLabels.highest > 0 || $0.byEdges.highest > 0 }) else {
      throw .noInformation
    }
    let candidates = zip(poses, found).flatMap { pose, found in
      func candidate(_ peak: Peak, isRival: Bool) -> PoseCandidate {
        level.candidate(
          peak, angle: pose.angle, scale: pose.scale, canvas: canvas, isRival: isRival)
      }
      return found.peaks.map { candidate($0, isRival: false) }
        + found.rivals.prefix(2 * peaksPerPose).map { candidate($0, isRival: true) }
    }
    return Result(
      candidates: candidates, compared: found.reduce(0) { $0 + $1.byLabels.compared },
      statistics: statistics)
  }

  /// One tile of offsets, prepared for all poses.
  private struct Tile: Sendable {
    let labels: ReferenceTile
    let edges: EdgeTile?

    init(
      _ scan: PoseScan, _ tiling: Tiling, _ index: Int, canvas: Size, table: LogTable
    ) throws(CMIFError) {
      let (tile, covered) = (tiling[index], tiling.covered(index))
      labels = try ReferenceTile(
        reference: scan.pair.reference, featureCount: scan.pair.featureCount, canvas: canvas,
        tile: tile, covered: covered,
        shape: tiling.shape, keepsSpectra: tiling.keepsSpectra, table: table)
      edges = try scan.edges.map { edges throws(CMIFError) in
        try EdgeTile(reference: edges.reference, canvas: canvas, tile: tile, covered: covered)
      }
    }
  }

  /// The buffers of one thread.
  private struct Worker: Sendable {
    let labels: BlockCounter
    let edges: VectorCorrelation.Worker?

    init(_ tile: Tile) throws(CMIFError) {
      labels = try tile.labels.makeWorker()
      edges = try tile.edges.map { edges throws(CMIFError) in try edges.makeWorker() }
    }
  }

  /// The peaks of every pose in one tile, in the order of the poses.
  private func peaks(
    of poses: [GridPose], in tile: Tile, workers: Int,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) async throws -> [(found: Found, statistics: EngineStatistics)] {
    let done = Counter()
    return try await runJobs(
      count: poses.count, threads: workers,
      state: { try Worker(tile) },
      job: { number, worker in
        let peaks = try peaks(of: poses[number], in: tile, worker)
        progress(done.next())
        return peaks
      })
  }

  private func peaks(
    of pose: GridPose, in tile: Tile, _ worker: Worker
  ) throws -> (found: Found, statistics: EngineStatistics) {
    worker.labels.resetStatistics()
    guard pose.largestOverlap != 0 else { return (Found(), worker.labels.statistics) }
    let resampling = LabelResampling(
      template: pair.templateSize, canvas: tile.labels.canvas, angle: pose.angle,
      scale: pose.scale)
    let values = try tile.labels.evaluate(
      resampling.labels(pair.template), normalization: options.normalization,
      worker: worker.labels)
    let largest = pose.largestOverlap ?? Int(values.overlaps.max() ?? 0)
    let (least, window) = (
      Overlap.least(share: options.minimumOverlap, of: largest), window(tile.labels.canvas)
    )
    let finder = PeakFinder(
      radius: peakRadius, minimumOverlap: least, rivalOverlap: window == nil ? nil : least,
      window: window, featureCount: pair.featureCount)
    func peaks(_ values: TileValues, by criterion: RankingCriterion) -> PeakFinder.Result {
      var found = finder.peaks(in: values, by: criterion, keeping: peaksPerPose)
      found.sharpest = Array(
        found.sharpest.filter { window?.contains($0.offset) == false }.prefix(peaksPerPose))
      return found
    }
    var found = Found()
    found.byLabels = peaks(values, by: options.criterion)
    if let edges, let edgeTile = tile.edges, let edgeWorker = worker.edges {
      let agreement = edgeTile.evaluate(
        resampling.edges(edges.template, turnedBy: pose.angle), overlaps: values.overlaps,
        worker: edgeWorker)
      found.byEdges = peaks(agreement, by: .sharpness)
      for list in [\PeakFinder.Result.peaks, \.sharpest] {
        for peak in found.byLabels[keyPath: list].indices {
          let edges = agreement.sharpness(at: found.byLabels[keyPath: list][peak].offset)
          found.byLabels[keyPath: list][peak].features.append(edges)
        }
        for peak in found.byEdges[keyPath: list].indices {
          let labels = values.sharpness(at: found.byEdges[keyPath: list][peak].offset)
          found.byEdges[keyPath: list][peak].features.insert(labels, at: 0)
        }
      }
    }
    return (found, worker.labels.statistics)
  }

  /// The poses of a grid, each with its largest overlap if that is to be known.
  private func poses(
    _ grid: [(angle: Double, scale: Double)], canvas: Size, areKnown: Bool
  ) async throws -> [GridPose] {
    guard areKnown else {
      return grid.map { GridPose(angle: $0.angle, scale: $0.scale, largestOverlap: nil) }
    }
    let largest = try await level.largestOverlaps(
      of: grid, canvas: canvas, workers: options.resources.threads, resources: options.resources)
    return zip(grid, largest).map {
      GridPose(angle: $0.angle, scale: $0.scale, largestOverlap: $1)
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
    _ domain: OffsetRect, canvas: Size, poses: Int, tableBytes: Int
  ) throws(CMIFError) -> (Tiling, workers: Int) {
    var workload = ReferenceTile.workload(
      of: pair, canvas: canvas, domain: domain,
      halo: PeakFinder.halo(radius: peakRadius, findsRivals: options.window != nil),
      margin: PeakFinder.margin)
    if edges != nil { workload.extraSpectra = EdgeTile.spectra }
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

extension TileValues {
  /// The sharpness of a single feature at an offset.
  fileprivate func sharpness(at offset: Offset) -> Double {
    Sharpness.ofFeatures(
      at: covered.index(x: offset.x, y: offset.y), self, featureCount: 1)[0]
  }
}
