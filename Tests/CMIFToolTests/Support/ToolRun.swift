import Foundation

/// A run of a program from its start to its end.
struct ToolRun {
  let status: Int32
  let output: [UInt8]
  let errors: String

  /// Runs the tool that was built together with the tests.
  static func cmif(_ arguments: String..., input: [UInt8] = []) throws -> ToolRun {
    try cmif(arguments, input: input)
  }

  static func cmif(
    _ arguments: [String], input: [UInt8] = [], output: String? = nil
  ) throws -> ToolRun {
    try ToolRun(program, arguments, input: input, output: output)
  }

  /// Runs a command line in a folder, with the tool built together with the tests on the path.
  static func shell(
    _ command: String, in folder: TemporaryFolder
  ) throws -> ToolRun {
    let place = folder.url.path.quotedForShell
    let path = program.deletingLastPathComponent().path.quotedForShell
    return try ToolRun(
      URL(filePath: "/bin/sh"), ["-c", "cd \(place) && PATH=\(path):\"$PATH\" && \(command)"])
  }

  /// Aligns a file with itself by a process that may have 1.5 GB of addresses.
  static func withLittleMemory(aligning path: String) throws -> ToolRun {
    try ToolRun(
      URL(filePath: "/bin/sh"),
      ["-c", "ulimit -v 1500000; exec \"$0\" align \"$1\" \"$1\"", program.path, path])
  }

  /// The tool that was built together with the tests.
  static var program: URL { builtProducts.appending(path: "cmif") }

  /// The output as text, by lines, and the tab-separated columns of the first line.
  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }
  var columns: [String] {
    lines.first?.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  /// Runs a program; its input is closed after `input`.
  ///
  /// - Parameter output: A path for standard output; `ToolRun.output` is then empty.
  init(
    _ program: URL, _ arguments: [String], input: [UInt8] = [], output path: String? = nil
  ) throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    // Files instead of pipes: a full pipe would block the program.
    process.standardInput = try FileHandle(
      forReadingFrom: URL(filePath: try folder.write(input, to: "in")))
    process.standardOutput = try FileHandle(
      forWritingTo: URL(filePath: try path ?? folder.write([], to: "out")))
    process.standardError = try FileHandle(
      forWritingTo: URL(filePath: try folder.write([], to: "err")))
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = path == nil ? try folder.read("out") : []
    errors = String(decoding: try folder.read("err"), as: UTF8.self)
  }

  /// The folder of the built programs and tests.
  private static var builtProducts: URL {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      return (bundle ?? .main).bundleURL.deletingLastPathComponent()
    #else
      return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #endif
  }
}

extension String {
  /// The string as one word of a shell's command line.
  fileprivate var quotedForShell: String {
    "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
