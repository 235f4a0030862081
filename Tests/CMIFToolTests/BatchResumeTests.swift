import Foundation
import Testing

@testable import CMIFTool

@Suite struct BatchResumeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func resume(_ table: String, _ options: String...) throws -> ToolRun {
    try ToolRun.cmif(["batch", table, "--resume", folder.path("out.jsonl")] + options)
  }

  /// The whole lines written so far.
  private func lineCount() -> Int {
    ((try? folder.read("out.jsonl")) ?? []).count { $0 == UInt8(ascii: "\n") }
  }

  private func started(_ arguments: [String], input: Pipe? = nil) throws -> Process {
    // The shell that runs the tests may ignore interrupts, and the tool would inherit that.
    signal(SIGINT, SIG_DFL)
    let process = Process()
    process.executableURL = ToolRun.program
    process.arguments = arguments
    if let input { process.standardInput = input }
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Waits up to a minute for `count` lines; returns whether they came.
  private func waitForLines(_ count: Int) async throws -> Bool {
    for _ in 0..<6000 where lineCount() < count { try await Task.sleep(for: .milliseconds(10)) }
    return lineCount() >= count
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `a run that was killed is gone on with as if it had not been`(number: Int32) async throws {
    // The tool waits for a pair whose template is a pipe that nobody writes to.
    let gate = folder.path("gate.png")
    let pairs = [[String]](repeating: Table.quick, count: 12)
    let table = try Table(pairs + [[Table.quick[0], gate]] + pairs).write(to: folder)
    let template = try Fixtures.data("golden/same_size_tmpl.png")
    try template.write(to: URL(filePath: gate))
    let whole = try ToolRun.cmif("batch", table)
    try FileManager.default.removeItem(atPath: gate)
    try #require(mkfifo(gate, 0o600) == 0)
    let process = try started(["batch", table, "--resume", folder.path("out.jsonl")])
    #expect(try await waitForLines(3))
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    let left = try folder.read("out.jsonl")
    #expect((3...pairs.count).contains(lineCount()))
    #expect(whole.output.starts(with: left))
    try FileManager.default.removeItem(atPath: gate)
    try template.write(to: URL(filePath: gate))
    let run = try resume(table)
    #expect(run.status == 0 && run.errors == "" && run.output == [])
    #expect(try folder.read("out.jsonl") == whole.output)
  }

  @Test(arguments: ["-o", "--resume"])
  func `an output that another run is writing is refused`(option: String) async throws {
    let gate = folder.path("gate.png")
    try #require(mkfifo(gate, 0o600) == 0)
    let table = try Table([Table.quick, [Table.quick[0], gate]]).write(to: folder)
    let output = folder.path("out.jsonl")
    let first = try started(["batch", table, "-o", output])
    defer { kill(first.processIdentifier, SIGKILL) }
    #expect(try await waitForLines(1))
    let written = try folder.read("out.jsonl")
    let second = try ToolRun.cmif("batch", table, option, output)
    #expect(second.status == 73 && second.output == [])
    #expect(second.errors == "cmif: Cannot create '\(output)': another run is writing to it.\n")
    #expect(try folder.read("out.jsonl") == written)
  }

  @Test func `a torn last line is done again`() throws {
    let table = try Table(count: 4).write(to: folder)
    let whole = try ToolRun.cmif("batch", table).output
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    for count in [0, 1, ends[0], ends[1] + 1, ends[1] + 2, ends[2] - 1, ends[3], whole.count] {
      _ = try folder.write(Array(whole.prefix(count)), to: "out.jsonl")
      let run = try resume(table)
      #expect(run.status == 0, "\(count) bytes: \(run.errors)")
      #expect(try folder.read("out.jsonl") == whole, "\(count) bytes")
    }
  }

  @Test func `an output that is missing is made`() throws {
    let table = try Table(count: 2).write(to: folder)
    #expect(try resume(table).status == 0)
    #expect(try folder.read("out.jsonl") == ToolRun.cmif("batch", table).output)
  }

  @Test func `rows that are finished are not looked at again`() throws {
    let name = folder.path("tmpl.png")
    try Fixtures.data("golden/same_size_tmpl.png").write(to: URL(filePath: name))
    let table = try Table([[Table.quick[0], name]]).write(to: folder)
    #expect(try resume(table).status == 0)
    try FileManager.default.removeItem(atPath: name)
    let before = try folder.read("out.jsonl")
    #expect(try resume(table).status == 0)
    #expect(try folder.read("out.jsonl") == before)
  }

  @Test func `failures stay and count until their lines are taken out`() throws {
    let name = folder.path("late.png")
    let table = try Table([[Table.quick[0], name], Table.quick, Table.quick]).write(to: folder)
    let message = "cmif: 1 of 3 pairs have no alignment; their 'error' tells why.\n"
    for _ in 0..<2 {
      let run = try resume(table)
      #expect(run.status == 1 && run.errors == message)
      #expect(lineCount() == 3)
    }
    try Fixtures.data("golden/same_size_tmpl.png").write(to: URL(filePath: name))
    let kept = String(decoding: try folder.read("out.jsonl"), as: UTF8.self)
      .split(separator: "\n").filter { !$0.contains(#""error""#) }
    _ = try folder.write(Array((kept.joined(separator: "\n") + "\n").utf8), to: "out.jsonl")
    #expect(try resume(table).status == 0)
    let lines = String(decoding: try folder.read("out.jsonl"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    #expect(lines.sorted() == (try ToolRun.cmif("batch", table).lines.sorted()))
  }

  @Test func `shards are gone on with one by one in one file`() throws {
    let table = try Table(count: 7).write(to: folder)
    for shard in ["2/3", "1/3", "3/3", "1/1"] {
      #expect(try resume(table, "--shard", shard).status == 0)
    }
    let lines = String(decoding: try folder.read("out.jsonl"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    #expect(lines.sorted() == (try ToolRun.cmif("batch", table).lines.sorted()))
  }

  @Test func `an output of another table or of another kind is left as it is`() throws {
    let table = try Table([Table.quick, Table.quick]).write(to: folder)
    let path = folder.path("out.jsonl")
    let other = try ToolRun.cmif(
      ["batch", "-"], input: Array(Table([["a.png", "b.png"]]).text.utf8)
    ).output
    let good = try ToolRun.cmif("batch", table).output
    let cases: [(bytes: [UInt8], cause: String)] = [
      (other, "its row 1 is not that of the table, which must have been changed since"),
      (Array("hello\n".utf8), "its line 1 is no answer to a pair"),
      (good + Array("{\"row\": 2}\n".utf8), "its line 3 is no answer to a pair"),
      (
        try ToolRun.cmif(["align", "--format", "json"] + Table.quick).output,
        "its line 1 is no answer to a pair"
      ),
      (Array("hello".utf8), "its last line is no answer to a pair"),
      (
        good + Array(#"{"schema": 1, "reference": "a.png"}"#.utf8),
        "its last line is no answer to a pair"
      ),
    ]
    for (bytes, cause) in cases {
      _ = try folder.write(bytes, to: "out.jsonl")
      let run = try resume(table)
      #expect(run.status == 65 && run.errors == "cmif: Cannot read '\(path)': \(cause).\n")
      #expect(try folder.read("out.jsonl") == bytes)
    }
  }

  @Test func `answers are written while the table is still being read`() async throws {
    let input = Pipe()
    let process = try started(["batch", "-", "-o", folder.path("out.jsonl")], input: input)
    let text = Table([Table.quick]).text
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    #expect(try await waitForLines(1))
    #expect(process.isRunning)
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && lineCount() == 1)
  }
}
