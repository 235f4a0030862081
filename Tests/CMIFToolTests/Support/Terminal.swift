import Foundation

/// A terminal that nobody sits at, to run a program on.
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

  /// Runs a program to its end, its standard error being this terminal; returns what it wrote there.
  func run(_ process: Process) throws -> String {
    process.standardError = end
    try process.run()
    try end.close()
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // When the program has ended, Linux says that reading fails, others that there is no more.
    while case let count = read(screen.fileDescriptor, &buffer, buffer.count), count > 0 {
      text += buffer.prefix(count)
    }
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
