import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// The documentation is true: its commands, its code and its help texts.
@Suite struct DocumentationTests {
  /// A folder with the demonstration's pairs under the names that the texts use.
  private func folderWithPairs() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (fixture, name) in [
      ("brain_t1", "reference"), ("brain_gm", "template"),
      ("bay_green", "bay_green"), ("bay_infrared", "bay_infrared"),
    ] {
      try Fixtures.data("demo/\(fixture).png").write(to: folder.url.appending(path: "\(name).png"))
    }
    return folder
  }

  @Test func `every command shown runs and prints what is shown`() throws {
    for name in try Document.all() {
      let folder = try folderWithPairs()
      let document = try Document(name)
      for table in document.blocks("tsv") {
        _ = try folder.write(Array(table.utf8), to: "pairs.tsv")
      }
      for example in document.examples {
        #expect(example.command.hasPrefix("cmif "), "\(name): \(example.command)")
        let result = try ToolRun.shell(example.command, in: folder)
        #expect(result.status == 0, "\(name): \(example.command): \(result.errors)")
        // A command that shows its status may print an error.
        #expect(
          result.errors == "" || example.command.contains("$?"), "\(name): \(example.command)")
        if !example.output.isEmpty {
          #expect(
            result.text.matches(example.output), "\(name): \(example.command): \(result.text)")
        }
      }
    }
  }

  @Test func `the README has its recipes`() throws {
    #expect(try Document("README.md").examples.count >= 8)
  }

  @Test func `the README's Swift code is code that these tests compile`() throws {
    let example = try Document("Tests/CMIFToolTests/LibraryExample.swift").text
    #expect(try Document("README.md").blocks("swift") == [example])
  }

  @Test func `the README's Swift code finds the demonstration's template`() async throws {
    func picture(_ name: String) throws -> Picture {
      try PNGReader.read(.file(path: Fixtures.path(name)), maxPixels: 1 << 20)
    }
    let best = try await place(
      of: picture("demo/brain_gm.png"), on: picture("demo/brain_t1.png"))
    #expect(best.pose == Pose(x: 74, y: 52))
  }

  @Test func `the articles' Swift code is code of the library or of the example that is run`()
    throws
  {
    let example = try [
      "Tests/Example/Package.swift", "Tests/Example/Sources/main.swift",
      "Tests/Example/Sources/Scene.swift", "Sources/CMIF/Information/JointHistogram.swift",
      "Sources/CMIF/Information/PlainInformationMap.swift",
    ].map { try Document($0).text }
    var count = 0
    for name in try Document.all() where name != "README.md" {
      for block in try Document(name).blocks("swift") {
        #expect(example.contains { $0.contains(block) }, "\(name):\n\(block)")
        count += 1
      }
    }
    #expect(count >= 5)
  }

  @Test func `patterns match what they should`() {
    #expect("abc".matches("abc") && "abc".matches("a...c") && "abc".matches("...b..."))
    #expect(!"abc".matches("ab") && !"abc".matches("b...") && !"abc".matches("a...x...c"))
  }

  @Test(arguments: ["cmif", "align", "batch", "map", "warp", "overlay"])
  func `help reads as committed`(_ name: String) throws {
    let result = try ToolRun.cmif(name == "cmif" ? ["--help"] : [name, "--help"])
    let text = try Document("Tests/CMIFToolTests/Help/\(name).txt").text
    #expect(result.text == text, "'make help-texts' writes what 'cmif' prints now")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.text.contains("Example"))
    for line in result.lines { #expect(line.count <= 80, "\(line)") }
  }

  /// The script is run as `make accuracy` runs it.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func `the accuracy script counts right answers`() throws {
    let folder = try folderWithPairs()
    let cases = """
      [{"id": "a", "track": "template", "ref": "reference.png", "tmpl": "template.png",
        "matrix": [[1, 0, 74], [0, 1, 52]]},
       {"id": "b", "track": "template", "ref": "reference.png", "tmpl": "template.png",
        "matrix": [[1, 0, 4], [0, 1, 2]]},
       {"id": "c", "track": "overlap", "ref": "reference.png", "tmpl": "none.png",
        "matrix": [[1, 0, 4], [0, 1, 2]]}]
      """
    _ = try folder.write(Array(cases.utf8), to: "cases.json")
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "Tests/accuracy.py")
    let result = try ToolRun(
      URL(filePath: "/usr/bin/python3"),
      [script.path, "--cmif", ToolRun.program.path, folder.url.path, "--", "--bins", "8"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 3, "\(result.text)")
    #expect(
      result.lines.first?.matches(
        "template    2 cases: 50 % right, 50 % within 3 px, median error 0.00 px, median ... s")
        == true, "\(result.text)")
    #expect(
      result.lines.dropFirst().first
        == "            confidence 0.9 or more: 2 answers, 50 % right, 100 % of the right ones",
      "\(result.text)")
    #expect(
      result.lines.last?.matches(
        "overlap     1 cases: 0 % right, 0 % within 3 px, median error - px, ..., 1 without answer"
      ) == true, "\(result.text)")
  }

  /// The script is run as `make trust` runs it.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func `the trust script counts sure answers of unrelated pairs and of true ones`() throws {
    let folder = try TemporaryFolder()
    let cases = """
      [{"id": "a", "track": "template", "ref": "\(Fixtures.path("demo/brain_t1.png"))",
        "tmpl": "\(Fixtures.path("demo/brain_gm.png"))", "matrix": [[1, 0, 74], [0, 1, 52]]},
       {"id": "b", "track": "template", "ref": "\(Fixtures.path("demo/portrait.png"))",
        "tmpl": "\(Fixtures.path("demo/portrait_wave.png"))", "matrix": [[1, 0, 101], [0, 1, 57]]}]
      """
    _ = try folder.write(Array(cases.utf8), to: "cases.json")
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "Tests/trust.py")
    let result = try ToolRun(
      URL(filePath: "/usr/bin/python3"),
      [
        script.path, "--cmif", ToolRun.program.path, "--pairs", "2", "--line", "plain",
        folder.url.path, "--", "--bins", "8",
      ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.lines == [
        "2 pairs a line: unrelated and sure; true and right, of these sure, sure and wrong",
        "plain        0     2   2   0",
      ])
  }
}
