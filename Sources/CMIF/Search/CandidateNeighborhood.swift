/// The offsets around one candidate, at turns and scales near its own.
///
/// The reference's spectra are those of one tile, made once. Poses that were evaluated are remembered.
final class CandidateNeighborhood {
  private let level: PyramidLevel
  private let options: AlignmentOptions
  /// The scale of the candidate, and the overlap asked for there, in pixels.
  private let scale: Double
  private let leastOverlap: Double
  private let tile: ReferenceTile
  private let worker: BlockCounter
  private var seen: [(angle: Double, scale: Double, candidate: PoseCandidate?)] = []

  /// How far offsets may move from where the candidate starts, in pixels of the level.
  private static let reach = 2
  /// The share of the least overlap that suffices at turns and scales near the candidate's. The largest
  /// overlap is known for its own; rounding to whole pixels makes it a little smaller at others.
  private static let overlapTolerance = 0.99

  /// Prepares to evaluate poses around a candidate.
  ///
  /// - Parameters:
  ///   - largestScale: The largest scale that will be evaluated.
  ///   - leastOverlap: The overlap asked for at the candidate's own scale, in pixels.
  ///   - table: Holds as many pixels as can overlap.
  ///   - keepsSpectra: Whether the reference's spectra are kept, or made anew for each pose.
  init(
    of candidate: PoseCandidate, at level: PyramidLevel, options: AlignmentOptions,
    largestScale: Double, leastOverlap: Double, table: LogTable, keepsSpectra: Bool
  ) throws {
    self.level = level
    self.options = options
    self.leastOverlap = leastOverlap
    scale = candidate.scale
    let pair = level.pair
    let canvas = LabelResampling.canvas(for: pair.templateSize, scale: largestScale)
    let workload = Self.workload(canvas, at: level.offset(of: canvas, at: candidate.pose), pair)
    let tiling = try Tiling(workload: workload, threads: 1, budget: .unlimited)
    tile = try ReferenceTile(
      reference: pair.reference, canvas: canvas, tile: workload.domain, covered: tiling.covered(0),
      shape: tiling.shape, keepsSpectra: keepsSpectra, table: table)
    worker = try tile.makeWorker()
  }

  /// The work of evaluating the offsets around one, for a template on a canvas.
  static func workload(
    _ canvas: Size, at offset: Offset, _ pair: LabelImagePair
  ) -> Tiling.Workload {
    // One more offset on every side, to interpolate between.
    let reach = reach + 1
    return ReferenceTile.workload(
      of: pair, canvas: canvas,
      domain: OffsetRect(
        x: offset.x - reach, y: offset.y - reach, width: 2 * reach + 1, height: 2 * reach + 1),
      halo: Sharpness.radius, margin: Sharpness.radius)
  }

  /// The work done so far.
  var statistics: EngineStatistics {
    var statistics = worker.statistics
    statistics.templateTransforms += tile.keptSpectra
    return statistics
  }

  /// The best offset at an angle and a scale, or `nil` when the overlap of all is too small.
  func candidate(angle: Double, scale: Double) throws -> PoseCandidate? {
    let known = seen.first { abs($0.angle - angle) < 1e-9 && abs($0.scale - scale) < 1e-12 }
    if let known { return known.candidate }
    let candidate = try evaluate(angle: angle, scale: scale)
    seen.append((angle, scale, candidate))
    return candidate
  }

  /// The best offset at an angle and a scale, or `nil` for a pose out of the range that is searched.
  func allowed(angle: Double, scale: Double) throws -> PoseCandidate? {
    guard options.poses.contains(angle: angle, scale: scale) else { return nil }
    return try candidate(angle: angle, scale: scale)
  }

  /// A candidate moved to its peak's top between the pixels.
  func betweenPixels(_ candidate: PoseCandidate) -> PoseCandidate {
    var moved = candidate
    moved.pose = level.pose(
      candidate.peak, angle: candidate.angle, scale: candidate.scale, canvas: tile.canvas,
      isSubpixel: true)
    return moved
  }

  private func evaluate(angle: Double, scale: Double) throws -> PoseCandidate? {
    let pair = level.pair
    let turned = LabelResampling(
      template: pair.templateSize, canvas: tile.canvas, angle: angle, scale: scale
    ).labels(pair.template)
    let finder = PeakFinder(
      radius: 0, minimumOverlap: leastOverlap(at: scale), featureCount: pair.featureCount)
    let values = try tile.evaluate(turned, normalization: options.normalization, worker: worker)
    return finder.highest(in: values, by: options.criterion).map {
      level.candidate($0, angle: angle, scale: scale, canvas: tile.canvas)
    }
  }

  /// The fewest overlapping pixels, at least 1, that admit an offset at a scale. A smaller template has fewer
  /// pixels by the square of its scale; a larger one may reach beyond the reference, so it needs no more.
  private func leastOverlap(at scale: Double) -> Int {
    let shrinkage = min(1, scale / self.scale)
    let least = leastOverlap * shrinkage * shrinkage
    return max(1, Int((Self.overlapTolerance * least).rounded(.up)))
  }
}
