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
  /// - Precondition: `peakCount` is in ``AlignmentOptions/peakCounts``, `peakRadius` in
  ///   ``AlignmentOptions/peakRadii`` and `minimumOverlap` in 0...1, and steps are 0.001 to 360 degrees and 0.0001 to
  ///   100.
  public init(options: AlignmentOptions = AlignmentOptions()) {
    let (counts, radii) = (AlignmentOptions.peakCounts, AlignmentOptions.peakRadii)
    precondition(
      counts.contains(options.peakCount), "\(options.peakCount) answers are not in \(counts)")
    precondition(
      radii.contains(options.peakRadius),
      "a peak radius of \(options.peakRadius) is not in \(radii)")
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
  /// ``align(_:)`` does; for templates of more than 2^16 pixels, or of more than 2^15 on references of more
  /// than 2^24, at a lower resolution first. A single turn by quarters is searched as a shift of the turned template,
  /// between pixels. Otherwise turns and scales are searched from coarse to fine. See <doc:FindingTheRightAnswer>.
  /// When ``AlignmentOptions/isExhaustive`` is set, the full grid is compared at the original resolution. The
  /// answers do not depend on ``AlignmentOptions/resources`` or `shared`. ``AlignmentOptions/mirroring`` may ask for
  /// mirror images of the template, each of which is a search of its own.
  ///
  /// Images whose ``AlignmentImage/spacing`` differs, or is not that of square pixels, are searched on their
  /// ``CommonGrid``: turns and scales are those of the scene, and offsets are refined below the pixel. So are images
  /// of scales with a middle far from 1, unless the search is exhaustive: the middle is a known size of the template's
  /// pixels.
  ///
  /// - Parameters:
  ///   - reference: The image on which the template is looked for.
  ///   - template: The image whose pose is looked for.
  ///   - shared: What several templates share of this reference; only for plain shifts. A cache of another
  ///     reference is not used.
  /// - Throws: ``CMIFError/noOverlap`` when no place, in the window if there is one, has the overlap asked for,
  ///   ``CMIFError/noInformation`` when the information is 0 everywhere,
  ///   ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work does not fit the memory,
  ///   ``CMIFError/templateTooLong(limit:)`` and ``CMIFError/tooManyPixels(limit:)`` for images beyond
  ///   these limits, ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left,
  ///   ``CMIFError/noCommonGrid(limit:)`` when pixel sizes differ too much, and
  ///   `CancellationError` soon after the task is cancelled.
  /// - Precondition: The images pair as `LabelImagePair(reference:template:)` says, and
  ///   `shared` is `nil` in a search over turns or scales.
  /// - Complexity: For a shift, that of the ``InformationMap`` over the offsets searched, at the resolution that is
  ///   searched. Otherwise O(pixels) beside a constant for the number of turns and scales. Memory is
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

  /// The grid on which two images are searched, with the template as large as the scales asked for say.
  package func grid(
    reference: AlignmentImage, template: AlignmentImage
  ) throws(CMIFError) -> CommonGrid {
    try CommonGrid(
      reference: reference, template: template,
      scale: options.isExhaustive ? 1 : options.poses.knownScale)
  }

  /// Searches the images on their common grid.
  private func search(
    reference: AlignmentImage, template: AlignmentImage, sharing shared: ReferenceCache?
  ) async throws -> AlignmentResult {
    try Task.checkCancellation()
    BufferPool.shared.keep(atMost: options.resources.memory)
    let pair = SearchedPair(reference: reference, template: template, isAsGiven: true)
    let grid = try grid(reference: reference, template: template)
    guard !grid.isOfImages else { return try await search(pair, options, sharing: shared) }
    let result = try await search(pair.on(grid), options.on(grid), sharing: nil)
      .moved(from: grid, template: template.size)
    return result.with(
      result.answers.map {
        options.window?.holding($0, template: template.size, isWhole: false) ?? $0
      })
  }

  /// Searches the template, and mirror images of it if asked for.
  private func search(
    _ given: SearchedPair, _ options: AlignmentOptions, sharing shared: ReferenceCache?
  ) async throws -> AlignmentResult {
    try await MirrorSearch(options: options, template: given.template.size) { flip, options in
      let search = CheckedSearch(options: options, flip: flip) { pair, options in
        try await WindowedPair(pair, options: options).result { pair, options in
          options.poses.isTranslation
            ? try await PyramidShiftSearch(
              pair: pair, options: options, cache: pair.isAsGiven ? shared : nil
            ).run()
            : try await PoseSearch(pair, options: options).run()
        }
      }
      var pair = given
      if let flip { pair.template = given.template.flipped(flip) }
      return try await search.run(pair)
    }.run()
  }

  /// The best shifts of a pair of label images, best first.
  ///
  /// Every offset with enough overlap is compared, with exact counts. Shifts are whole pixels unless
  /// ``AlignmentOptions/isSubpixel`` is set. Of equal places the first in row-major order comes first. The
  /// map is never held as a whole. Labels alone are not refined, compared by finer ones, or checked for what the
  /// pictures share beside the scene.
  ///
  /// - Throws: ``CMIFError/noOverlap`` when no offset, in the window if there is one, has the overlap asked for,
  ///   ``CMIFError/noInformation`` when the information is 0 everywhere,
  ///   ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work does not fit the memory,
  ///   ``CMIFError/templateTooLong(limit:)`` and ``CMIFError/tooManyPixels(limit:)`` for images beyond
  ///   these limits, ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left, and
  ///   `CancellationError` soon after the task is cancelled.
  /// - Precondition: ``AlignmentOptions/poses`` is a plain shift. Labels cannot be turned well; turns and
  ///   scales take an ``AlignmentImage``.
  /// - Complexity: That of the ``InformationMap`` over the offsets searched.
  public func align(_ pair: LabelImagePair) async throws -> AlignmentResult {
    precondition(
      options.poses.isTranslation,
      "labels are aligned by shifts alone, not by \(options.poses.rotation) degrees and scales of "
        + "\(options.poses.scale)")
    var options = options
    // Labels have no grey values to refine by.
    options.refinement = .none
    return try await WorkerPool.run { [options] in
      BufferPool.shared.keep(atMost: options.resources.memory)
      return try await MirrorSearch(options: options, template: pair.templateSize) {
        flip, options in
        try await ShiftSearch(pair: flip.map(pair.flipped) ?? pair, options: options).run()
      }.run()
    }
  }
}
