/// Finds where a template lies on a reference.
///
///     let result = try await Aligner().align(
///       reference: AlignmentImage(reference), template: AlignmentImage(template))
///     print(result.best.pose, result.best.confidence)
///
/// An aligner is a value without state: one may serve many pairs, also at the same time.
public struct Aligner: Sendable {
  /// What is asked of the alignment.
  public let options: AlignmentOptions

  /// Prepares to align with given options.
  ///
  /// - Precondition: `peakCount` and `peakRadius` are at least 1, `minimumOverlap` is 0 to 1, and steps are
  ///   0.001 to 360 degrees and 0.0001 to 100.
  public init(options: AlignmentOptions = AlignmentOptions()) {
    precondition(options.peakCount >= 1, "\(options.peakCount) answers are fewer than 1")
    precondition(options.peakRadius >= 1, "a peak radius of \(options.peakRadius) is below 1")
    precondition(
      (0...1).contains(options.minimumOverlap),
      "an overlap of \(options.minimumOverlap) is not in 0...1")
    precondition(
      (0.001...360).contains(options.rotationStep ?? 1)
        && (0.0001...100).contains(options.scaleStep ?? 1),
      "steps of \(options.rotationStep ?? 1) degrees and \(options.scaleStep ?? 1) are not in "
        + "0.001...360 and 0.0001...100")
    self.options = options
  }

  /// The best poses of the template on the reference, within the turns and scales asked for, best first.
  ///
  /// When ``AlignmentOptions/poses`` is a plain shift, every offset with enough overlap is compared, as
  /// ``align(_:)`` does. Otherwise turns and scales are searched from coarse to fine, see
  /// <doc:FindingTheRightAnswer>, or, when ``AlignmentOptions/isExhaustive`` is set, on a full grid. The answers
  /// do not depend on ``AlignmentOptions/resources`` or `shared`.
  ///
  /// - Parameters:
  ///   - reference: The image on which the template is looked for.
  ///   - template: The image whose pose is looked for.
  ///   - shared: What several templates share of this reference; only for plain shifts. A cache of another
  ///     reference is not used.
  /// - Throws: ``CMIFError/noOverlap`` when no place has the overlap asked for,
  ///   ``CMIFError/noInformation`` when the information is 0 everywhere,
  ///   ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work does not fit the memory,
  ///   ``CMIFError/templateTooLong(limit:)`` and ``CMIFError/tooManyPixels(limit:)`` for images beyond
  ///   these limits, ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left, and
  ///   `CancellationError` soon after the task is cancelled.
  /// - Precondition: The images pair as `LabelImagePair(reference:template:)` says, and
  ///   `shared` is `nil` in a search over turns or scales.
  /// - Complexity: For a shift, that of the ``InformationMap`` over the offsets searched. Memory is
  ///   ``Resources/memory`` beside the images.
  public func align(
    reference: AlignmentImage, template: AlignmentImage, sharing shared: ReferenceCache? = nil
  ) async throws -> AlignmentResult {
    precondition(
      shared == nil || options.poses.isTranslation,
      "a reference is shared in searches for shifts alone, not with \(options.poses.rotation) degrees and "
        + "scales of \(options.poses.scale)")
    return try await WorkerPool.run {
      try await search(reference: reference, template: template, sharing: shared)
    }
  }

  private func search(
    reference: AlignmentImage, template: AlignmentImage, sharing shared: ReferenceCache?
  ) async throws -> AlignmentResult {
    try Task.checkCancellation()
    BufferPool.shared.keep(atMost: options.resources.memory)
    guard options.poses.isTranslation else {
      return try await PoseSearch(
        reference: reference, template: template, options: options
      ).run()
    }
    let clock = ContinuousClock()
    let start = clock.now
    let pair = LabelImagePair(reference: reference, template: template)
    let quantizing = clock.now - start
    var result = try await align(pair, sharing: shared)
    result.statistics.quantizing += quantizing
    return result
  }

