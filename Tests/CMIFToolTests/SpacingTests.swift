import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// Pictures of known pixel sizes, from the command line to files.
@Suite struct SpacingTests {
  private let folder: TemporaryFolder
  private let portrait = ["demo/portrait.png", "demo/portrait_wave.png"].map(Fixtures.path)
  private static let options = ["--spacing-ref", "1,2", "--spacing-tmpl", "1"]

  init() throws { folder = try TemporaryFolder() }

  /// The portrait with each two rows made one, so that its pixels are twice as high as wide.
  private func squashed() throws -> String {
    let picture = try PNGReader.read(.file(path: portrait[0]), maxPixels: 1 << 20).gray
    let height = picture.height / 2
    let samples = (0..<height * picture.width).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: picture.width)
      let above = picture.samples[2 * row * picture.width + column]
      let below = picture.samples[(2 * row + 1) * picture.width + column]
      return UInt16((above + below + 1) / 2)
    }
    let small = Picture(
      width: picture.width, height: height, model: .gray, bitDepth: 8, samples: samples)
    return try folder.write(try PNGWriter.encode(small), to: "squashed.png")
  }

  private func answer(_ arguments: [String]) throws -> (pose: Pose, confidence: Double) {
    let run = try ToolRun.cmif(["align", "--format", "json", "--quiet"] + arguments)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let json = try JSONValue(run.text)
    let rows = try #require(json["matrix"]?.array).map { ($0.array ?? []).compactMap(\.number) }
    return (try #require(Pose(rows: rows)), try #require(json["confidence"]?.number))
  }

  /// Expects that the template lies at (101, 57) of the portrait, and so at (101, 28.25) of the squashed one.
  private func expectPlace(_ pose: Pose, within pixels: Double = 0.3) {
    #expect(pose.m00 == 1 && pose.m01 == 0 && pose.m10 == 0 && pose.m11 == 0.5, "\(pose)")
    #expect(abs(pose.tx - 101) < pixels && abs(pose.ty - 28.25) < pixels, "\(pose)")
  }

  @Test func `a picture whose pixels are twice as high has its template found`() throws {
    let reference = try squashed()
    let found = try answer(Self.options + [reference, portrait[1]])
    expectPlace(found.pose)
    #expect(found.confidence > 0.9)
    #expect(try answer([reference, portrait[1]]).confidence < 0.9)
    let run = try ToolRun.cmif(["align"] + Self.options + [reference, portrait[1]])
    #expect(run.columns.count == 7 && run.columns[2] == "0" && run.columns[3] == "0.70711")
    // Only the ratio counts.
    let inches = ["--spacing-ref=0.0254,5.08e-2", "--spacing-tmpl", "0.0254,0.0254"]
    expectPlace(try answer(inches + [reference, portrait[1]]).pose)
    let turned = try answer(
      Self.options + ["--rotation", "-4:4", "--scale", "0.9:1.1", reference, portrait[1]])
    let size = try PNGReader.read(.file(path: portrait[1]), maxPixels: 1 << 20).size
    let corner = turned.pose.apply(x: Double(size.width - 1), y: Double(size.height - 1))
    #expect(abs(turned.pose.tx - 101) < 0.5 && abs(turned.pose.ty - 28.25) < 0.5)
    #expect(abs(corner.x - 101 - Double(size.width - 1)) < 0.5)
    #expect(abs(corner.y - 28.25 - Double(size.height - 1) / 2) < 0.5)
  }

  @Test func `pixels of one size that are square change nothing`() throws {
    let plain = try ToolRun.cmif(["align"] + portrait)
    let spaced = try ToolRun.cmif(
      ["align", "--spacing-ref", "0.25", "--spacing-tmpl", "0.25,0.25"] + portrait)
    #expect(spaced.output == plain.output && spaced.status == 0)
  }

  @Test func `warp and overlay search with pixel sizes, and read such poses`() throws {
    let reference = try squashed()
    let pose = folder.path("pose.json")
    let run = try ToolRun.cmif(
      ["align", "--format", "json", "-o", pose] + Self.options + [reference, portrait[1]])
    #expect(run.status == 0)
    for command in ["warp", "overlay"] {
      let read = try ToolRun.cmif(command, "--pose", pose, reference, portrait[1], "-o", "-")
      let found = try ToolRun.cmif(
        [command, reference, portrait[1], "-o", "-"] + Self.options)
      #expect(read.status == 0 && found.output == read.output && !read.output.isEmpty)
    }
    // On the template's grid, the squashed picture shows what the portrait shows there.
    let inverse = try ToolRun.cmif(
      "warp", "--inverse", "--fill", "0", "--pose", pose, reference, portrait[1], "-o",
      folder.path("part.png"))
    #expect(inverse.status == 0)
    let part = try ToolRun.cmif("align", portrait[0], folder.path("part.png"))
    #expect(Array(part.columns.prefix(2)) == ["101", "57"])
  }

  @Test func `areas to ignore and masks are in pixels of the pictures`() throws {
    let reference = try squashed()
    let size = try PNGReader.read(.file(path: reference), maxPixels: 1 << 20).size
    let mask = Picture(
      width: size.width, height: size.height, model: .gray, bitDepth: 8,
      samples: (0..<size.area).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: size.width)
        return column >= 110 && column < 150 && row >= 30 && row < 50 ? 0 : 255
      })
    let path = try folder.write(try PNGWriter.encode(mask), to: "mask.png")
    func overlap(_ options: [String]) throws -> ToolRun {
      try ToolRun.cmif(
        ["align", "--format", "json", "--quiet"] + Self.options + options + [
          reference, portrait[1],
        ]
      )
    }
    let (masked, ignored) = (
      try overlap(["--mask-ref", path]), try overlap(["--ignore-ref", "110,30,40,20"])
    )
    #expect(masked.status == 0 && masked.output == ignored.output)
    #expect(try masked.output != overlap([]).output)
  }

  @Test func `the map beside an answer is that of the common pixels`() throws {
    let reference = try squashed()
    let path = folder.path("map.npy")
    let run = try ToolRun.cmif(
      ["align", "--quiet", "--map-out", path] + Self.options + [reference, portrait[1]])
    let size = try PNGReader.read(.file(path: reference), maxPixels: 1 << 20).size
    #expect(run.status == 0)
    #expect(
      try #require(NPYArray(try folder.read("map.npy"))).shape == [2 * size.height, size.width])
  }

  @Test func `a table has pixel sizes for each row`() throws {
    let reference = try squashed()
    let rows = [
      [reference, portrait[1], "1,2", "1"], portrait + ["", ""], portrait + ["1", ""],
      portrait + ["0", "1"],
    ]
    let table = try Table(["reference", "template", "spacing-ref", "spacing-tmpl"], rows)
      .write(to: folder)
    let run = try ToolRun.cmif("batch", "--quiet", table)
    #expect(run.status == 1)
    let answers = try run.lines.map { try JSONValue($0) }
    let matrix = try #require(answers[0]["matrix"]?.array).map {
      ($0.array ?? []).compactMap(\.number)
    }
    expectPlace(try #require(Pose(rows: matrix)))
    #expect(answers[1]["offset"]?["x"]?.number == 101)
    let messages = answers.map { $0["error"]?["message"]?.string ?? "" }
    #expect(messages[2].contains("--spacing-ref and --spacing-tmpl go together"), "\(messages)")
    #expect(messages[3].contains("'0'") && messages[3].contains("spacing-ref"), "\(messages)")
  }

  // MARK: Mistakes

  @Test(arguments: ["align", "warp -o -", "overlay -o -"])
  func `a single size is wrong usage`(command: String) throws {
    for option in ["--spacing-ref", "--spacing-tmpl"] {
      let run = try ToolRun.cmif(
        command.split(separator: " ").map(String.init) + [option, "2"] + portrait)
      #expect(run.status == 64 && run.output == [])
      #expect(run.errors.contains("--spacing-ref and --spacing-tmpl go together"), "\(run.errors)")
    }
  }

  @Test(arguments: ["0", "-1", "1,0", "1,-2", "1,2,3", "1,", ",1", "inf", "1,nan", "two", ""])
  func `sizes are one or two numbers above 0`(size: String) throws {
    let run = try ToolRun.cmif(
      ["align", "--spacing-ref", size, "--spacing-tmpl", "1"] + portrait)
    #expect(run.status == 64 && run.output == [])
    #expect(
      run.errors.contains("The value '\(size)' is invalid for '--spacing-ref <size>'"),
      "\(run.errors)")
  }

  @Test func `sizes that no picture can have are refused with a sentence`() throws {
    let cases: [(reference: String, template: String, status: Int32, cause: String)] = [
      ("1e-300", "1e300", 65, "on square pixels of one size"),
      ("1,1e9", "1", 65, "on square pixels of one size"),
      ("1,30000", "1", 69, "memory"),
    ]
    for (reference, template, status, cause) in cases {
      let run = try ToolRun.cmif(
        ["align", "--spacing-ref", reference, "--spacing-tmpl", template] + portrait)
      #expect(
        run.status == status && run.output == [] && run.errors.contains(cause), "\(run.errors)")
    }
  }
}
