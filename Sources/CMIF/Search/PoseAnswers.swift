/// Makes answers of the candidates that a search over poses ends with.
struct PoseAnswers: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions

  /// The share of the minimum overlap that an answer must have. An answer's last refinement may have led it
  /// slightly out of the overlap asked for.
  private static let overlapTolerance = 0.98
  /// The distance from which on a pose puts the template at another place, in parts of its diagonal.
  private static let otherPlace = 0.1

  /// The number of separate candidates that are carried to the end: the answers asked for and their rivals.
  var separateCount: Int { max(PeakContest.contenders, options.peakCount + 1) }

  /// The best separate candidates with enough overlap, at most as many as are asked for.
  ///
  /// - Throws: `CMIFError.noOverlap` when there is none.
  func result(of stage: SearchStage) async throws -> AlignmentResult {
    let rivalRadius = Double(PeakFinder.rivalRadius)
    let radius = Double(options.peakRadius)
    let template = stage.level.originalTemplateSize
    let separate = stage.separate(
      separateCount, apart: rivalRadius, by: options.criterion
    ).candidates
    var statistics = stage.statistics
    let ratings = try await ContenderRating(
      pair, reducedBy: stage.level.factor, options: options
    ).run(separate.map(\.pose), &statistics)
    let candidates = ranked(separate, ratings, of: stage)
    var answers: [AlignmentAnswer] = []
    for (candidate, prominence) in candidates
    where answers.count < options.peakCount && !candidate.isOutsideWindow {
      try Task.checkCancellation()
      let isSeparate = answers.allSatisfy {
        $0.pose.cornerDistance(to: candidate.pose, template: template) > radius
      }
      guard isSeparate else { continue }
      let overlap = try await overlap(of: candidate, at: stage.level)
      guard overlap >= options.minimumOverlap * Self.overlapTolerance else { continue }
      answers.append(
        AlignmentAnswer(
          candidate.peak, pose: candidate.pose, template: template,
          prominence: prominence, overlap: overlap, factor: stage.level.factor))
    }
    guard !answers.isEmpty else { throw CMIFError.noOverlap }
    let other = candidates.first {
      $0.candidate.pose.cornerDistance(to: answers[0].pose, template: template)
        > max(rivalRadius, Self.otherPlace * 2 * template.halfDiagonal)
    }
    let result = AlignmentResult(answers: answers, statistics: statistics)
      .beside(other?.prominence)
    guard let window = options.window, let outside = candidates.first,
      outside.candidate.isOutsideWindow,
      Confidence.value(prominence: outside.prominence) > Confidence.unproven
    else { return result }
    let reach = window.reach(holding: outside.candidate.pose.center(of: template))
    return result.warned(.edgeOfWindow(try: reach), confidenceAtMost: Confidence.unproven)
  }

  /// The candidates with their prominence, the best first.
  private func ranked(
    _ candidates: [PoseCandidate], _ ratings: ContenderRating.Ratings, of stage: SearchStage
  ) -> [(candidate: PoseCandidate, prominence: Double)] {
    let prominence = Prominence(freedoms: ratings.freedoms, offsets: stage.compared)
    let template = stage.level.originalTemplateSize
    let features = ratings.features
    let order =
      options.criterion == .sharpness
      ? prominence.order(of: features) : Array(candidates.indices)
    return order.map { place in
      let rivals = candidates.indices.filter {
        candidates[$0].pose.cornerDistance(to: candidates[place].pose, template: template)
          > Double(PeakFinder.rivalRadius)
      }
      return (
        candidate: candidates[place],
        prominence: prominence.value(
          of: features[place],
          among: rivals.prefix(Prominence.rivalCandidates).map { features[$0] })
      )
    }
  }

  /// The overlapping pixels as a share of the most that the candidate's turn and scale have at any offset.
  private func overlap(of candidate: PoseCandidate, at level: PyramidLevel) async throws -> Double {
    let canvas = level.canvas(angle: candidate.angle, scale: candidate.scale)
    let overlaps = TurnedOverlaps(level.pair, canvas: canvas, options: options)
    let largest = try await overlaps.largest(of: [(candidate.angle, candidate.scale)], workers: 1)
    return min(1, Double(candidate.peak.overlap) / Double(max(largest[0], 1)))
  }
}
