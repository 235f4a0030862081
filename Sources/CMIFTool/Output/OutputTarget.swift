/// The destination of an output.
enum OutputTarget: Sendable, Equatable {
  case file(path: String)
  case standardOutput

  /// Reads an argument: `-` is standard output, everything else a path.
  init(argument: String) {
    self = argument == "-" ? .standardOutput : .file(path: argument)
  }

  /// Whether the name ends in `.npy`, which asks for NumPy's format.
  var isNumPy: Bool {
    if case .file(let path) = self { path.hasSuffix(".npy") } else { false }
  }

  /// The name in messages.
  var name: String {
    switch self {
    case .file(let path): path.quoted
    case .standardOutput: "standard output"
    }
  }
}
