import Foundation
import Testing

@testable import CMIFTool

/// The tool in pipes with other programs.
@Suite struct StreamTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (fixture, name) in [("brain_t1", "ref.png"), ("brain_gm", "tmpl.png")] {
      _ = try folder.write([UInt8](try Fixtures.data("demo/\(fixture).png")), to: name)
    }
  }

  private func shell(_ line: String) throws -> ToolRun { try ToolRun.shell(line, in: folder) }

  @Test(arguments: [
    "cat tmpl.png | cmif align ref.png -",
    "cat ref.png | cmif align - tmpl.png",
    "{ head -c 5 tmpl.png; sleep 0.2; tail -c +6 tmpl.png; } | cmif align ref.png -",
    "cat tmpl.png | cmif align --mask-tmpl - ref.png tmpl.png -o -",
  ])
  func `images come through pipes`(line: String) throws {
    let result = try shell("\(line) | cut -f1,2")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.text == "74\t52\n")
  }

  @Test func `a pair is answered before the next row of its table comes`() throws {
    let row = "printf 'ref.png\\ttmpl.png\\n'"
    let wait = "for i in $(seq 600); do if [ -s out ]; then break; fi; sleep 0.1; done"
    let result = try shell(
      "{ printf 'reference\\ttemplate\\n'; \(row); \(wait); grep -c schema out > early; \(row); } "
        + "| cmif batch - > out; cat early; grep -c schema out")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.lines == ["1", "2"])
  }

  @Test func `answers and pictures go from run to run`() throws {
    let result = try shell(
      "cmif align --format json ref.png tmpl.png | cmif warp --pose - ref.png tmpl.png -o - "
        + "| cmif align ref.png - | cut -f1,2")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.text == "0\t0\n")
  }

  @Test func `every picture goes to standard output as to a file`() throws {
    for command in ["map", "warp", "overlay"] {
      let printed = try shell("cmif \(command) ref.png tmpl.png -o - | cat")
      let filed = try shell("cmif \(command) ref.png tmpl.png -o out.png && cat out.png")
      #expect(printed.errors == "" && printed.output == filed.output, "\(command)")
      #expect(printed.output.starts(with: PNGBytes.signature), "\(command)")
    }
  }

  @Test(arguments: ["align", "map -o -", "warp -o -", "overlay -o -"])
  func `a reader that goes away ends the program without a word`(command: String) throws {
    let result = try shell(
      "{ cmif \(command) ref.png tmpl.png; echo $? > status; } | true; cat status")
    #expect(result.errors == "")
    #expect(result.text == "\(128 + SIGPIPE)\n")
  }

  @Test(arguments: [
    "align - -", "align ref.png - -", "align --mask-ref - ref.png -", "map -o x.png - -",
    "map -o x.png --mask-tmpl - - tmpl.png", "warp -o x.png - -",
    "warp -o x.png --pose - ref.png -", "overlay -o x.png --pose - - tmpl.png",
  ])
  func `standard input is read once`(arguments: String) throws {
    let result = try shell("cmif \(arguments)")
    #expect(result.status == 64 && result.output == [])
    #expect(result.errors.hasPrefix("Error: Only one input can be standard input.\n"))
    #expect(folder.contents == ["ref.png", "tmpl.png"])
  }
}
