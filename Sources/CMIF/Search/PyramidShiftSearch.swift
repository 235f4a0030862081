/// Finds the shifts of a template of any size: large ones at a lower resolution, from where the answers are led to the
/// original one.
///
/// Templates of up to 2^16 pixels, and exhaustive searches, have the map at the original resolution. Larger templates
/// are reduced to no more than 2^14 pixels, which hold evidence enough in most pictures, and the time of the exact map
/// does not grow with the resolutions above. Where no answer is sure, the map at twice the resolution is made as
/// well, and the surer answer counts.
struct PyramidShiftSearch: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions
  /// What several templates share of the reference at its original resolution.
  var cache: ReferenceCache?

  /// The most pixels of a template that is searched at the original resolution, and of one that is reduced.
  private static let pixels = (original: 1 << 16, reduced: 1 << 14)

  /// The answers, best first.
  func run() async throws -> AlignmentResult {
    let factor = options.isExhaustive ? 1 : Self.factor(template: pair.template.size)
    guard factor > 1 else { return try await search(reducedBy: 1) }
    let first = try await reduced(by: factor)
    guard first.best.confidence < Confidence.sure else { return first }
    let second = try await reduced(by: factor / 2)
    var best = second.best.confidence > first.best.confidence ? second : first
    best.statistics = first.statistics
    best.statistics.addSearch(second.statistics)
    return best
  }

  /// The power of two by which a template is reduced first.
  static func factor(template: Size) -> Int {
    var factor = 1
    guard template.area > pixels.original else { return factor }
    while template.area / (factor * factor) > pixels.reduced { factor *= 2 }
    return factor
  }

  private func search(reducedBy factor: Int) async throws -> AlignmentResult {
    try await ShiftSearch(
      pair, reducedBy: factor, options: options, sharing: factor > 1 ? nil : cache
    ).run()
  }

  /// The answers of a lower resolution, led to the original one.
  private func reduced(by factor: Int) async throws -> AlignmentResult {
    var result = try await search(reducedBy: factor)
    let enlarged = result.answers.map { answer in
      let pose = Pose(x: answer.pose.tx * Double(factor), y: answer.pose.ty * Double(factor))
      return AlignmentAnswer(
        pose: pose, center: pose.center(of: pair.template.size), score: answer.score,
        sharpness: answer.sharpness, overlap: answer.overlap, confidence: answer.confidence)
    }
    let descent = AnswerDescent(
      reference: pair.reference, template: pair.template, options: options)
    let answers = try await descent.run(enlarged, from: factor, &result.statistics)
    return result.with(answers)
  }
}
