import ArgumentParser
import CMIF

/// The number of answers, and the precision of each.
struct AnswerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of answers. Those after the best are left out below --min-confidence.",
      valueName: "count"))
  var peaks = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The least distance between answers, in pixels.", valueName: "pixels"))
  var peakRadius = 8

  @Flag(help: "Refine offsets to fractions of a pixel.")
  var subpixel = false

  func validate() throws(ValidationError) {
    try Self.check("--peaks", peaks, isIn: AlignmentOptions.peakCounts)
    try Self.check("--peak-radius", peakRadius, isIn: AlignmentOptions.peakRadii)
  }

  private static func check(
    _ option: String, _ value: Int, isIn range: ClosedRange<Int>
  ) throws(ValidationError) {
    guard range.contains(value) else {
      throw ValidationError(
        "\(option) must be \(range.lowerBound) to \(range.upperBound), not \(value).")
    }
  }
}
