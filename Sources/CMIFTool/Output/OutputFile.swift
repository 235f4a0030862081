/// An output that appears whole or not at all.
///
/// It is opened before the long work, so that a bad path fails early. A plain file is written under
/// a temporary name in the same folder. When it is complete and on the disk, it takes its own name and
/// the permissions of the file that it replaces; until then an older file stays as it is. Devices,
/// pipes and standard output are written directly.
final class OutputFile {
  private enum Destination {
    case direct(OpenFile)
    case temporary(TemporaryFile, path: String)
  }

  /// Whether nothing has been written yet.
  private(set) var isEmpty = true

  /// Why a part could not be written; `nil` while all is well.
  private(set) var failure: ToolError?
  private let target: OutputTarget
  private let destination: Destination

  /// Opens the output.
  ///
  /// - Throws: Status 73 if it cannot be created.
  init(_ target: OutputTarget) throws(ToolError) {
    self.target = target
    do {
      destination = try Self.open(target)
    } catch {
      throw ToolError(.cannotCreate, "Cannot create \(target.name): \(error).")
    }
  }

  /// Writes a part of the output.
  ///
  /// - Throws: Status 74 if the bytes cannot be stored.
  func write(_ bytes: [UInt8]) throws(ToolError) {
    isEmpty = false
    do {
      switch destination {
      case .direct(let file): try file.write(bytes)
      case .temporary(let temporary, _): try temporary.file.write(bytes)
      }
    } catch {
      throw fail(error)
    }
  }

  /// Writes the last part of the output and puts the whole in its place. To be called once.
  ///
  /// - Throws: Status 74 where any part could not be stored. An older file is then as it was, unless
  ///   only the folder's entry of the new one could not be stored.
  func commit(_ bytes: [UInt8] = []) throws(ToolError) {
    if let failure { throw failure }
    try write(bytes)
    do {
      switch destination {
      case .direct(let file): try file.close()
      case .temporary(let temporary, let path): try temporary.move(to: path)
      }
    } catch {
      throw fail(error)
    }
  }

  private func fail(_ error: SystemError) -> ToolError {
    let failure = ToolError(.ioError, "Cannot write \(target.name): \(error).")
    self.failure = failure
    return failure
  }

  private static func open(_ target: OutputTarget) throws(SystemError) -> Destination {
    guard case .file(let path) = target else { return .direct(.standardOutput()) }
    guard !path.isEmpty else { throw .notFound }
    switch try FileSystem.kind(of: path) {
    case .directory:
      throw .isDirectory
    case .other:
      return .direct(try .writing(path))
    case .missing:
      let path = try FileSystem.followed(path)
      return .temporary(try TemporaryFile(nextTo: path), path: path)
    case .regular(let mode):
      try FileSystem.checkWritable(path)
      let path = FileSystem.resolved(path)
      let temporary = try TemporaryFile(nextTo: path)
      try temporary.file.setMode(mode)
      return .temporary(temporary, path: path)
    }
  }
}
