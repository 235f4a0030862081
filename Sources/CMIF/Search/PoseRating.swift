/// Rates places as answers are rated: by `Sharpness` and the information itself, counted exactly at the
/// offsets around each.
struct PoseRating: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions

  /// The candidates with the ranks and the places between pixels that they have here, in the order that they
  /// have. Adds the work to `statistics`.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let jobs = try PixelJobs(
      at: level, canvas: level.canvas(for: candidates.map(\.pose)), options: options)
    return try await jobs.run(
      count: candidates.count, &statistics,
      job: { number, table in try rate(candidates[number], table) })
  }

  /// The information at a candidate's place, averaged over the channels.
  func information(of candidate: PoseCandidate) -> Double {
    let canvas = level.canvas(angle: candidate.angle, scale: candidate.scale)
    return level.counter(
      angle: candidate.angle, scale: candidate.scale, canvas: canvas,
      table: level.table(for: canvas)
    ).information(
      at: level.offset(of: canvas, at: candidate.pose), normalization: options.normalization
    ).value
  }

  private func rate(_ candidate: PoseCandidate, _ table: LogTable) throws -> PoseCandidate {
    try Task.checkCancellation()
    let (angle, scale) = (candidate.angle, candidate.scale)
    let canvas = level.canvas(angle: angle, scale: scale)
    let counter = level.counter(angle: angle, scale: scale, canvas: canvas, table: table)
    let window = level.window(of: candidate, canvas: canvas, options: options)
    let offset = level.offset(of: canvas, at: candidate.pose)
    let values = values(
      around: window?.nearest(to: offset) ?? offset, counter)
    let finder = PeakFinder(
      radius: 0, minimumOverlap: 1, window: window, featureCount: counter.featureCount)
    guard let peak = finder.highest(in: values, by: options.criterion) else { return candidate }
    var rated = level.candidate(
      peak, angle: angle, scale: scale, canvas: canvas, isOutsideWindow: candidate.isOutsideWindow)
    rated.pose = level.pose(peak, angle: angle, scale: scale, canvas: canvas, isSubpixel: true)
    return rated
  }

  /// The exact values at an offset and those around it that its sharpness and the top between pixels need.
  private func values(around offset: Offset, _ counter: PixelCounter) -> TileValues {
    let tile = OffsetRect(x: offset.x - 1, y: offset.y - 1, width: 3, height: 3)
    let covered = tile.expanded(by: Sharpness.radius)
    func information(_ normalization: Normalization) -> [PixelCounter.Information] {
      (covered.y..<covered.y + covered.height).flatMap { y in
        (covered.x..<covered.x + covered.width).map { x in
          counter.information(at: Offset(x: x, y: y), normalization: normalization)
        }
      }
    }
    let plain = information(.unnormalized)
    let normalized =
      options.normalization == .unnormalized ? plain : information(options.normalization)
    return TileValues(
      tile: tile, covered: covered, values: normalized.map(\.value),
      information: plain.map(\.value),
      features: level.pair.featureCount > 1
        ? (0..<level.pair.featureCount).flatMap { feature in plain.map { $0.features[feature] } }
        : nil,
      overlaps: plain.map { Int32($0.overlap) })
  }
}
