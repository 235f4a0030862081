import Foundation

/// A terminal that nobody sits at, to run programs on.
struct Terminal {
  private struct Failure: Error {
    let code = errno
  }

  private let screen: FileHandle
  /// The end that a program writes to.
  let end: FileHandle

  init() throws {
    var (screen, end): (Int32, Int32) = (-1, -1)
    guard openpty(&screen, &end, nil, nil, nil) == 0 else { throw Failure() }
    self.screen = FileHandle(fileDescriptor: screen, closeOnDealloc: true)
    self.end = FileHandle(fileDescriptor: end, closeOnDealloc: true)
  }

  /// What programs have written, if it is short; to be called when they have ended.
  func text() throws -> String {
    try end.close()
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(screen.fileDescriptor, &bytes, bytes.count)
    guard count >= 0 else { throw Failure() }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
