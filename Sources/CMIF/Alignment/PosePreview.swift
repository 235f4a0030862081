/// Rates many candidates at a finer resolution than they were found at, each by a look at a few offsets.
///
/// Fine structure is what tells the true pose from others, and much of it is gone at the resolution at
/// which all poses are looked at: there, the true one may come after hundreds of others. A finer resolution
/// shows it even where angle and scale are still those of the grid.
///
/// The sharpness of a candidate is taken here from fewer offsets than its definition has: the highest
/// information near the candidate against the mean of that on a circle around it. It ranks candidates among
/// one another, and nothing else.
struct PosePreview: Sendable {
  /// The finer resolution.
  let level: PoseLevel
  let options: AlignmentOptions

  /// Where the candidate may be, as far off as a pixel of the coarser resolution is large: every other
  /// offset, as on the fields of one colour of a chessboard.
  private static let near = (-2...2).flatMap { y in
    (-2...2).filter { ($0 + y) % 2 == 0 }.map { Offset(x: $0, y: y) }
  }
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
    let table = LogTable(maximum: level.pair.referenceSize.largestOverlap(with: canvas))
    let groups = Self.groups(candidates)
    let rated = try await runJobs(
      count: groups.count, threads: workers(canvas: canvas, table), state: { ContinuousClock() },
      job: { number, clock in
        let start = clock.now
        return (candidates: try rate(groups[number], table), time: clock.now - start)
      })
    for one in rated { statistics.counting += one.time }
    return rated.flatMap(\.candidates)
  }

  /// How many angles and scales are looked at at the same time: as many turned templates as fit the memory.
  private func workers(canvas: Size, _ table: LogTable) -> Int {
    let turned = LabelResampling.byteCount(canvas: canvas, channels: level.pair.template.count)
    let memory = options.resources.memory - LogTable.byteCount(maximum: table.maximum)
    return max(1, min(options.resources.threads, memory / turned))
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

  /// Rates candidates of one angle and scale.
  private func rate(_ candidates: [PoseCandidate], _ table: LogTable) throws -> [PoseCandidate] {
    let pair = level.pair
    let (angle, scale) = (candidates[0].angle, candidates[0].scale)
    let canvas = LabelResampling.canvas(for: pair.templateSize, scale: scale)
    let turned = LabelResampling(
      template: pair.templateSize, canvas: canvas, angle: angle, scale: scale
    ).labels(pair.template)
    let counter = PixelCounter(reference: pair.reference, template: turned, table: table)
    return try candidates.compactMap { candidate in
      try Task.checkCancellation()
      let center = level.reduced(candidate.pose).center(of: pair.templateSize)
      let corner = Offset(
        x: Int((center.x - Double(canvas.width - 1) / 2).rounded()),
        y: Int((center.y - Double(canvas.height - 1) / 2).rounded()))
      guard let peak = peak(near: corner, counter) else { return nil }
      let pose = level.pose(
        canvas: canvas, x: Double(peak.offset.x), y: Double(peak.offset.y), angle: angle,
        scale: scale)
      return PoseCandidate(pose: level.original(pose), angle: angle, scale: scale, peak: peak)
    }
  }

  /// The highest offset near one, or `nil` when nothing overlaps there.
  private func peak(near corner: Offset, _ counter: PixelCounter) -> Peak? {
    func information(
      _ corner: Offset, _ shift: Offset
    ) -> (offset: Offset, value: Double, overlap: Int) {
      let offset = Offset(x: corner.x + shift.x, y: corner.y + shift.y)
      let (value, overlap) = counter.information(at: offset, norm: options.norm)
      return (offset, value, overlap)
    }
    let top = Self.near.map { information(corner, $0) }.max { $0.value < $1.value }
    guard let top, top.overlap > 0 else { return nil }
    let around = Self.around.map { information(top.offset, $0) }.filter { $0.overlap > 0 }
    let mean = around.map(\.value).reduce(0, +) / Double(max(around.count, 1))
    let sharpness =
      Double(top.overlap) * Double(level.pair.featureCount) * (top.value - mean)
    return Peak(
      offset: top.offset, rank: options.rank == .score ? top.value : sharpness, score: top.value,
      sharpness: sharpness, overlap: top.overlap, refinement: (0, 0))
  }
}
