import Foundation

/// A run of the tool that is not waited for at once, so that something can happen to it.
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

  /// Waits for the end and returns the status as a shell would tell it: 128 and more for a signal.
  func status() -> Int32 {
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (isKilled ? 128 : 0) + process.terminationStatus
  }

  /// What was written to standard error.
  var errors: String {
    get throws { String(decoding: try messages.read("err"), as: UTF8.self) }
  }
}
