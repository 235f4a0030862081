/// A search whose answer is looked at again where there is a reason to doubt it.
///
/// Some checks look at what the pictures share where their frames coincide. Where frames coincide after a turn of the
/// template by quarters, all checks see the turned template (`checked(_:after:)`), and where they do at another scale, the
/// template with pixels as large as the reference's (`checked(_:on:)`). A search at such a turn alone is one for shifts of
/// the turned template.
///
/// 1. Where the outlines of areas without data may have drawn the answer, the search is made without these areas
///    (`withoutNoData`).
/// 2. Where the best place is one at which the frames of the pictures coincide, the search is made again without what
///    may be fixed to the frames: what both show all over, such as the noise of a sensor or rings (`withoutPattern`),
///    patches that are the same in both (`withoutEqualPatches`), soft fields of view (`withoutSymmetry`), patches that
///    stand out and shading that both share (`withoutFixedPattern`), and the borders of the pictures, which may hold a
///    soft frame (`withoutBorder`). All but the first are looked for where frames nearly coincide, too. Patches that are
///    the same where frames coincide are left out as well where a turned, scaled or flipped template lies elsewhere.
/// 3. Where the pictures are noisy, they are searched at coarser resolutions as well (`atCoarserResolution`).
/// 4. Where one small patch alone decides the place, the search is made again without it (`withoutDecidingPatch`).
/// 5. Where an answer was led out of the window that is searched, by a part of a pixel of the resolution that was
///    compared, it is moved back.
/// 6. What else speaks against the answer is told and caps its confidence (`withWarnings`).
///
/// What remains is refined, where that is asked for, on the images that the answer was found in (`refined`).
struct CheckedSearch: Sendable {
  var options: AlignmentOptions
  /// How the template was flipped before; `nil` for not at all.
  var flip: Flip?
  /// How it was turned after that; `nil` for not at all.
  var turn: QuarterTurn?
  /// Searches a pair as it is.
  let search: @Sendable (SearchedPair, AlignmentOptions) async throws -> AlignmentResult
  let work = SearchWork()

  /// An answer and the images that it was found in.
  typealias Step = (result: AlignmentResult, pair: SearchedPair)

  func run(_ pair: SearchedPair) async throws -> AlignmentResult {
    if let turn = options.poses.onlyQuarterTurn { return try await run(pair, after: turn) }
    var answer = try await checkedByFrames((try await searched(pair, options), pair))
    answer.statistics = work.total
    return answer
  }

  /// The checks of a first answer with the template as it is where frames coincide.
  func checkedByFrames(_ plain: Step) async throws -> AlignmentResult {
    if let grid = frameGrid(plain) { return try await checked(plain, on: grid) }
    if let turn = frameTurn(plain) { return try await checked(plain, after: turn) }
    return try await checked(plain)
  }

  /// The checks of a first answer, one after the other.
  func checked(_ plain: Step) async throws -> AlignmentResult {
    let inner = try await withoutNoData(plain)
    let unequal = try await withoutEqualPatches(withoutPattern(inner))
    let scene = try await withoutBorder(withoutSymmetry(unequal))
    let coarse = try await atCoarserResolution(scene.result, scene.pair)
    let (result, images) = try await withoutDecidingPatch((coarse, scene.pair))
    let warned = try await withWarnings(inWindow(result, images), images)
    return try await refined(warned, images)
  }

  /// Searches a pair, and adds the work.
  private func searched(
    _ pair: SearchedPair, _ options: AlignmentOptions
  ) async throws -> AlignmentResult {
    let result = try await search(pair, options)
    work.add(search: result.statistics)
    return result
  }

  /// Searches a pair, or gives `nil` where it has no admitted place or no information.
  func found(_ pair: SearchedPair) async throws -> AlignmentResult? {
    try await found(pair, options)
  }

  /// The same with other options.
  func found(_ pair: SearchedPair, _ options: AlignmentOptions) async throws -> AlignmentResult? {
    try await Self.found { try await searched(pair, options) }
  }

  /// Searches a pair for the confidence in its best place alone, unless that place is used: in large pictures a search for
  /// shifts that leads no answers to the original resolution takes a small part of the time.
  func found(
    _ pair: SearchedPair, whereUsed isUsed: (AlignmentAnswer) -> Bool
  ) async throws -> AlignmentResult? {
    guard options.poses.isTranslation, resolutions(pair).largestCompared > 1 else {
      return try await found(pair)
    }
    var compared = options
    compared.leadsAnswers = false
    let result = try await found(pair, compared)
    guard let best = result?.best, isUsed(best) else { return result }
    return try await found(pair)
  }

  /// Makes a search, or gives `nil` where it has no admitted place or no information.
  static func found<Found>(_ search: () async throws -> Found) async throws -> Found? {
    do {
      return try await search()
    } catch let error as CMIFError where error.isNothingFound {
      return nil
    }
  }

  /// Whether two poses are one, as far as the resolution tells that is compared.
  func isSamePlace(_ one: Pose, _ other: Pose, _ pair: SearchedPair) -> Bool {
    one.cornerDistance(to: other, template: pair.template.size)
      <= 3 * Double(resolutions(pair).largestCompared)
  }

