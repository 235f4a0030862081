/// Leads answers from the resolution at which they were compared to the original one, level by level.
///
/// Answers move by fractions of a pixel of the level that they come from, so each is only improved at its own place.
/// The score becomes that of the original resolution; sharpness, overlap and confidence stay as they were compared.
struct AnswerDescent: Sendable {
  let reference: AlignmentImage
  let template: AlignmentImage
  let options: AlignmentOptions

  /// The steps by which the template's corners move at each level, in its pixels.
  private static let steps = [0.5, 0.25]

  /// The answers at the original resolution. Adds the work to `statistics`.
  func run(
    _ answers: [AlignmentAnswer], from factor: Int, _ statistics: inout EngineStatistics
  ) async throws -> [AlignmentAnswer] {
    var (answers, factor) = (answers, factor)
    while factor > 1 {
      factor /= 2
      let level = PyramidLevel(
        reference: reference, template: template, factor: factor, poses: options.poses)
      statistics.quantizing += level.quantizing
      for index in answers.indices {
        answers[index] = try await improved(answers[index], at: level, &statistics)
      }
    }
    return answers
  }

  private func improved(
    _ answer: AlignmentAnswer, at level: PyramidLevel, _ statistics: inout EngineStatistics
  ) async throws -> AlignmentAnswer {
    let steps = options.poses.isTranslation ? [] : Self.steps
    let refinement = PoseRefinement(level: level, options: options, steps: steps)
    let found = try await refinement.run([PoseCandidate(answer)], &statistics)
    guard var best = found.first else { return answer }
    let rating = PoseRating(level: level, options: options)
    if level.factor == 1, options.poses.isTranslation, options.isSubpixel {
      best = try await rating.run(found, &statistics)[0]
    }
    return answer.moved(
      to: best.pose, template: template.size,
      score: level.factor > 1 ? nil : rating.information(of: best))
  }
}
