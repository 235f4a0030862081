/// Leads answers from the resolution at which they were compared to the original one, level by level.
///
/// Answers move by fractions of a pixel of the level that they come from, so each is only improved at its own place,
/// on the part of the reference around it.
/// The score becomes that of the original resolution; sharpness, overlap and confidence stay as they were compared.
struct AnswerDescent: Sendable {
  let pair: SearchedPair
  var options: AlignmentOptions

  /// The steps by which the template's corners move at each level, in its pixels.
  private static let steps = [0.5, 0.25]
  /// What the part of the reference has around the template, in pixels of the level that answers come from: more than
  /// they may move, and at the first finer level more than the filters of labels reach.
  private static let margin = 16

  /// The answers at the original resolution. Adds the work to `statistics`.
  func run(
    _ answers: [AlignmentAnswer], from factor: Int, _ statistics: inout EngineStatistics
  ) async throws -> [AlignmentAnswer] {
    guard factor > 1 else { return answers }
    var descended: [AlignmentAnswer] = []
    for answer in answers {
      descended.append(try await self.descended(answer, from: factor, &statistics))
    }
    return descended
  }

  private func descended(
    _ answer: AlignmentAnswer, from factor: Int, _ statistics: inout EngineStatistics
  ) async throws -> AlignmentAnswer {
    let template = pair.template.size
    let part = pair.part(around: answer.pose, inBlocksOf: factor, margin: Self.margin)
    let images = pair.cropped(to: part)
    let pose = answer.pose.shifted(x: -Double(part.x), y: -Double(part.y))
    var local = self
    local.options.window = options.window?.shifted(x: -Double(part.x), y: -Double(part.y))
    var (answer, factor) = (answer.moved(to: pose, template: template), factor)
    while factor > 1 {
      factor /= 2
      let level = try await PyramidLevel(images, reducedBy: factor, options: options)
      statistics.quantizing += level.quantizing
      answer = try await local.improved(answer, at: level, &statistics)
    }
    return answer.moved(
      to: answer.pose.shifted(x: Double(part.x), y: Double(part.y)), template: template)
  }

  private func improved(
    _ answer: AlignmentAnswer, at level: PyramidLevel, _ statistics: inout EngineStatistics
  ) async throws -> AlignmentAnswer {
    let steps = options.poses.isTranslation ? [] : Self.steps
    let refinement = PoseRefinement(level: level, options: options, steps: steps)
    let found = try await refinement.run([PoseCandidate(answer)], &statistics)
    guard var best = found.first else { return answer }
    let rating = PoseRating(level: level, options: options)
    if level.factor == 1, options.poses.isTranslation, options.refinesOffsets {
      best = try await rating.run(found, &statistics)[0]
    }
    return answer.moved(
      to: best.pose, template: pair.template.size,
      score: level.factor > 1 ? nil : rating.information(of: best))
  }
}
