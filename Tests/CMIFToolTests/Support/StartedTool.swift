import Foundation

/// A run of the tool in the background, so that a test can interfere with it.
final class StartedTool {
  private let process = Process()
  private let messages: TemporaryFolder

  /// Starts the tool; its standard output is dropped.
  init(_ arguments: [String]) throws {
    messages = try TemporaryFolder()
    process.executableURL = ToolRun.program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(
      forWritingTo: URL(filePath: try messages.write([], to: "err")))
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end and returns the status of a shell: 128 plus the number of a signal.
  func status() -> Int32 {
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (isKilled ? 128 : 0) + process.terminationStatus
  }

  /// The text on standard error.
  var errors: String {
    get throws { String(decoding: try messages.read("err"), as: UTF8.self) }
  }
}
