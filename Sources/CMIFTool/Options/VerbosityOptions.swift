import ArgumentParser

/// Which messages go to standard error, and how they look.
struct VerbosityOptions: ParsableArguments {
  @Flag(help: "Show no progress bar and no warnings.")
  var quiet = false

  @Flag(help: "Print what was chosen and how long it took.")
  var verbose = false

  @Flag(help: "Print no colour, as with NO_COLOR set.")
  var noColor = false

  func validate() throws {
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose exclude each other.")
    }
  }

  /// Whether messages are coloured: on terminals with colour, unless the user refuses it.
  var isColored: Bool {
    !noColor && (Environment.value(of: "NO_COLOR") ?? "").isEmpty && StandardError.takesColor
  }

  /// A bar for long work; `nil` with `--quiet` and where standard error is no terminal.
  var progressBar: ProgressBar? { quiet ? nil : ProgressBar() }

  /// Prints a line with `--verbose`, and nothing without.
  func report(_ line: @autoclosure () -> String) {
    if verbose { StandardError.write(line()) }
  }
}

/// A command that has the options for messages.
protocol ReportingCommand: AsyncParsableCommand {
  var verbosity: VerbosityOptions { get }
}
