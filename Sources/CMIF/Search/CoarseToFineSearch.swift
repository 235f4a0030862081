/// One search for a pose from coarse to fine.
///
/// 1. **Propose.** At reduced resolution, every angle and scale of a grid is evaluated at every offset, by two
///    cheap measures: the exact map of the levels of local grey, and the agreement of edges (`CoarseFeatures`).
///    The nearest pose of the grid (`PoseGrid`) is at most two pixels of that level off at the template's corners, at
///    the middle of the scales, and less inside, which a narrow peak survives.
/// 2. **Preview.** The best peaks by both measures together are ranked by the labels that answers are compared by, at
///    twice the coarsest resolution (`PosePreview`).
/// 3. **Improve.** The best of those, each at a place of its own, are improved there (`PoseRefinement`).
/// 4. **Descend.** They are improved at each finer resolution, to a fraction of a pixel.
/// 5. **Decide.** Of the separate ones, the most prominent by finer labels with enough overlap are given out
///    (`PoseAnswers`).
/// 6. **Rate.** Answers are rated as those of other searches are (`PoseRating`).
///
/// Where one candidate stands out beyond doubt (`SearchStage.isSettled`), few others are previewed and carried on.
///
/// Each stage ranks by `SearchStage.weighedSharpness`: the noise of each feature is known from all candidates.
struct CoarseToFineSearch: Sendable {
  let search: PoseSearch
  /// The reduction of the resolution that the search starts from.
  let factor: Int

  /// The number of peaks kept of each pose of the grid, by each measure.
  private static let peaksPerPose = 12
  /// The number of candidates that are previewed, and of those that are previewed first.
  private static let previewedCount = (all: 400, first: 100)

  private var options: AlignmentOptions { search.comparedOptions }
  private var answers: PoseAnswers { PoseAnswers(pair: search.pair, options: search.options) }

  /// The answers, best first, at the finest resolution that is compared.
  func run() async throws -> AlignmentResult {
    let proposed = try await propose()
    let previewed = try await preview(proposed)
    let improved = try await improve(previewed)
    let refined = try await descend(improved)
    let found = try await answers.result(of: refined)
    return try await rate(found, at: refined.level)
  }

  /// The strongest peaks by coarse labels and edges over every pose of the grid.
  private func propose() async throws -> SearchStage {
    let level = try await search.level(reducedBy: factor)
    let (reference, template) = try await search.pair.both(threads: options.resources.threads) {
      [factor] in $0.coarseFeatures(reducedBy: factor)
    }
    var options = options
    options.criterion = .sharpness
    options.normalization = .unnormalized
    let found = try await PoseScan(
      level: level, options: options,
      pair: LabelImagePair(reference: reference.levels, template: template.levels),
      edges: (reference.edges, template.edges), peaksPerPose: Self.peaksPerPose, peakRadius: 1
    ).run(PoseGrid(options.poses, at: level))
    return SearchStage(level: level, found).strongest(
      max(Self.previewedCount.all, 4 * answers.separateCount))
  }

  /// The best separate candidates by the ranks that they have at twice the coarsest resolution.
  private func preview(_ proposed: SearchStage) async throws -> SearchStage {
    let stage = proposed.at(try await search.level(reducedBy: search.previewedFactor))
    let (strongest, others) = stage.split(at: Self.previewedCount.first)
    let preview = PosePreview(level: stage.level, options: options)
    let first = try await strongest.next(preview.run)
    let separate = self.separate(first)
    guard !isSettled(separate) else { return separate }
    let all = try await first.next { known, statistics in
      known + (try await preview.run(others.candidates, &statistics))
    }
    return self.separate(all)
  }

  private func separate(_ previewed: SearchStage) -> SearchStage {
    previewed.separate(
      answers.separateCount, apart: 2.5 * Double(search.factors[0]), by: options.criterion)
  }

  /// Whether the best candidate stands out beyond doubt. By score, as published, every candidate counts.
  private func isSettled(_ stage: SearchStage) -> Bool {
    options.criterion == .sharpness && stage.isSettled
  }

  /// The best separate candidates, each moved to the best pose around it.
  private func improve(_ separate: SearchStage) async throws -> SearchStage {
    try await refine(separate, steps: [2, 1])
  }

  /// The best separate candidates at the finest resolution that is compared.
  private func descend(_ improved: SearchStage) async throws -> SearchStage {
    let distance = max(1.5 * Double(search.factors[0]), Double(PeakFinder.rivalRadius))
    var stage = improved.separate(
      answers.separateCount, apart: distance, by: options.criterion)
    if isSettled(stage) { stage = stage.first(max(options.peakCount, 1 + Prominence.rivals)) }
    let last = search.comparedFactor
    guard stage.level.factor > last else { return try await refine(stage, steps: [0.5, 0.25]) }
    while stage.level.factor > last {
      let finer = try await search.level(reducedBy: stage.level.factor / 2)
      stage = try await refine(stage.at(finer), steps: [1, 0.5, 0.25])
    }
    return stage
  }

  /// The candidates improved at their level, by steps that move the template's corners by so many pixels.
  private func refine(_ stage: SearchStage, steps: [Double]) async throws -> SearchStage {
    try await stage.next { candidates, statistics in
      try await PoseRefinement(level: stage.level, options: options, steps: steps)
        .run(candidates, &statistics)
    }
  }

  /// The answers with the sharpness and the score that those of other searches have, and the place between pixels.
  private func rate(
    _ result: AlignmentResult, at level: PyramidLevel
  ) async throws -> AlignmentResult {
    var result = result
    let rated = try await PoseRating(level: level, options: options)
      .run(result.answers.map(PoseCandidate.init), &result.statistics)
    return result.with(
      zip(result.answers, rated).map { answer, rated in
        answer.rated(rated.peak, at: rated.pose, template: level.originalTemplateSize)
      })
  }
}
