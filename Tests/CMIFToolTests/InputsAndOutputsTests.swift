import Foundation
import Testing

@testable import CMIFTool

/// A command line that would lose one of its files is refused before anything is written.
@Suite struct InputsAndOutputsTests {
  private let folder: TemporaryFolder
  private let names = ["p.tsv", "r.png", "t.png"]

  init() throws {
    folder = try TemporaryFolder()
    for (source, name) in zip(Table.quick, ["r.png", "t.png"]) {
      try FileManager.default.copyItem(atPath: source, toPath: folder.path(name))
    }
    _ = try folder.write(Array("reference\ttemplate\nr.png\tt.png\n".utf8), to: "p.tsv")
  }

  /// Runs the tool in the folder, and expects a refusal that leaves every file as it was.
  private func expectRefusal(of arguments: String, _ message: String) throws {
    let before = try names.map(folder.read)
    let run = try ToolRun.shell("cmif \(arguments)", in: folder)
    #expect(run.status == 64 && run.output == [], "\(arguments)")
    #expect(run.errors.hasPrefix("Error: \(message)\n"), "\(arguments): \(run.errors)")
    #expect(folder.contents == names, "\(arguments)")
    #expect(try names.map(folder.read) == before, "\(arguments)")
  }

  @Test(arguments: [
    "align r.png t.png -o x --wisdom x", "align r.png t.png -o x --wisdom ./x",
    "align r.png t.png --map-out x --wisdom x", "map r.png t.png -o x --wisdom x",
    "warp r.png t.png -o x --wisdom x", "overlay r.png t.png -o x --wisdom x",
    "batch p.tsv -o x --wisdom x", "batch p.tsv --resume x --wisdom x",
  ])
  func `wisdom does not overwrite another output`(arguments: String) throws {
    try expectRefusal(of: arguments, "Two outputs cannot both go to 'x'.".respelling(arguments))
  }

  @Test func `two names of one file are one output`() throws {
    let other = try TemporaryFolder()
    let path = try other.write([9], to: "a")
    try FileManager.default.linkItem(atPath: path, toPath: other.path("b"))
    let run = try ToolRun.cmif(
      ["align"] + Table.quick + ["-o", path, "--map-out", other.path("b")])
    #expect(run.status == 64)
    #expect(try other.read("a") == [9] && other.read("b") == [9])
  }

  @Test(arguments: [
    "align r.png t.png -o t.png", "align r.png t.png -o ./t.png", "map r.png t.png -o t.png",
    "align r.png t.png --map-out t.png", "align r.png 't.png[1]' -o t.png",
    "align --mask-ref t.png r.png r.png -o t.png", "overlay r.png t.png -o t.png",
    "align r.png t.png --wisdom t.png", "warp r.png t.png -o x.png --wisdom t.png",
    "map r.png t.png -o x.png --wisdom t.png",
    "batch p.tsv -o x --wisdom p.tsv", "batch p.tsv -o p.tsv", "batch p.tsv --resume p.tsv",
    "batch p.tsv --mask-ref t.png -o t.png", "warp r.png t.png -o r.png",
    "warp --mask-tmpl p.tsv r.png t.png -o p.tsv.png --wisdom p.tsv",
    "warp --inverse r.png t.png -o t.png", "warp --pose t.png r.png r.png --wisdom x -o t.png",
  ])
  func `no input is overwritten`(arguments: String) throws {
    let output = try #require(arguments.split(separator: " ").last)
    try expectRefusal(of: arguments, "'\(output)' is an input: write the output to another file.")
  }

  @Test(arguments: ["-o t.png", "-o ./r.png", "--resume t.png", "-o x --wisdom t.png"])
  func `no input of a table is overwritten`(options: String) throws {
    let before = try names.map(folder.read)
    let output = try #require(options.split(separator: " ").last).replacing("./", with: "")
    let run = try ToolRun.shell("cmif batch p.tsv \(options)", in: folder)
    #expect(run.status == 64 && run.output == [])
    #expect(
      run.errors
        == "cmif: Row 1 of 'p.tsv' reads '\(output)', which is an output: write the output to another file.\n"
    )
    #expect(folder.contents == names)
    #expect(try names.map(folder.read) == before)
  }

  @Test(arguments: [
    "cat p.tsv | cmif batch - -o t.png", "mkfifo f; cat p.tsv > f & cmif batch f -o t.png",
  ])
  func `a table that is read only once replaces no file that a row may name`(command: String) throws
  {
    let template = try folder.read("t.png")
    let run = try ToolRun.shell(command, in: folder)
    let table = command.hasPrefix("mkfifo") ? "'f'" : "standard input"
    #expect(run.status == 64 && run.output == [])
    #expect(
      run.errors
        == "cmif: Cannot replace 't.png': a row of \(table), which is read only once, may name it as an input. "
        + "Remove it, or continue it with --resume.\n")
    #expect(try folder.read("t.png") == template)
  }

  @Test
  func `a table that is read only once has an output that is new, empty, or of an earlier run`()
    throws
  {
    _ = try folder.write([], to: "empty")
    for output in ["-o new", "-o new", "-o empty", "--resume new", "-o /dev/null", "-o -"] {
      let run = try ToolRun.shell("cat p.tsv | cmif batch --quiet - \(output)", in: folder)
      #expect(run.status == 0 && run.errors == "", "\(output): \(run.errors)")
    }
    let resumed = try ToolRun.shell("cat p.tsv | cmif batch - --resume t.png", in: folder)
    #expect(resumed.status == 65)
    #expect(try folder.read("t.png") == Fixtures.data("golden/same_size_tmpl.png").map(\.self))
  }

  @Test func `an overlay does not overwrite an input of any row`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("o"), withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: folder.path("t.png"), toPath: folder.path("o/overlay-2.png"))
    let table = "reference\ttemplate\nr.png\to/overlay-2.png\nr.png\tt.png\n"
    _ = try folder.write(Array(table.utf8), to: "p.tsv")
    let run = try ToolRun.shell("cmif batch p.tsv --overlay-dir o", in: folder)
    #expect(run.status == 64 && run.output == [])
    #expect(run.errors.hasPrefix("cmif: Row 1 of 'p.tsv' reads 'o/overlay-2.png', which is an"))
    #expect(try folder.read("o/overlay-2.png") == folder.read("t.png"))
  }

  @Test(arguments: [
    "--overlay-dir ov -o ov/overlay-1.png", "--overlay-dir ov/ -o ./ov/overlay-1.png",
    "--overlay-dir ./ov --resume ov/overlay-1.png", "--overlay-dir . -o x --wisdom overlay-12.png",
  ])
  func `no output is the overlay of a row`(options: String) throws {
    let output = try #require(options.split(separator: " ").last)
    try expectRefusal(
      of: "batch p.tsv \(options)",
      "'\(output)' is the overlay of a row: write the output to another file.")
  }

  @Test func `the page of a folder that is not there yet is no other output`() throws {
    try expectRefusal(
      of: "batch p.tsv --overlay-dir ov -o ./ov//index.html",
      "Two outputs cannot both go to 'ov/index.html'.")
  }

  @Test(arguments: ["align r.png t.png", "map r.png t.png -o x.png", "batch p.tsv"])
  func `wisdom is a file`(command: String) throws {
    try expectRefusal(
      of: "\(command) --wisdom -",
      "--wisdom takes a file: it is read first and written in the end.")
  }
}

extension String {
  /// The message with the name of the file as the last word of a command line spells it.
  fileprivate func respelling(_ arguments: String) -> String {
    replacing("'x'", with: "'\(arguments.split(separator: " ").last ?? "")'")
  }
}
