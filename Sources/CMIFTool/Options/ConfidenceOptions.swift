import ArgumentParser
import CMIF

/// How sure an answer must be.
struct ConfidenceOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End with status 1 if the confidence is lower.", valueName: "share"))
  var minConfidence = 0.0

  func validate() throws(ValidationError) {
    guard (0...1).contains(minConfidence) else {
      throw ValidationError("--min-confidence must be 0 to 1, not \(minConfidence).")
    }
  }

  /// The answers to print: the best one, whose lack of confidence the status tells, and those of the others that
  /// have the least confidence.
  func printed(_ result: AlignmentResult) -> [AlignmentAnswer] {
    [result.best] + result.answers.dropFirst().filter { $0.confidence >= minConfidence }
  }

  /// Throws status 1 for an answer below the least confidence.
  func require(_ answer: AlignmentAnswer, template: String) throws(ToolError) {
    guard answer.confidence < minConfidence else { return }
    throw ToolError(
      .noAlignment,
      "The alignment of \(template.quoted) cannot be trusted: its confidence "
        + "(\(Number.share(answer.confidence))) is less than the \(Number.exact(minConfidence)) that "
        + "--min-confidence asks for.")
  }
}
