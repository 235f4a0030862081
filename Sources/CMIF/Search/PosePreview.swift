/// Ranks many candidates anew at a finer resolution than they were found at, each by a few offsets.
///
/// Fine structure is what tells the true pose from others, and much of it is lost at the resolution of the
/// grid: there the true pose may come after hundreds of others. A finer resolution shows it even where angle
/// and scale are still those of the grid.
///
/// The sharpness of a candidate is taken from fewer offsets than `Sharpness` takes:
///
///     sharpness = N F (I(s) - mean of I over `circle` around s)
///
/// with `s` the offset of the highest information in `near`, `N` its overlap, `I` the information and `F` the
/// number of features. It only selects candidates; `PoseRefinement` finds their offsets by the rank asked for.
struct PosePreview: Sendable {
  /// The finer resolution.
  let level: PyramidLevel
  let options: AlignmentOptions

  /// The shifts at which the candidate may lie, as far away as a pixel of the coarser resolution is large:
  /// every other offset, like the fields of one colour of a chessboard, the middle first.
  private static let near = [
    (0, 0), (1, 1), (-1, 1), (-1, -1), (1, -1), (2, 0), (0, 2), (-2, 0), (0, -2), (2, 2), (-2, 2),
    (-2, -2), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }
  /// The shifts to its neighbourhood: as far away as that of `Sharpness`, whose distances have a mean square of
  /// `2 sigma^2 = 8`.
  private static let circle = [
    (3, 0), (2, 2), (0, 3), (-2, 2), (-3, 0), (-2, -2), (0, -3), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }

  /// The candidates with the ranks that they have here, each moved to its best offset, in the order that they
  /// have; without those whose template lies beside the reference. Adds the work to `statistics`.
  ///
  /// A template is turned once for all candidates of one angle and scale that follow one another.
  ///
  /// - Throws: `CMIFError.memoryLimit` when not even one turned template fits.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let canvas = LabelResampling.canvas(
      for: level.pair.templateSize, scale: options.poses.scale.upperBound)
    let largest = level.pair.referenceSize.largestOverlap(with: canvas)
    let workers = try workers(canvas: canvas, tableBytes: LogTable.byteCount(maximum: largest))
    let table = LogTable(maximum: largest)
    let groups = Self.groups(candidates)
    let ranked = try await runJobs(
      count: groups.count, threads: workers, state: {},
      job: { number, _ in try rank(groups[number], table) })
    for one in ranked { statistics.counting += one.time }
    return ranked.flatMap(\.candidates)
  }

  /// The number of angles and scales evaluated at the same time: as many turned templates as fit the memory.
  private func workers(canvas: Size, tableBytes: Int) throws(CMIFError) -> Int {
    let pair = level.pair
    let turned = LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
    let counting = PixelCounter.byteCount(
      template: canvas,
      levels: (
        pair.reference.map(\.levelCount).max() ?? 1, pair.template.map(\.levelCount).max() ?? 1
      ))
    return try MemoryBudget(total: options.resources.memory, shared: tableBytes)
      .workers(upTo: options.resources.threads, bytesEach: turned + counting)
  }

  /// The runs of consecutive candidates with the same angle and scale.
  private static func groups(_ candidates: [PoseCandidate]) -> [[PoseCandidate]] {
    var groups: [[PoseCandidate]] = []
    for candidate in candidates {
      if let last = groups.last?.last, last.angle == candidate.angle, last.scale == candidate.scale
      {
        groups[groups.count - 1].append(candidate)
      } else {
        groups.append([candidate])
      }
    }
    return groups
  }

  /// Ranks candidates of one angle and scale; returns the time that counting took as well.
  private func rank(
    _ candidates: [PoseCandidate], _ table: LogTable
  ) throws -> (candidates: [PoseCandidate], time: Duration) {
    let pair = level.pair
    let (angle, scale) = (candidates[0].angle, candidates[0].scale)
    let canvas = LabelResampling.canvas(for: pair.templateSize, scale: scale)
    let turned = LabelResampling(
      template: pair.templateSize, canvas: canvas, angle: angle, scale: scale
    ).labels(pair.template)
    let counter = PixelCounter(
      LabelImagePair(reference: pair.reference, template: turned, featureCount: pair.featureCount),
      table: table)
    let clock = ContinuousClock()
    let start = clock.now
    let ranked = try candidates.compactMap { candidate in
      try Task.checkCancellation()
      return peak(near: level.offset(of: canvas, at: candidate.pose), counter).map {
        level.candidate($0, angle: angle, scale: scale, canvas: canvas)
      }
    }
    return (ranked, clock.now - start)
  }

  /// The offset of the highest information near one, or `nil` when nothing overlaps there.
  private func peak(near offset: Offset, _ counter: PixelCounter) -> Peak? {
    let near = information(around: offset, Self.near, counter)
    guard let top = near.max(by: { $0.value < $1.value }) else { return nil }
    let around = information(around: top.offset, Self.circle, counter).map(\.value)
    let mean = around.isEmpty ? top.value : around.reduce(0, +) / Double(around.count)
    let sharpness =
      Double(top.overlap) * Double(level.pair.featureCount) * (top.value - mean)
    return Peak(
      offset: top.offset, rank: options.criterion == .score ? top.value : sharpness,
      score: top.value, sharpness: sharpness, overlap: top.overlap, refinement: (0, 0))
  }

  /// The information at the offsets around one, without those where nothing overlaps.
  private func information(
    around middle: Offset, _ shifts: [Offset], _ counter: PixelCounter
  ) -> [(offset: Offset, value: Double, overlap: Int)] {
    // Sharpness is always that of the information in nats.
    let normalization = options.criterion == .score ? options.normalization : .unnormalized
    return shifts.compactMap { shift in
      let offset = Offset(x: middle.x + shift.x, y: middle.y + shift.y)
      let (value, overlap) = counter.information(at: offset, normalization: normalization)
      return overlap > 0 ? (offset, value, overlap) : nil
    }
  }
}
