import ArgumentParser

/// How much is said on standard error, and how it looks.
struct VerbosityOptions: ParsableArguments {
  @Flag(help: "Show no progress bar.")
  var quiet = false

  @Flag(help: "Say what was chosen, and how long it took.")
  var verbose = false

  @Flag(help: "No colour, as where NO_COLOR is set.")
  var noColor = false

  func validate() throws {
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose exclude each other.")
    }
  }

  /// Whether messages are coloured: on terminals that can, unless the user has asked for none.
  var isColored: Bool {
    !noColor && (Environment.value(of: "NO_COLOR") ?? "").isEmpty && StandardError.takesColor
  }

  /// A bar for long work, or `nil` where it is not wanted or nobody would see it.
  var progressBar: ProgressBar? { quiet ? nil : ProgressBar() }

  /// Says a line that only those who want to know more are told.
  func say(_ line: @autoclosure () -> String) {
    if verbose { StandardError.write(line()) }
  }
}

/// A command that can be told how much to say.
protocol TalkingCommand: AsyncParsableCommand {
  var talk: VerbosityOptions { get }
}
