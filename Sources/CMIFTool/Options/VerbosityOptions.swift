import ArgumentParser

/// Which messages go to standard error, and how they look.
struct VerbosityOptions: ParsableArguments {
  @Flag(help: "Show no progress bar and no warnings.")
  var quiet = false

  @Flag(help: "Print what was chosen and how long it took.")
  var verbose = false

  @Flag(help: "Print no colour, as with NO_COLOR set.")
  var noColor = false

  func validate() throws(ValidationError) {
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

  /// Writes what is to be said of an alignment.
  ///
  /// - Parameter row: The number of the pair's row, if the pair comes from a table.
  func remark(on alignment: PairAlignment, row: Int? = nil) {
    remark(Remarks(alignment: alignment).sentences, on: alignment.template, row: row)
  }

  /// Writes sentences about a template's answer, a line for each, unless the user asked for quiet.
  ///
  /// - Parameter row: The number of the pair's row, if the pair comes from a table.
  func remark(_ sentences: [String], on template: String, row: Int? = nil) {
    guard !quiet else { return }
    let place = row.map { "row \($0), " } ?? ""
    for sentence in sentences {
      StandardError.write("cmif: \(place)\(InputSource(argument: template).name): \(sentence)")
    }
  }
}