  /// The best shifts of a pair of label images, best first.
  ///
  /// Every offset with enough overlap is compared, with exact counts. Shifts are whole pixels unless
  /// ``AlignmentOptions/isSubpixel`` is set. Of equal places the first in row-major order comes first. The map is
  /// never held as a whole.
  ///
  /// - Throws: ``CMIFError/noOverlap`` when no offset has the overlap asked for,
  ///   ``CMIFError/noInformation`` when the information is 0 everywhere,
  ///   ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work does not fit the memory,
  ///   ``CMIFError/templateTooLong(limit:)`` and ``CMIFError/tooManyPixels(limit:)`` for images beyond
  ///   these limits, ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left, and
  ///   `CancellationError` soon after the task is cancelled.
  /// - Precondition: ``AlignmentOptions/poses`` is a plain shift. Labels cannot be turned well; turns and scales
  ///   take an ``AlignmentImage``.
  /// - Complexity: That of the ``InformationMap`` over the offsets searched.
  public func align(_ pair: LabelImagePair) async throws -> AlignmentResult {
    try await WorkerPool.run {
      BufferPool.shared.keep(atMost: options.resources.memory)
      return try await align(pair, sharing: nil)
    }
  }

  private func align(
    _ pair: LabelImagePair, sharing shared: ReferenceCache?
  ) async throws -> AlignmentResult {
    precondition(
      options.poses.isTranslation,
      "labels are aligned by shifts alone, not by \(options.poses.rotation) degrees and scales of "
        + "\(options.poses.scale)")
    let largest = try await Overlap.largest(pair, resources: options.resources)
    let least = Overlap.least(share: options.minimumOverlap, of: largest)
    guard largest > 0,
      let domain = Overlap.domain(
        reference: pair.referenceSize, template: pair.templateSize, least: least)
    else { throw CMIFError.noOverlap }
    let finder = PeakFinder(
      radius: options.peakRadius, minimumOverlap: least, featureCount: pair.featureCount)
    let engine = try await Engine(
      pair: pair, domain: domain, halo: finder.halo, margin: finder.margin,
      resources: options.resources, shared: shared)
    let criterion = options.criterion
    var found = PeakFinder.Result()
    var done = 0
    let statistics = try await engine.forEachTile(
      normalization: options.normalization,
      reduce: { (peaks: finder.peaks(in: $0, by: criterion), offsets: $0.tile.count) },
      collect: { tile in
        found.merge(tile.peaks, keeping: options.peakCount + 1)
        done += tile.offsets
        options.progress?(done, domain.count)
      })
    guard found.admitted > 0 else { throw CMIFError.noOverlap }
    guard found.highest > 0 else { throw CMIFError.noInformation }
    let alignments = found.peaks.prefix(options.peakCount).map { peak in
      alignment(peak, of: pair, found, largestOverlap: largest)
    }
    return AlignmentResult(alignments: alignments, statistics: statistics)
  }

  private func alignment(
    _ peak: Peak, of pair: LabelImagePair, _ found: PeakFinder.Result, largestOverlap: Int
  ) -> AlignmentAnswer {
    let rival = found.sharpest.first { $0.distance(to: peak) > options.peakRadius }
    let shift = options.isSubpixel ? peak.refinement : (0, 0)
    let pose = Pose(x: Double(peak.offset.x) + shift.0, y: Double(peak.offset.y) + shift.1)
    return AlignmentAnswer(
      pose: pose, center: pose.center(of: pair.templateSize), score: peak.score,
      sharpness: peak.sharpness, overlap: Double(peak.overlap) / Double(largestOverlap),
      confidence: Confidence.value(
        sharpness: peak.sharpness, rival: rival?.sharpness, freedom: pair.freedom,
        offsets: found.admitted))
  }
}

extension PeakFinder.Result {
  /// The sharpest peaks that are kept to find a rival: a square around the answer holds no more than four
  /// peaks, because peaks are further apart than half its side.
  private static let rivals = 5

  /// Takes in another tile's peaks and keeps the best.
  mutating func merge(_ other: PeakFinder.Result, keeping count: Int) {
    for peak in other.peaks { peaks.insert(peak, keeping: count) }
    for peak in other.sharpest { sharpest.insert(peak, keeping: max(count, Self.rivals)) }
    admitted += other.admitted
    highest = max(highest, other.highest)
  }
}

extension [Peak] {
  /// Puts a peak in its place among the best `count` so far.
  fileprivate mutating func insert(_ peak: Peak, keeping count: Int) {
    if self.count == count {
      guard let last, peak.precedes(last) else { return }
      removeLast()
    }
    insert(peak, at: firstIndex { peak.precedes($0) } ?? endIndex)
  }
}
