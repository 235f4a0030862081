import ArgumentParser

/// Checks of all inputs and outputs of a command together.
enum InputsAndOutputs {
  /// Refuses two inputs from standard input, two outputs to one place, and outputs that are inputs.
  ///
  /// - Parameters:
  ///   - inputs: The arguments that name inputs, `nil` for those not given.
  ///   - outputs: The arguments that name outputs, likewise.
  ///   - inPlace: An output and the input whose place it may take.
  static func check(
    inputs: [String?], outputs: [String?], inPlace: (output: String, input: String)? = nil
  ) throws(ValidationError) {
    let (inputs, outputs) = (inputs.compactMap(\.self), outputs.compactMap(\.self))
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Only one input can be standard input.")
    }
    var seen: [String] = []
    for output in outputs {
      guard !seen.contains(where: { isSame($0, output) }) else {
        throw ValidationError("Two outputs cannot both go to \(name(of: output)).")
      }
      seen.append(output)
    }
    for output in outputs {
      let kept = inputs.filter { $0 != inPlace?.input || output != inPlace?.output }
      guard kept.contains(where: { isRead(from: output, as: $0) }) else { continue }
      throw ValidationError("\(name(of: output)) is an input: write the output to another file.")
    }
  }

  private static func name(of output: String) -> String { OutputTarget(argument: output).name }

  private static func isSame(_ output: String, _ other: String) -> Bool {
    if output == "-" || other == "-" { return output == other }
    return FileSystem.isSameFile(output, other)
  }

  /// Whether an input is the file of an output, or a page in it.
  private static func isRead(from output: String, as input: String) -> Bool {
    guard output != "-", case .file(let path) = PicturePage(InputSource(argument: input)).source
    else { return false }
    return FileSystem.isSameFile(output, path)
  }
}
