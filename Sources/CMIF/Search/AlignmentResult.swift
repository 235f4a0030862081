/// The answers of an alignment, best first.
public struct AlignmentResult: Sendable, Codable {
  /// The answers, best first: at least one, at most as many as were asked for.
  public let alignments: [AlignmentAnswer]
  /// The best answer.
  public var best: AlignmentAnswer { alignments[0] }
  /// What stands against the best answer, or was done to find it. They are neither encoded nor decoded.
  public internal(set) var warnings: [AlignmentWarning] = []
  /// What the engine did. It is neither encoded nor decoded.
  package internal(set) var statistics = EngineStatistics()

  private enum CodingKeys: CodingKey {
    case alignments
  }

  /// Creates a result from its answers, best first.
  ///
  /// - Precondition: There is at least one answer.
  public init(alignments: [AlignmentAnswer], warnings: [AlignmentWarning] = []) {
    precondition(!alignments.isEmpty, "\(alignments.count) answers are fewer than 1")
    self.alignments = alignments
    self.warnings = warnings
  }

  /// The result with another warning, and the best answer's confidence kept below a limit.
  func warned(_ warning: AlignmentWarning, confidenceAtMost limit: Double) -> AlignmentResult {
    let capped = best.withConfidence(min(best.confidence, limit))
    var result = AlignmentResult(
      alignments: [capped] + alignments.dropFirst(), statistics: statistics)
    result.warnings = warnings + [warning]
    return result
  }

  /// The result with other answers.
  func with(_ answers: [AlignmentAnswer]) -> AlignmentResult {
    var result = AlignmentResult(alignments: answers, statistics: statistics)
    result.warnings = warnings
    return result
  }

  init(alignments: [AlignmentAnswer], statistics: EngineStatistics) {
    self.init(alignments: alignments)
    self.statistics = statistics
  }

  /// Decodes a result.
  ///
  /// - Throws: `DecodingError` when there is no answer or an answer lacks a part.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let alignments = try container.decode([AlignmentAnswer].self, forKey: .alignments)
    guard !alignments.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .alignments, in: container, debugDescription: "a result has no answer")
    }
    self.init(alignments: alignments)
  }
}
