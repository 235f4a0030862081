import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// `--refine affine` through the tool from end to end: a negative of part of the portrait, sheared and stretched a
/// little.
@Suite struct RefineTests {
  private let folder: TemporaryFolder
  private let reference = Fixtures.path("demo/portrait.png")
  private let template: String
  private let truth = Pose(m00: 1.03, m01: 0.03, tx: 61.4, m10: 0, m11: 0.98, ty: 48.7)
  private let size = Size(width: 120, height: 104)
  private let refine = ["--quiet", "--refine", "affine"]

  init() throws {
    folder = try TemporaryFolder()
    let scene = try PNGReader.read(.file(path: reference)).gray
    let picture = Picture(
      width: scene.width, height: scene.height, model: .gray, bitDepth: 8,
      samples: scene.samples.map { UInt16(255 - $0) })
    template = try folder.write(
      try PNGWriter.encode(
        try picture.warped(
          by: try truth.inverted(), onto: PixelRect(size), interpolation: .bicubic, fill: [0])),
      to: "template.png")
  }

  private func align(_ options: [String]) throws -> ToolRun {
    let run = try ToolRun.cmif(["align"] + options + [reference, template])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return run
  }

  private struct Answer: Decodable {
    let matrix: [[Double]]
    let offset: BatchAnswer.Point
    let center: BatchAnswer.Point
    let angle: Double
    let scale: Double
    let confidence: Double
    let score: Double
  }

  private func answer(_ text: String) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
  }

  /// The mean distance of the template's corners from where they belong.
  private func error(_ pose: Pose) -> Double {
    let (w, h) = (Double(size.width - 1), Double(size.height - 1))
    let distances = [(0, 0), (w, 0), (0, h), (w, h)].map { x, y in
      let (found, wanted) = (pose.apply(x: x, y: y), truth.apply(x: x, y: y))
      return hypot(found.x - wanted.x, found.y - wanted.y)
    }
    return distances.reduce(0, +) / 4
  }

  @Test func `the answer has all six numbers, and its other figures are those of the search`()
    throws
  {
    let plain = try answer(align(["--quiet", "--format", "json"]).text)
    let found = try answer(align(refine + ["--format", "json"]).text)
    let pose = try #require(Pose(rows: found.matrix))
    let unrefined = try #require(Pose(rows: plain.matrix))
    #expect(error(pose) < 0.5 && error(unrefined) > 1.5)
    #expect(found.confidence == plain.confidence && found.score == plain.score)
    #expect(abs(found.angle - pose.angle) < 1e-9 && abs(found.scale - pose.scale) < 1e-9)
    #expect(found.offset == BatchAnswer.Point(x: pose.tx, y: pose.ty))
    let columns = try align(refine).columns
    #expect(abs((Double(columns[0]) ?? 0) - pose.tx) < 1e-3)
    #expect(abs((Double(columns[1]) ?? 0) - pose.ty) < 1e-3)
    #expect(abs((Double(columns[3]) ?? 0) - pose.scale) < 1e-4)
    #expect(try align(["--quiet", "--refine", "none"]).output == align(["--quiet"]).output)
  }

  @Test func `a search over turns and scales is refined, too`() throws {
    let options = ["--rotation", "-10:10", "--scale", "0.9:1.1", "--format", "json"]
    let found = try answer(align(refine + options).text)
    let pose = try #require(Pose(rows: found.matrix))
    #expect(error(pose) < 0.5)
  }

  @Test func `every format of the pose lays the template where warp and overlay search for it`()
    throws
  {
    for command in ["warp", "overlay"] {
      let searched = try ToolRun.cmif([command, "-o", "-"] + refine + [reference, template])
      #expect(searched.status == 0 && searched.errors == "")
      for format in ["json", "itk", "matrix"] {
        let pose = try folder.write(align(refine + ["--format", format]).output, to: "pose")
        let posed = try ToolRun.cmif(command, "--pose", pose, "-o", "-", reference, template)
        #expect(posed.status == 0 && posed.output == searched.output, "\(command), \(format)")
      }
    }
  }

  @Test func `the number of threads changes no byte`() throws {
    let options = refine + ["--format", "json", "--peaks", "3", "--threads"]
    #expect(try align(options + ["1"]).output == align(options + ["2"]).output)
  }

  @Test func `a table asks for it row by row`() throws {
    let table = try Table(
      ["reference", "template", "refine"],
      [[reference, template, "affine"], [reference, template, ""]]
    ).write(to: folder)
    let run = try ToolRun.cmif("batch", "--quiet", table)
    #expect(run.status == 0 && run.lines.count == 2)
    #expect(
      try answer(run.lines[0]).matrix == answer(align(refine + ["--format", "json"]).text).matrix)
    #expect(try answer(run.lines[1]).matrix[0][1] == 0)
  }

  @Test func `it goes with a search alone, and has two values`() throws {
    for (options, message) in [
      (["align", "--refine", "bend"], "The value 'bend' is invalid for '--refine <refine>'."),
      (
        ["warp", "--refine", "affine", "--pose", "p", "-o", "-"],
        "The options under Search and Labels go with a search: leave --pose out."
      ),
    ] {
      let run = try ToolRun.cmif(options + [reference, template])
      #expect(run.status == 64 && run.output == [])
      #expect(run.errors.hasPrefix("Error: \(message)"), "\(run.errors)")
    }
    let help = try ToolRun.cmif("align", "--help").text.split(whereSeparator: \.isWhitespace)
    #expect(help.joined(separator: " ").contains("(values: none, affine; default: none)"))
  }
}
