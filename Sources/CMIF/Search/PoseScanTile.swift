/// One tile of offsets of a scan, prepared for all poses.
struct PoseScanTile: Sendable {
  private let scan: PoseScan
  let labels: ReferenceTile
  private let edges: EdgeTile?
  /// The canvas offsets among which answers are looked for, or `nil` for all.
  private let window: OffsetRect?

  /// The tile of an index of a plan's tiling.
  init(
    _ scan: PoseScan, _ plan: PoseScan.Plan, _ index: Int, _ table: LogTable
  ) throws(CMIFError) {
    self.scan = scan
    let (tiling, canvas) = (plan.tiling, plan.canvas)
    let (tile, covered) = (tiling[index], tiling.covered(index))
    labels = try ReferenceTile(
      reference: scan.pair.reference, part: plan.part, featureCount: scan.pair.featureCount,
      canvas: canvas, tile: tile, covered: covered, shape: tiling.shape,
      keepsSpectra: tiling.keepsSpectra, table: table)
    edges = try scan.edges.map { edges throws(CMIFError) in
      try EdgeTile(
        reference: edges.reference, part: plan.part, canvas: canvas, tile: tile, covered: covered)
    }
    window = scan.options.window?.offsets(of: canvas, reducedBy: scan.level.factor)
  }

  /// The buffers of one thread.
  struct Worker: Sendable {
    fileprivate let labels: BlockCounter
    fileprivate let edges: VectorCorrelation.Worker?
  }

  func makeWorker() throws(CMIFError) -> Worker {
    Worker(
      labels: try labels.makeWorker(),
      edges: try edges.map { edges throws(CMIFError) in try edges.makeWorker() })
  }

  /// The peaks of a pose, each with the sharpness of its features.
  func peaks(
    of pose: GridPose, _ worker: Worker
  ) throws -> (peaks: PosePeaks, statistics: EngineStatistics) {
    worker.labels.resetStatistics()
    var found = PosePeaks()
    guard pose.offsets != nil else { return (found, worker.labels.statistics) }
    let resampling = LabelResampling(
      template: scan.pair.templateSize, canvas: labels.canvas, angle: pose.angle,
      scale: pose.scale)
    let values = try labels.evaluate(
      resampling.labels(scan.pair.template), normalization: scan.options.normalization,
      worker: worker.labels)
    let finder = finder(largestOverlap: pose.largestOverlap ?? Int(values.overlaps.max() ?? 0))
    found.byLabels = finder.peaks(
      in: values, by: scan.options.criterion, keeping: scan.peaksPerPose)
    if let edges, let directions = scan.edges?.template, let worker = worker.edges {
      let agreement = edges.evaluate(
        resampling.edges(directions, turnedBy: pose.angle), overlaps: values.overlaps,
        worker: worker)
      found.byEdges = finder.peaks(
        in: agreement, by: .sharpness, keeping: scan.peaksPerPose)
      found.rate(byLabels: values, byEdges: agreement)
    }
    return (found, worker.labels.statistics)
  }

  private func finder(largestOverlap: Int) -> PeakFinder {
    let least = Overlap.least(share: scan.options.minimumOverlap, of: largestOverlap)
    return PeakFinder(
      radius: scan.peakRadius, minimumOverlap: least, rivalOverlap: window == nil ? nil : least,
      closedToRivals: window, rivalCount: PosePeaks.rivalCount(for: scan.peaksPerPose),
      window: window, featureCount: scan.pair.featureCount)
  }
}

extension PosePeaks {
  /// Gives each peak by labels the sharpness of the edges there, as its last feature, and each peak by edges that of the
  /// labels, as its first.
  fileprivate mutating func rate(byLabels labels: TileValues, byEdges edges: TileValues) {
    for list in [\PeakFinder.Result.peaks, \.sharpest] {
      for peak in byLabels[keyPath: list].indices {
        let sharpness = edges.sharpness(at: byLabels[keyPath: list][peak].offset)
        byLabels[keyPath: list][peak].features.append(sharpness)
      }
      for peak in byEdges[keyPath: list].indices {
        let sharpness = labels.sharpness(at: byEdges[keyPath: list][peak].offset)
        byEdges[keyPath: list][peak].features.insert(sharpness, at: 0)
      }
    }
  }
}

extension TileValues {
  /// The sharpness of a single feature at an offset.
  fileprivate func sharpness(at offset: Offset) -> Double {
    Sharpness.ofFeatures(
      at: covered.index(x: offset.x, y: offset.y), self, featureCount: 1)[0]
  }
}
