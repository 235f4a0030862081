/// A format of pictures and arrays, which the ending of an output's name tells.
enum FileFormat: Sendable, CaseIterable {
  case png, npy, tiff

  /// The endings of names, in small letters.
  var endings: [String] {
    switch self {
    case .png: ["png"]
    case .npy: ["npy"]
    case .tiff: ["tif", "tiff"]
    }
  }

  /// The format that an ending tells, in small letters or capitals: PNG for a name without one, `nil` for an ending of
  /// other programs.
  init?(ending: String) {
    let ending = ending.isEmpty ? "png" : ending.lowercased()
    guard let format = Self.allCases.first(where: { $0.endings.contains(ending) }) else {
      return nil
    }
    self = format
  }

  /// Whether this build can write the format.
  var isWritten: Bool {
    #if TIFF
      true
    #else
      self != .tiff
    #endif
  }
}
