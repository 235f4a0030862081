import Foundation
import Testing

@testable import CMIFTool

/// Faults around the folder of `cmif batch --overlay-dir`: what is there stays whole, and nothing else is left.
@Suite struct OverlayDirFaultTests {
  private let folder: TemporaryFolder
  /// Four rows, the same in every test.
  private let table: String

  init() throws {
    folder = try TemporaryFolder()
    table = try Table(count: 4).write(to: folder)
  }

  private var overlays: String { folder.path("overlays") }

  /// A run on one thread, so that rows are answered one after the other.
  private func arguments(_ answers: [String]) -> [String] {
    ["batch", "--quiet", "--threads", "1", "--overlay-dir", overlays] + answers + [table]
  }

  private func path(_ name: String) -> String { "\(overlays)/\(name)" }

  /// The contents of all files in the folder of overlays.
  private func contents() throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: overlays)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try folder.read("overlays/\($0)")) })
  }

  /// What a run without a fault writes into a folder that is then removed.
  private func wholeRun() throws -> (overlays: [String: [UInt8]], answers: [UInt8]) {
    let run = try ToolRun.cmif(arguments(["-o", folder.path("whole.jsonl")]))
    #expect(run.status == 0 && run.errors == "")
    let whole = (overlays: try contents(), answers: try folder.read("whole.jsonl"))
    try FileManager.default.removeItem(atPath: overlays)
    #expect(whole.overlays.count == 5)
    return whole
  }

  /// Writes what an earlier run may have left.
  private func writeOlder(_ names: String...) throws {
    try FileManager.default.createDirectory(
      atPath: overlays, withIntermediateDirectories: true)
    for name in names { _ = try folder.write([9], to: "overlays/\(name)") }
  }

  /// A system whose disk is full for one file of the folder, however it is called while it is written.
  ///
  /// - Parameter place: The place of the file among those that the tool writes there, the first being 1.
  private func diskFull(at place: Int) throws -> Sabotage {
    try Sabotage(
      """
      #include <errno.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      ssize_t write(int file, const void *bytes, size_t count) {
        static char known[8][4096];
        static int files;
        char link[64], path[4096] = {0};
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        readlink(link, path, sizeof path - 1);
        if (strstr(path, "/overlays/")) {
          int place = 0;
          while (place < files && strcmp(known[place], path) != 0) place++;
          if (place == files) strcpy(known[files++], path);
          if (place + 1 == \(place)) { errno = ENOSPC; return -1; }
        }
        return syscall(SYS_write, file, bytes, count);
      }
      """)
  }

  @Test(.enabled(if: Sabotage.works, "no library can replace functions here"))
  func `a disk that is full for an overlay ends the run, which can be continued`() throws {
    let whole = try wholeRun()
    try writeOlder("overlay-3.png", "index.html")
    let answers = folder.path("answers.jsonl")
    let run = try diskFull(at: 3).cmif(arguments(["-o", answers]))
    #expect(run.status == 74)
    #expect(
      run.errors == "cmif: Cannot write '\(path("overlay-3.png"))': No space left on device.\n")
    var expected = whole.overlays.filter { ["overlay-1.png", "overlay-2.png"].contains($0.key) }
    expected["overlay-3.png"] = [9]
    expected["index.html"] = [9]
    #expect(try contents() == expected)
    let lines = try folder.read("answers.jsonl")
    #expect(lines.split(separator: 10).count == 2 && whole.answers.starts(with: lines))
    let continued = try ToolRun.cmif(arguments(["--resume", answers]))
    #expect(continued.status == 0 && continued.errors == "")
    #expect(try folder.read("answers.jsonl") == whole.answers)
    let pictures = try contents().filter { $0.key != "index.html" }
    #expect(pictures == whole.overlays.filter { $0.key != "index.html" })
  }

  @Test(.enabled(if: Sabotage.works, "no library can replace functions here"))
  func `a disk that is full for the page alone leaves all answers and the older page`() throws {
    let whole = try wholeRun()
    try writeOlder("index.html")
    let run = try diskFull(at: 5).cmif(arguments(["-o", folder.path("answers.jsonl")]))
    #expect(run.status == 74)
    #expect(
      run.errors == "cmif: Cannot write '\(path("index.html"))': No space left on device.\n")
    #expect(try contents() == whole.overlays.merging(["index.html": [9]]) { $1 })
    #expect(try folder.read("answers.jsonl") == whole.answers)
  }

  @Test(
    .enabled(if: Sabotage.works, "no library can replace functions here"),
    arguments: ["fsync", "rename"])
  func `an overlay that cannot take its name leaves the older one and no answer`(
    call: String
  ) throws {
    try writeOlder("overlay-1.png", "index.html")
    let sabotage = try Sabotage("#include <errno.h>\nint \(call)() { errno = EIO; return -1; }")
    let run = try sabotage.cmif(arguments(["-o", folder.path("answers.jsonl")]))
    #expect(run.status == 74)
    #expect(run.errors == "cmif: Cannot write '\(path("overlay-1.png"))': Input/output error.\n")
    #expect(try contents() == ["overlay-1.png": [9], "index.html": [9]])
    #expect(try folder.read("answers.jsonl") == [])
  }

  @Test(.enabled(if: Nobody.canRunTheTool, "no other user can run the tool here"))
  func `a folder that may not be written to is refused before older answers are touched`() throws {
    try writeOlder("overlay-1.png")
    let answers = try folder.write([9], to: "answers.jsonl")
    for name in [folder.url.path, overlays] { chmod(name, 0o755) }
    for name in [table, answers] { chmod(name, 0o666) }
    for option in ["-o", "--resume"] {
      let run = try Nobody.run([ToolRun.program.path] + arguments([option, answers]))
      #expect(run.status == 73)
      #expect(run.errors == "cmif: Cannot create '\(path("index.html"))': Permission denied.\n")
    }
    #expect(try contents() == ["overlay-1.png": [9]])
    #expect(try folder.read("answers.jsonl") == [9])
  }

  @Test func `a signal at any moment leaves whole pictures, and one for each answer`() throws {
    let whole = try wholeRun()
    let answers = folder.path("answers.jsonl")
    for step in 0..<24 {
      try writeOlder("overlay-1.png", "index.html")
      let tool = try StartedTool(arguments(["-o", answers]))
      Thread.sleep(forTimeInterval: 0.01 * Double(step))
      let signal = step % 2 == 0 ? SIGINT : SIGTERM
      tool.send(signal)
      #expect([0, 128 + signal].contains(tool.status()), "step \(step)")
      let found = try contents()
      for (name, bytes) in found {
        #expect(bytes == whole.overlays[name] || bytes == [9], "step \(step), \(name)")
      }
      let lines = (try? folder.read("answers.jsonl")) ?? []
      #expect(whole.answers.starts(with: lines), "step \(step)")
      for row in 0..<lines.count(where: { $0 == 10 }) {
        let name = "overlay-\(row + 1).png"
        #expect(found[name] == whole.overlays[name], "step \(step), \(name)")
      }
      try FileManager.default.removeItem(atPath: overlays)
      try? FileManager.default.removeItem(atPath: answers)
    }
  }
}
