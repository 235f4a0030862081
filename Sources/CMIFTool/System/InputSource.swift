/// The source of an input.
enum InputSource: Sendable, Equatable {
  case file(path: String)
  case standardInput

  /// Reads an argument: `-` is standard input, everything else a path.
  init(argument: String) {
    self = argument == "-" ? .standardInput : .file(path: argument)
  }

  /// The name in messages.
  var name: String {
    switch self {
    case .file(let path): path.quoted
    case .standardInput: "standard input"
    }
  }

  func failure(_ status: ExitStatus, _ cause: String) -> ToolError {
    ToolError(status, "Cannot read \(name): \(cause).")
  }

  func open() throws(ToolError) -> OpenFile {
    guard case .file(let path) = self else { return .standardInput() }
    do {
      return try OpenFile.reading(path)
    } catch {
      throw failure(.noInput, "\(error)")
    }
  }
}
