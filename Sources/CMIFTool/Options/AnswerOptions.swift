import ArgumentParser

/// How many answers are wanted, and how finely each is placed.
struct AnswerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The number of separate answers.", valueName: "count"))
  var peaks = 1

  @Option(help: ArgumentHelp("How far apart answers are, in pixels.", valueName: "pixels"))
  var peakRadius = 8

  @Flag(help: "Refine offsets below the pixel.")
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
