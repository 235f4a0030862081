import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// Faults around the tool: it reports them, and leaves an older output unchanged and nothing else.
@Suite struct FaultTests {
  private let folder: TemporaryFolder
  private let pair = ["same_size_ref.png", "same_size_tmpl.png"].map(Golden.path)

  init() throws { folder = try TemporaryFolder() }

  /// Runs a line of shell in the folder, with the tool as `$cmif` and the pair as `$r` and `$t`.
  private func shell(_ line: String, in path: String? = nil) throws -> ToolRun {
    let script = "cd \"$1\" && shift && cmif=$1 r=$2 t=$3 && \(line)"
    return try ToolRun(
      URL(filePath: "/bin/sh"),
      ["-c", script, "sh", path ?? folder.url.path, ToolRun.program.path] + pair)
  }

  /// Expects the folder to hold only the older map, unchanged.
  private func expectOldMap(_ comment: Comment, location: SourceLocation = #_sourceLocation) {
    #expect(folder.contents == ["map.png"], comment, sourceLocation: location)
    let bytes = try? folder.read("map.png")
    #expect(bytes == [9], comment, sourceLocation: location)
  }

  // MARK: Signals

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal while waiting for input leaves the older map alone`(signal: Int32) throws {
    let path = try folder.write([9], to: "map.png")
    let inputs = try TemporaryFolder()
    #expect(mkfifo(inputs.path("ref"), 0o600) == 0)
    let tool = try StartedTool(["map", inputs.path("ref"), pair[1], "-o", path])
    try waitForTemporary()
    tool.send(signal)
    #expect(tool.status() == 128 + signal)
    #expect(try tool.errors == "")
    expectOldMap("signal \(signal)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal during a search leaves the older map alone`(signal: Int32) throws {
    let path = try folder.write([9], to: "map.png")
    let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let options = ["--exhaustive", "--rotation", "-180:180", "--scale", "0.5:2"]
    let tool = try StartedTool(["align", "--map-out", path] + options + brain)
    try waitForTemporary()
    Thread.sleep(forTimeInterval: 0.3)
    tool.send(signal)
    #expect(tool.status() == 128 + signal)
    expectOldMap("signal \(signal)")
  }

