/// Rates many candidates at a finer resolution than they were found at, each by a look at a few offsets.
///
/// Fine structure is what tells the true pose from others, and much of it is gone at the resolution at
/// which all poses are looked at: there, the true one may come after hundreds of others. A finer resolution
/// shows it even where angle and scale are still those of the grid.
///
/// The sharpness of a candidate is taken here from fewer offsets than its definition has: the highest
/// information near the candidate against the mean of that on a circle around it. It serves to choose those
/// that are looked at closer, which then find their offset by what they are ranked by.
struct PosePreview: Sendable {
  /// The finer resolution.
  let level: PyramidLevel
  let options: AlignmentOptions

  /// Where the candidate may be, as far off as a pixel of the coarser resolution is large: every other
  /// offset, as on the fields of one colour of a chessboard, the middle first.
  private static let near = [
    (0, 0), (1, 1), (-1, 1), (-1, -1), (1, -1), (2, 0), (0, 2), (-2, 0), (0, -2), (2, 2), (-2, 2),
    (-2, -2), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }
  /// What it is compared with: as far away as the mean of the neighbourhood in `Sharpness`, whose
  /// distances have a mean square of `2 sigma^2 = 8`.
  private static let around = [
    (3, 0), (2, 2), (0, 3), (-2, 2), (-3, 0), (-2, -2), (0, -3), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }

  /// The candidates with the ranks that they have here, each moved to its best offset; those that lie on
  /// nothing are left out. Adds to `statistics` what was done.
  ///
  /// A template is turned once for all candidates of one angle and scale that follow one another.
  func run(
    _ candidates: [PoseCandidate], _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    let canvas = LabelResampling.canvas(
      for: level.pair.templateSize, scale: options.poses.scale.upperBound)
    let largest = level.pair.referenceSize.largestOverlap(with: canvas)
    let workers = try workers(canvas: canvas, tableBytes: LogTable.byteCount(maximum: largest))
    let table = LogTable(maximum: largest)
    let groups = Self.groups(candidates)
    let rated = try await runJobs(
      count: groups.count, threads: workers, state: {},
      job: { number, _ in try rate(groups[number], table) })
    for one in rated { statistics.counting += one.time }
    return rated.flatMap(\.candidates)
  }

  /// How many angles and scales are looked at at the same time: as many turned templates as fit the memory.
  private func workers(canvas: Size, tableBytes: Int) throws(CMIFError) -> Int {
    let pair = level.pair
    let levels = (pair.reference, pair.template)
    let turned =
      LabelResampling.byteCount(canvas: canvas, channels: pair.template.count)
      + PixelCounter.byteCount(
        template: canvas,
        levels: (
          levels.0.map(\.levelCount).max() ?? 1, levels.1.map(\.levelCount).max() ?? 1
        ))
    let memory = options.resources.memory
    guard turned + tableBytes <= memory else {
      throw .memoryLimit(neededBytes: turned + tableBytes, allowedBytes: memory)
    }
    return min(options.resources.threads, (memory - tableBytes) / turned)
  }

  /// Runs of candidates with the same angle and scale.
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

  /// Rates candidates of one angle and scale; tells how long counting took.
  private func rate(
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
    let rated = try candidates.compactMap { candidate in
      try Task.checkCancellation()
      return peak(near: level.corner(of: candidate.pose, canvas: canvas), counter).map {
        level.candidate($0, angle: angle, scale: scale, canvas: canvas)
      }
    }
    return (rated, clock.now - start)
  }

  /// The highest offset near one, or `nil` when nothing overlaps there.
  private func peak(near corner: Offset, _ counter: PixelCounter) -> Peak? {
    let near = information(around: corner, Self.near, counter)
    guard let top = near.max(by: { $0.value < $1.value }) else { return nil }
    let around = information(around: top.offset, Self.around, counter).map(\.value)
    let mean = around.isEmpty ? top.value : around.reduce(0, +) / Double(around.count)
    let sharpness =
      Double(top.overlap) * Double(level.pair.featureCount) * (top.value - mean)
    return Peak(
      offset: top.offset, rank: options.criterion == .score ? top.value : sharpness,
      score: top.value,
      sharpness: sharpness, overlap: top.overlap, refinement: (0, 0))
  }

  /// The information at the offsets around one where anything overlaps.
  private func information(
    around middle: Offset, _ shifts: [Offset], _ counter: PixelCounter
  ) -> [(offset: Offset, value: Double, overlap: Int)] {
    shifts.compactMap { shift in
      let offset = Offset(x: middle.x + shift.x, y: middle.y + shift.y)
      let (value, overlap) = counter.information(at: offset, normalization: options.normalization)
      return overlap > 0 ? (offset, value, overlap) : nil
    }
  }
}
