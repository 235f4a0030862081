/// Talk: everything that is not data.
enum StandardError {
  /// Writes a line; that it cannot be written is nobody's concern.
  static func write(_ line: String, end: String = "\n") {
    try? OpenFile.standardError().write(Array((line + end).utf8))
  }

  /// Writes why the program failed, after the program's name, which colour makes bold and red.
  static func write(_ error: ToolError, isColored: Bool) {
    write((isColored ? "\u{1B}[1;31mcmif:\u{1B}[0m " : "cmif: ") + error.message)
  }

  /// Whether somebody watches.
  static var isTerminal: Bool { OpenFile.standardError().isTerminal }

  /// Whether it is a terminal that knows colour.
  static var takesColor: Bool { isTerminal && Environment.value(of: "TERM") != "dumb" }
}