  @Test(arguments: [["map", "-o"], ["warp", "-o"], ["overlay", "-o"], ["align", "--map-out"]])
  func `a signal at any moment leaves the older file or the new one`(command: [String]) throws {
    let path = folder.path("map.png")
    #expect(try ToolRun.cmif(command + [path] + pair).status == 0)
    let new = try folder.read("map.png")
    for step in 0..<24 {
      _ = try folder.write([9], to: "map.png")
      let tool = try StartedTool(command + [path] + pair)
      Thread.sleep(forTimeInterval: 0.003 * Double(step))
      let signal = step % 2 == 0 ? SIGINT : SIGTERM
      tool.send(signal)
      #expect([0, 128 + signal].contains(tool.status()), "step \(step)")
      #expect(folder.contents == ["map.png"], "step \(step)")
      let bytes = try folder.read("map.png")
      #expect(bytes == [9] || bytes == new, "step \(step)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal while the answer is being written leaves the older map alone`(
    signal: Int32
  ) throws {
    let path = try folder.write([9], to: "map.png")
    let pipes = try TemporaryFolder()
    // Opened for reading but never read: the answers are longer than the pipe's buffer.
    let pipe = pipes.path("answers")
    #expect(mkfifo(pipe, 0o600) == 0)
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let options = ["--format", "json", "--peaks", "10000", "--peak-radius", "1"]
    let tool = try StartedTool(["align", "--map-out", path, "-o", pipe] + options + brain)
    var isFull = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    #expect(poll(&isFull, 1, 60_000) == 1)
    tool.send(signal)
    #expect(tool.status() == 128 + signal)
    expectOldMap("signal \(signal)")
  }

  /// Waits until the tool has opened its output.
  private func waitForTemporary() throws {
    for _ in 0..<1000 where folder.contents.count < 2 { Thread.sleep(forTimeInterval: 0.01) }
    try #require(folder.contents.count == 2)
  }

  // MARK: Outputs

  @Test func `two runs that write one file leave one whole file`() throws {
    let path = folder.path("map.png")
    let expected = try ToolRun.cmif(["map"] + pair + ["-o", "-"]).output
    let tools = try (0..<4).map { _ in try StartedTool(["map"] + pair + ["-o", path]) }
    for tool in tools { #expect(tool.status() == 0) }
    #expect(folder.contents == ["map.png"])
    #expect(try folder.read("map.png") == expected)
  }

  @Test func `of two runs that write one file one leaves it whole`() throws {
    let path = folder.path("map.npy")
    let norms = ["none", "joint"]
    let wholes = try norms.map { norm in
      #expect(try ToolRun.cmif(["map", "--norm", norm] + pair + ["-o", path]).status == 0)
      return try folder.read("map.npy")
    }
    #expect(wholes[0] != wholes[1])
    for round in 0..<8 {
      let tools = try norms.map { try StartedTool(["map", "--norm", $0] + pair + ["-o", path]) }
      for tool in tools { #expect(tool.status() == 0, "round \(round)") }
      #expect(folder.contents == ["map.npy"], "round \(round)")
      #expect(wholes.contains(try folder.read("map.npy")), "round \(round)")
    }
  }

  @Test func `a template may be warped in place, when all is done`() throws {
    let template = try folder.write(
      try [UInt8](Data(contentsOf: URL(filePath: pair[1]))), to: "t.png")
    let before = try folder.read("t.png")
    let failed = try ToolRun.cmif("warp", folder.path("no.png"), template, "-o", template)
    #expect(failed.status == 66)
    #expect(try folder.read("t.png") == before)
    let warped = try ToolRun.cmif(["warp"] + pair + ["-o", "-"]).output
    #expect(try ToolRun.cmif("warp", pair[0], template, "-o", template).status == 0)
    #expect(try folder.read("t.png") == warped)
    #expect(folder.contents == ["t.png"])
  }

  @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer speaks of limits"))
  func `a file over the shell's limit is a write error`() throws {
    _ = try folder.write([9], to: "map.png")
    let run = try shell("(ulimit -f 0; exec \"$cmif\" map $r $t -o map.png) 2>&1 | cat")
    #expect(run.text == "cmif: Cannot write 'map.png': File too large.\n")
    expectOldMap("ulimit")
  }

  @Test(.enabled(if: SmallDisk() != nil, "no disk can be mounted here"))
  func `a full disk is a write error`() throws {
    let disk = try #require(SmallDisk())
    try Data([9]).write(to: URL(filePath: disk.path + "/map.npy"))
    let run = try shell("exec \"$cmif\" map $r $t -o map.npy", in: disk.path)
    #expect(run.status == 74 && run.output.isEmpty)
    #expect(run.errors == "cmif: Cannot write 'map.npy': No space left on device.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["map.npy"])
    #expect(try Data(contentsOf: URL(filePath: disk.path + "/map.npy")) == Data([9]))
  }

  @Test(.enabled(if: Nobody.canRunTheTool, "no other user can run the tool here"))
  func `what nobody may write or read is said to be so`() throws {
    let program = ToolRun.program.path
    let map = try folder.write([9], to: "map.png")
    chmod(map, 0o644)
    chmod(folder.url.path, 0o755)
    for (output, name) in [(map, "an older file"), (folder.path("new.png"), "a new one")] {
      let run = try Nobody.run([program, "map"] + pair + ["-o", output])
      #expect(run.status == 73, "\(name)")
      #expect(run.errors == "cmif: Cannot create '\(output)': Permission denied.\n", "\(name)")
      expectOldMap("\(name)")
    }
    chmod(map, 0o600)
    let run = try Nobody.run([program, "align", map, pair[1]])
    #expect(run.status == 66)
    #expect(run.errors == "cmif: Cannot read '\(map)': Permission denied.\n")
  }

  // MARK: Streams

  @Test func `closed streams are neither used nor taken for files`() throws {
    let closed = try shell("exec \"$cmif\" align $r $t --map-out map.png >&-")
    #expect(closed.status == 74)
    #expect(closed.errors == "cmif: Cannot write standard output: Bad file descriptor.\n")
    #expect(folder.contents == [])
    let answer = try ToolRun.cmif(["align"] + pair).output
    for streams in ["<&-", "2>&-", "<&- 2>&-"] {
      let run = try shell("exec \"$cmif\" align $r $t --map-out map.png \(streams)")
      #expect(run.status == 0 && run.output == answer && run.errors == "", "\(streams)")
    }
    let input = try shell("exec \"$cmif\" align - $t <&-")
    #expect(input.status == 74)
    #expect(input.errors == "cmif: Cannot read standard input: Bad file descriptor.\n")
  }

  @Test func `a pipe without a reader ends the program quietly`() throws {
    let run = try shell("{ \"$cmif\" map $r $t -o -; echo $? > status; } | true; cat status")
    #expect(run.text == "141\n" && run.errors == "")
  }

  @Test func `an input that ends midway is cut short`() throws {
    let run = try shell("head -c 300 $r | \"$cmif\" align - $t")
    #expect(run.status == 65)
    #expect(
      run.errors == "cmif: Cannot read standard input: the PNG is cut short, copy or export it"
        + " again.\n")
  }

  @Test func `endless files are given up`() throws {
    for options in ["align $r $t --wisdom /dev/zero", "warp $r $t --pose /dev/zero -o -"] {
      let run = try shell("exec \"$cmif\" \(options)")
      #expect(run.status == 65, "\(options)")
      #expect(run.errors == "cmif: Cannot read '/dev/zero': it has more than 67108864 bytes.\n")
    }
  }

  // MARK: Environment, names

  @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer needs its environment"))
  func `neither locale nor home changes a byte`() throws {
    let options = "align --format json --subpixel --peaks 3 $r $t"
    let expected = try shell("exec \"$cmif\" \(options)")
    for environment in [
      "-i", "-u HOME", "LC_ALL=tr_TR.UTF-8", "LC_ALL=de_DE.UTF-8", "LC_ALL=nonsense", "TZ=x",
    ] {
      let run = try shell("exec env \(environment) \"$cmif\" \(options)")
      #expect(run.status == 0 && run.errors == "", "\(environment)")
      #expect(run.output == expected.output, "\(environment)")
    }
  }

  @Test func `names of any letters are read and written`() throws {
    let names = ["a b", "a\nb", "-dash", "--", "\u{301}accent", "\\\u{301}", "Öl 油 🙂", "'\"$x`"]
    for name in names {
      try FileManager.default.copyItem(
        at: URL(filePath: pair[0]), to: folder.url.appending(path: name))
      let output = "to \(name)"
      let run = try ToolRun.cmif("map", folder.path(name), pair[1], "-o", folder.path(output))
      #expect(run.status == 0 && run.errors == "", "\(name)")
      #expect(Set(folder.contents) == [name, output])
      for file in folder.contents {
        try FileManager.default.removeItem(at: folder.url.appending(path: file))
      }
    }
    let dashes = try shell("cp $r ./-r; cp $t ./-t; exec \"$cmif\" align -- -r -t")
    #expect(dashes.status == 0 && dashes.columns.last == "-t")
  }

  @Test func `a backslash with an accent is escaped in a column, too`() throws {
    let path = try folder.write(
      try [UInt8](Data(contentsOf: URL(filePath: pair[1]))), to: "\\\u{301}")
    let run = try ToolRun.cmif("align", pair[0], path)
    #expect(run.status == 0 && run.columns.last == folder.path("\\\\\u{301}"))
  }

  @Test func `a name that is not UTF-8 is refused before another file is taken for it`() throws {
    let run = try shell("exec \"$cmif\" map $r $t -o \"$(printf 'a\\377.png')\"")
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(
      run.errors == "cmif: The argument 'a\u{FFFD}.png' is not valid UTF-8; rename the file, or use"
        + " a standard stream.\n")
    #expect(folder.contents == [])
  }
}
