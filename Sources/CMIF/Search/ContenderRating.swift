/// Compares the contenders for an answer once more, by finer labels (`Labeling.finer`).
///
/// The highest of many places owe some of their height to chance, which other labels do not repeat: at a wrong place
/// sharpness falls back, at the true one it does not. At every offset such labels would take several times the work;
/// at a few places they take little. Sharpness is that of `SparseSharpness`.
struct ContenderRating: Sendable {
  /// What finer labels tell of some places.
  struct Ratings: Sendable {
    /// The sharpness of each feature at each place.
    let features: [[Double]]
    /// The degrees of freedom of each feature.
    let freedoms: [Int]
  }

  private let pair: SearchedPair
  /// The reduction of the resolution that is compared.
  private let factor: Int
  private let options: AlignmentOptions

  init(_ pair: SearchedPair, reducedBy factor: Int, options: AlignmentOptions) {
    // What is ranked by score, as published, is compared by the labels asked for alone.
    self.pair = options.criterion == .score ? pair : pair.finer
    self.factor = factor
    // Prominence is that of sharpness, also where answers are ranked by score.
    var options = options
    options.criterion = .sharpness
    self.options = options
  }

  /// The ratings of poses between the originals. Adds the work to `statistics`.
  ///
  /// - Throws: `CMIFError.memoryLimit` when not even one place can be counted.
  func run(_ poses: [Pose], _ statistics: inout EngineStatistics) async throws -> Ratings {
    let level = try await PyramidLevel(pair, reducedBy: factor, options: options)
    statistics.quantizing += level.quantizing
    let jobs = try PixelJobs(at: level, canvas: level.canvas(for: poses), options: options)
    let features = try await jobs.run(
      count: poses.count, &statistics,
      job: { number, table in try self.features(at: poses[number], level, table) })
    return Ratings(features: features, freedoms: level.pair.freedoms)
  }

  private func features(
    at pose: Pose, _ level: PyramidLevel, _ table: LogTable
  ) throws -> [Double] {
    try Task.checkCancellation()
    let canvas = level.canvas(angle: pose.angle, scale: pose.scale)
    var sharpness = SparseSharpness(
      level.counter(angle: pose.angle, scale: pose.scale, canvas: canvas, table: table),
      options: options)
    return sharpness.peak(at: level.offset(of: canvas, at: pose)).features
  }
}
