/// The stream for messages: errors, progress, and what `--verbose` and `--timings` print.
enum StandardError {
  /// Writes a line. A line that cannot be written is dropped: there is no other place to say so.
  static func write(_ line: String, end: String = "\n") {
    try? OpenFile.standardError().write(Array((line + end).utf8))
  }

  /// Writes why the program failed, after the program's name; colour makes the name bold and red.
  static func write(_ error: ToolError, isColored: Bool) {
    write((isColored ? "\u{1B}[1;31mcmif:\u{1B}[0m " : "cmif: ") + error.message)
  }

  /// Whether the stream is a terminal.
  static var isTerminal: Bool { OpenFile.standardError().isTerminal }

  /// Whether the stream is a terminal that shows colour.
  static var takesColor: Bool { isTerminal && Environment.value(of: "TERM") != "dumb" }
}
