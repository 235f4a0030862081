/// Compares the contenders for an answer once more, by labels of twice as many levels (`Labeling.finer`).
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

  /// A place on a part of the reference.
  private struct Place {
    let level: PyramidLevel
    let pose: Pose

    /// The size of the template as it is compared: a shifted one as it is, others on a canvas.
    let canvas: Size
  }

  /// What a part of the reference has around the template, in compared pixels: more than the filters of labels reach.
  private static let margin = 32

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
  func run(_ poses: [Pose], _ statistics: inout EngineStatistics) async throws -> Ratings {
    let places = try await places(at: poses, &statistics)
    guard let first = places.first else { return Ratings(features: [], freedoms: []) }
    let canvas = places.map(\.canvas).max { $0.area < $1.area } ?? first.canvas
    let largest = places.map { $0.level.pair.referenceSize.largestOverlap(with: canvas) }.max()
    let table = LogTable(maximum: largest ?? canvas.area)
    let workers = try first.level.pixelWorkers(
      canvas: canvas, table: table, resources: options.resources)
    let clock = ContinuousClock()
    let start = clock.now
    let rated = try await runJobs(
      count: places.count, threads: workers, state: {},
      job: { number, _ in try features(at: places[number], table) })
    statistics.counting += clock.now - start
    return Ratings(features: rated, freedoms: first.level.pair.freedoms)
  }

  private func features(at place: Place, _ table: LogTable) throws -> [Double] {
    try Task.checkCancellation()
    let (level, pose, canvas) = (place.level, place.pose, place.canvas)
    let pair =
      options.poses.isTranslation
      ? level.pair : level.turned(angle: pose.angle, scale: pose.scale, canvas: canvas)
    var sharpness = SparseSharpness(pair, options: options, table: table)
    return sharpness.peak(at: level.offset(of: canvas, at: pose)).features
  }

  /// The places with the labels that they are compared by: those of the whole reference, or of the part around each
  /// where that is less work.
  private func places(
    at poses: [Pose], _ statistics: inout EngineStatistics
  ) async throws -> [Place] {
    let parts = poses.map { pair.part(around: $0, inBlocksOf: factor, margin: Self.margin) }
    let isPartly = parts.reduce(0) { $0 + $1.size.area } < pair.reference.size.area
    var places: [Place] = []
    for (pose, part) in zip(poses, parts) {
      let images = isPartly ? pair.cropped(to: part) : pair
      let level = try await PyramidLevel(images, reducedBy: factor, options: options)
      statistics.quantizing += level.quantizing
      let template = level.pair.templateSize
      places.append(
        Place(
          level: level,
          pose: isPartly ? pose.shifted(x: -Double(part.x), y: -Double(part.y)) : pose,
          canvas: options.poses.isTranslation
            ? template : LabelResampling.canvas(for: template, scale: pose.scale)))
    }
    return places
  }
}
