import ArgumentParser

/// The destination of an output.
enum OutputTarget: Sendable, Equatable {
  case file(path: String)
  case standardOutput

  /// Reads an argument: `-` is standard output, everything else a path.
  init(argument: String) {
    self = argument == "-" ? .standardOutput : .file(path: argument)
  }

  /// The format that the name asks for; `nil` for one that is not written.
  private var format: FileFormat? { FileFormat(ending: ending) }

  /// Whether the name asks for NumPy's format.
  var isNumPy: Bool { format == .npy }

  /// Whether the name asks for TIFF.
  var isTIFF: Bool { format == .tiff }

  /// Whether the format asked for keeps the numbers of an array.
  var keepsNumbers: Bool { isNumPy || isTIFF }

  /// What follows the last dot of the name; empty without a dot.
  private var ending: String {
    guard case .file(let path) = self else { return "" }
    let parts = FileSystem.split(path).name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.dropFirst().last.map(String.init) ?? ""
  }

  /// Refuses a name that asks for another format than these, or for one that this build does not write.
  func check(isOneOf formats: [FileFormat]) throws(ValidationError) {
    if let format, format.isWritten, formats.contains(format) { return }
    let names = formats.filter { $0 != .tiff }.flatMap(\.endings).map { ".\($0)" }
    var advice = "name a \(names.joined(separator: " or ")) file, and convert it"
    #if !TIFF
      if format == .tiff, formats.contains(.tiff) { advice += ", or \(TIFFSignature.advice)" }
    #endif
    throw ValidationError("\(name) cannot be written as .\(ending): \(advice).")
  }

  /// Runs a step of making the output, and names the output in what it throws.
  func naming<Result>(_ step: () throws(OutputDefect) -> Result) throws(ToolError) -> Result {
    do {
      return try step()
    } catch {
      throw ToolError(error.status, "Cannot write \(name): \(error.cause).")
    }
  }

  /// The name in messages.
  var name: String {
    switch self {
    case .file(let path): path.quoted
    case .standardOutput: "standard output"
    }
  }
}
