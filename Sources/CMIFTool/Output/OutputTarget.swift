import ArgumentParser

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

  /// Refuses a name that asks for a format other than PNG.
  ///
  /// - Parameter orNumbers: Whether NumPy's format may be written, too.
  func checkIsPicture(orNumbers: Bool = false) throws {
    guard case .file(let path) = self else { return }
    let (_, name) = FileSystem.split(path)
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last
    guard let ending, !(orNumbers && isNumPy),
      Self.otherFormats.contains(ending.lowercased())
    else { return }
    throw ValidationError(
      "\(self.name) cannot be written as .\(ending): name a .png\(orNumbers ? " or .npy" : "") file, and "
        + "convert it.")
  }

  private static let otherFormats: Set = [
    "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp", "npy",
  ]

  /// The name in messages.
  var name: String {
    switch self {
    case .file(let path): path.quoted
    case .standardOutput: "standard output"
    }
  }
}
