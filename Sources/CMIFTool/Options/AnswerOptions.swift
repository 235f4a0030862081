import ArgumentParser

/// The number of answers, and the precision of each.
struct AnswerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The number of answers. Those after the best are left out below --min-confidence.",
      valueName: "count"))
  var peaks = 1

  @Option(help: ArgumentHelp("The distance between answers, in pixels.", valueName: "pixels"))
  var peakRadius = 8

  @Flag(help: "Refine offsets to fractions of a pixel.")
  var subpixel = false

  func validate() throws {
    guard (1...10_000).contains(peaks) else {
      throw ValidationError("--peaks must be 1 to 10000, not \(peaks).")
    }
    guard (1...1000).contains(peakRadius) else {
      throw ValidationError("--peak-radius must be 1 to 1000, not \(peakRadius).")
    }
  }
}
