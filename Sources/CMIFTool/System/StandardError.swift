/// Talk: everything that is not data.
enum StandardError {
  /// Writes a line; that it cannot be written is nobody's concern.
  static func write(_ line: String, end: String = "\n") {
    try? OpenFile.standardError().write(Array((line + end).utf8))
  }

  /// Whether somebody watches.
  static var isTerminal: Bool { OpenFile.standardError().isTerminal }
}
