import ArgumentParser

/// Checks of all inputs and outputs of a command together.
enum StandardStreams {
  /// Refuses two inputs from standard input, and two outputs to one place.
  ///
  /// - Parameters:
  ///   - inputs: The arguments that name inputs, `nil` for those not given.
  ///   - outputs: The arguments that name outputs, likewise.
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
