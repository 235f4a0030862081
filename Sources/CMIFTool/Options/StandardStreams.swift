import ArgumentParser

/// What goes in and out of a command, looked at together.
enum StandardStreams {
  /// Refuses to read standard input twice, and to write anything twice.
  ///
  /// - Parameters: The command's arguments, `nil` where none was given.
  static func check(inputs: [String?], outputs: [String?]) throws {
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Only one input can be standard input.")
    }
    var seen: [String] = []
    for output in outputs.compactMap({ $0 }) {
      guard !seen.contains(where: { isSame($0, output) }) else {
        throw ValidationError(
          "Two outputs cannot both go to \(OutputTarget(argument: output).name).")
      }
      seen.append(output)
    }
  }

  private static func isSame(_ output: String, _ other: String) -> Bool {
    if output == "-" || other == "-" { return output == other }
    return FileSystem.isSamePath(output, other)
  }
}
