import Foundation

/// A pseudo-terminal to run a program on.
struct Terminal {
  private struct Failure: Error {
    let code = errno
  }

  private let screen: FileHandle
  /// The end that the program writes to.
  private let end: FileHandle

  init() throws {
    var (screen, end): (Int32, Int32) = (-1, -1)
    guard openpty(&screen, &end, nil, nil, nil) == 0 else { throw Failure() }
    self.screen = FileHandle(fileDescriptor: screen, closeOnDealloc: true)
    self.end = FileHandle(fileDescriptor: end, closeOnDealloc: true)
  }

  /// Runs a program with standard error on this terminal; returns the text that it wrote there.
  func run(_ process: Process) throws -> String {
    process.standardError = end
    try process.run()
    try end.close()
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // After the end of the program, reading fails on Linux and returns 0 elsewhere.
    while case let count = read(screen.fileDescriptor, &buffer, buffer.count), count > 0 {
      text += buffer.prefix(count)
    }
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
