import Foundation

/// The files of the folder `Fixtures` at the package's top.
enum Fixtures {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  /// All files of a folder whose names have an ending, in the order of their names.
  static func files(in name: String, endingIn ending: String) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
      .filter { $0.hasSuffix(ending) }
      .map { [UInt8](try data("\(name)/\($0)")) }
  }

  /// What a file in JSON says of other files, by their names; nothing where it cannot be read.
  static func expectations<Expected: Decodable>(_ name: String) -> [String: Expected] {
    guard let data = try? data(name) else { return [:] }
    return (try? JSONDecoder().decode([String: Expected].self, from: data)) ?? [:]
  }
}

/// A temporary folder, removed with the last reference to it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "cmif-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The names of all files in the folder, hidden ones too, sorted.
  var contents: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: url.appending(path: name))
    return path(name)
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appending(path: name)))
  }
}
