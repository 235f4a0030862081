/// Talk: everything that is not data.
enum StandardError {
  /// Writes a line; that it cannot be written is nobody's concern.
  static func write(_ line: String) {
    try? OpenFile.standardError().write(Array("\(line)\n".utf8))
  }
}
