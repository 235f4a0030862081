import Foundation

/// The built program, run as a user runs it.
enum Tool {
  /// What a run of the program left.
  struct Result {
    let status: Int32
    let output: [UInt8]
    let error: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    /// The columns of the first line.
    var columns: [String] {
      lines.first?.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) ?? []
    }
  }

  /// The program lies beside the tests, wherever both were built.
  static let url: URL = {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let tests = bundles.first ?? URL(filePath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appending(path: "cmif")
  }()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads on standard input; nothing if not given.
  ///   - output: a path that standard output goes to, `Result.output` being empty then.
  static func run(
    _ arguments: [String], input: String? = nil, output: String? = nil, in folder: String? = nil
  ) async throws -> Result {
    // Files hold what is written: pipes that nobody reads while the other fills would block.
    let scratch = try TemporaryFolder()
    let (out, err) = (output ?? scratch.path("out"), scratch.path("err"))
    _ = try scratch.write([], to: "err")
    if output == nil { _ = try scratch.write([], to: "out") }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle(forReadingAtPath: input ?? "/dev/null")
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: err)
    let status = try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Result(
      status: status, output: output == nil ? try scratch.read("out") : [],
      error: String(decoding: try scratch.read("err"), as: UTF8.self))
  }
}