  /// The resolutions of this search of a pair.
  func resolutions(_ pair: SearchedPair) -> SearchResolutions {
    SearchResolutions(pair, options: options)
  }

  /// Whether two poses are one, or the frames coincide at both and alike.
  func isSamePlaceOfFrames(_ one: Pose, _ other: Pose, _ pair: SearchedPair) -> Bool {
    frames(pair).coincideAlike(at: one, and: other) || isSamePlace(one, other, pair)
  }

  /// The frames of a pair, as far as they may coincide in this search.
  func frames(_ pair: SearchedPair) -> Frames {
    Frames(
      reference: pair.reference.size, template: pair.template.size,
      isShifted: options.poses.isTranslation)
  }

  /// A first answer after a search of the pair without what may be fixed to the frames: at the same place it stays, no
  /// surer than that search makes it; an answer at another place that counts takes its place; otherwise it stays, but is
  /// not sure.
  func judged(
    _ first: Step, by pair: SearchedPair,
    isSamePlace: (Pose) -> Bool, counts: (AlignmentAnswer) -> Bool
  ) async throws -> Step {
    guard let again = try await found(pair, whereUsed: { !isSamePlace($0.pose) }) else {
      return Self.unproven(first, .fixedPattern)
    }
    if isSamePlace(again.best.pose) {
      return (first.result.capped(at: again.best.confidence), first.pair)
    }
    guard counts(again.best) else { return Self.unproven(first, .fixedPattern) }
    return (again.replacing(first.result).told(.fixedPattern), pair)
  }

  /// An answer that nothing but what a warning names speaks for.
  static func unproven(_ step: Step, _ warning: AlignmentWarning) -> Step {
    (step.result.warned(warning, confidenceAtMost: Confidence.unproven), step.pair)
  }

  /// The result with all answers in the window that is searched.
  private func inWindow(_ result: AlignmentResult, _ pair: SearchedPair) -> AlignmentResult {
    guard let window = options.window else { return result }
    let isWhole = options.poses.isTranslation && !options.refinesOffsets
    return result.with(
      result.answers.map {
        window.holding($0, template: pair.template.size, isWhole: isWhole)
      })
  }

  /// The result with warnings of what else speaks against it, and its confidence capped by them.
  private func withWarnings(
    _ result: AlignmentResult, _ pair: SearchedPair
  ) async throws -> AlignmentResult {
    let part = try WindowedPair(pair, options: options)
    var result = result
    var statistics = EngineStatistics()
    defer { work.add(check: statistics) }
    if !result.warnings.contains(where: \.isEdgeOfWindow),
      let warning = try await WindowEnds(pair: part.pair, options: part.options)
        .warning(for: part.local(result.best), &statistics)
    {
      result = result.warned(warning, confidenceAtMost: Confidence.unproven)
    }
    guard result.best.confidence > Confidence.unproven else { return result }
    if let objects = FewObjects.limit(of: pair.template) {
      result = result.warned(.fewObjects(objects.count), confidenceAtMost: objects.confidence)
    }
    var warning = try await beyondRange(result.best, pair, part, &statistics)
    if warning == nil, result.best.confidence >= Confidence.sure {
      warning = try await BeyondPose(pair, pose: result.best.pose, options: options)
        .finding(threads: options.resources.threads)
    }
    return warning.map { result.warned($0, confidenceAtMost: Confidence.unproven) } ?? result
  }

  /// The warning for a turn or scale beyond those that were searched; `nil` for none, and in a search for shifts, where
  /// `BeyondPose` looks at them.
  private func beyondRange(
    _ best: AlignmentAnswer, _ pair: SearchedPair, _ part: WindowedPair,
    _ statistics: inout EngineStatistics
  ) async throws -> AlignmentWarning? {
    let poses = options.poses
    guard !poses.isTranslation else { return nil }
    if poses.hasSingleTurn && poses.hasSingleScale {
      return try await besideSinglePose(best, pair)
    }
    guard !options.isExhaustive else { return nil }
    return try await RangeEnds(pair: part.pair, options: part.options)
      .warning(for: part.local(best), &statistics)
  }

  /// The result with refined poses; all other figures stay those of the search.
  private func refined(
    _ result: AlignmentResult, _ pair: SearchedPair
  ) async throws -> AlignmentResult {
    guard options.refinement == .affine else { return result }
    let refinement = AffineRefinement(reference: pair.reference, template: pair.template)
    let answers = result.answers
    let refined = try await runJobs(
      count: answers.count, threads: options.resources.threads,
      job: { number in
        let answer = answers[number]
        let refined = answer.moved(
          to: try refinement.refined(answer.pose), template: pair.template.size)
        return options.window?.contains(refined.center) ?? true ? refined : answer
      })
    return result.with(refined)
  }
}

extension AlignmentWarning {
  fileprivate var isEdgeOfWindow: Bool {
    if case .edgeOfWindow = self { true } else { false }
  }
}
