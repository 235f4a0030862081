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

  /// Whether the name asks for TIFF.
  var isTIFF: Bool { Self.endingsOfTIFF.contains(ending.lowercased()) }

  /// Whether the format asked for keeps the numbers of an array.
  var keepsNumbers: Bool { isNumPy || isTIFF }

  private static let endingsOfTIFF: Set = ["tif", "tiff"]

  /// What follows the last dot of the name; empty without a dot.
  private var ending: String {
    guard case .file(let path) = self else { return "" }
    let parts = FileSystem.split(path).name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.dropFirst().last.map(String.init) ?? ""
  }

  /// Refuses a name that asks for a format other than PNG.
  ///
  /// - Parameters:
  ///   - orNumbers: Whether NumPy's format may be written, too.
  ///   - orTIFF: Whether TIFF may be written, too, where the program knows it.
  func checkIsPicture(orNumbers: Bool = false, orTIFF: Bool = false) throws {
    guard Self.otherFormats.contains(ending.lowercased()), !(orNumbers && isNumPy) else { return }
    var advice = "name a .png\(orNumbers ? " or .npy" : "") file, and convert it"
    if orTIFF, isTIFF {
      #if TIFF
        return
      #else
        advice += ", or \(TIFFSignature.advice)"
      #endif
    }
    throw ValidationError("\(name) cannot be written as .\(ending): \(advice).")
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
