/// A format of pictures and arrays, which the ending of a file's name tells.
enum FileFormat: Sendable, CaseIterable {
  case png, npy, tiff
  /// A format of other programs, neither read nor written.
  case foreign

  /// The endings of names, in small letters.
  var endings: [String] {
    switch self {
    case .png: ["png"]
    case .npy: ["npy"]
    case .tiff: ["tif", "tiff"]
    case .foreign: ["jpg", "jpeg", "bmp", "gif", "webp"]
    }
  }

  /// The format that an ending tells, in small letters or capitals; PNG for any other ending.
  init(ending: String) {
    let ending = ending.lowercased()
    self = Self.allCases.first { $0.endings.contains(ending) } ?? .png
  }

  /// Whether this build can write the format.
  var isWritten: Bool {
    #if TIFF
      self != .foreign
    #else
      self == .png || self == .npy
    #endif
  }
}
