/// The answers of an alignment, best first.
public struct AlignmentResult: Sendable, Codable {
  /// The answers, best first: at least one, at most as many as were asked for.
  public let answers: [AlignmentAnswer]
  /// The best answer.
  public var best: AlignmentAnswer { answers[0] }
  /// What stands against the best answer, or was done to find it. They are neither encoded nor decoded.
  public internal(set) var warnings: [AlignmentWarning] = []
  /// What the engine did. It is neither encoded nor decoded.
  package internal(set) var statistics = EngineStatistics()

  private enum CodingKeys: CodingKey {
    case answers
  }

  /// Creates a result from its answers, best first.
  ///
  /// - Precondition: There is at least one answer.
  public init(answers: [AlignmentAnswer], warnings: [AlignmentWarning] = []) {
    precondition(!answers.isEmpty, "\(answers.count) answers are fewer than 1")
    self.answers = answers
    self.warnings = warnings
  }

  /// The result with a warning, which is told once.
  func told(_ warning: AlignmentWarning) -> AlignmentResult {
    var result = self
    if !warnings.contains(warning) { result.warnings.append(warning) }
    return result
  }

  /// The result with a warning, and the best answer's confidence kept below a limit.
  func warned(_ warning: AlignmentWarning, confidenceAtMost limit: Double) -> AlignmentResult {
    capped(at: limit).told(warning)
  }

  /// The result in place of an earlier one of the same pictures, with what was left out of the pictures on the way.
  func replacing(_ earlier: AlignmentResult) -> AlignmentResult {
    var result = self
    let kept = earlier.warnings.filter(\.isOfPictures)
    result.warnings = kept + warnings.filter { own in !kept.contains { $0.code == own.code } }
    return result
  }

  /// The result with the confidence that is left beside another place of some prominence, `nil` for none. Where the
  /// answer alone would have more than 0.5, and the other place has odds of a ninth of its own or more, the confidence is
  /// capped and the place is told.
  func beside(_ other: Double?) -> AlignmentResult {
    guard let other, best.confidence > Confidence.unproven,
      Confidence.isRival(other, of: best.prominence)
    else { return self }
    return warned(
      .otherPlace, confidenceAtMost: Confidence.value(prominence: best.prominence, among: [other]))
  }

  /// The result with the best answer's confidence kept below a limit.
  func capped(at limit: Double) -> AlignmentResult {
    with([best.withConfidence(min(best.confidence, limit))] + answers.dropFirst())
  }

  /// The result of two images from that of their copies on a grid; the size is that of the template itself.
  func moved(from grid: CommonGrid, template: Size) -> AlignmentResult {
    var moved = with(answers.map { $0.moved(from: grid, template: template) })
    moved.warnings = warnings.map { $0.moved(from: grid, template: template) }
    return moved
  }

  /// The result with other answers.
  func with(_ answers: [AlignmentAnswer]) -> AlignmentResult {
    var result = AlignmentResult(answers: answers, statistics: statistics)
    result.warnings = warnings
    return result
  }

  init(answers: [AlignmentAnswer], statistics: EngineStatistics) {
    self.init(answers: answers)
    self.statistics = statistics
  }

  /// Decodes a result.
  ///
  /// - Throws: `DecodingError` when there is no answer or an answer lacks a part.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let answers = try container.decode([AlignmentAnswer].self, forKey: .answers)
    guard !answers.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .answers, in: container, debugDescription: "a result has no answer")
    }
    self.init(answers: answers)
  }
}
