import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct AlignOutputTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  private func align(_ arguments: String..., images: [String]? = nil) throws -> ToolRun {
    try ToolRun.cmif(["align"] + arguments + (images ?? brain))
  }

  /// The demonstration's template, turned a little, so that no number of its pose is whole.
  private func turnedTemplate() throws -> String {
    let template = try PNGReader.read(.file(path: brain[1]))
    let pose = Pose(center: Point(x: 47.5, y: 47.5), of: template.size, angle: 4, scale: 1)
    let turned = try template.warped(by: pose, onto: PixelRect(template.size))
    return try folder.write(try PNGWriter.encode(turned), to: "turned.png")
  }

  @Test func `all forms tell the same pose`() throws {
    let images = [brain[0], try turnedTemplate()]
    var poses: [String: Pose] = [:]
    for form in ["json", "itk", "matrix"] {
      let path = folder.path("pose.\(form)")
      let result = try align(
        "--rotation", "-6:6", "--format", form, "-o", path, images: images)
      #expect(result.status == 0 && result.output == [] && result.errors == "")
      poses[form] = try PoseFile(.file(path: path)).pose
    }
    let pose = try #require(poses["json"])
    #expect(poses["matrix"] == pose)
    #expect(abs(pose.angle + 4) < 0.5)
    let itk = try #require(poses["itk"])
    for (a, b) in zip(itk.rows.joined(), pose.rows.joined()) { #expect(abs(a - b) <= 1e-9) }
    let columns = try align("--rotation", "-6:6", images: images).columns.compactMap { Double($0) }
    for (column, (value, unit)) in zip(
      columns, [(pose.tx, 1e-3), (pose.ty, 1e-3), (pose.angle, 1e-4), (pose.scale, 1e-5)])
    {
      #expect(abs(column - value) <= 0.500001 * unit)
    }
    #expect(columns.count == 6)
  }

  @Test func `a header names the columns, once`() throws {
    let result = try align("--header", "--peaks", "2", images: brain + [brain[1]])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.lines.count == 5)
    #expect(result.lines.first == "x\ty\tangle\tscale\tscore\tconfidence\ttemplate")
    let plain = try align("--peaks", "2", images: brain + [brain[1]])
    #expect(Array(result.lines.dropFirst()) == plain.lines)
    for form in ["json", "itk", "matrix"] {
      let refused = try align("--header", "--format", form)
      #expect(refused.status == 64 && refused.output == [])
      #expect(refused.errors.hasPrefix("Error: --header goes with --format text.\n"))
    }
  }

  @Test func `answers go to a file, the same as to standard output`() throws {
    let path = folder.path("answers.txt")
    let printed = try align(images: brain + [brain[1]])
    for option in ["-o", "--output"] {
      let result = try align(option, path, images: brain + [brain[1]])
      #expect(result.status == 0 && result.output == [] && result.errors == "")
      #expect(try folder.read("answers.txt") == printed.output)
    }
    #expect(try align("-o", "-", images: brain + [brain[1]]).output == printed.output)
    #expect(folder.contents == ["answers.txt"])
  }

  @Test func `a file without an answer stays as it was`() throws {
    let path = try folder.write([1, 2, 3], to: "answers.txt")
    let missing = folder.path("no.png")
    let failed = try align("--header", "-o", path, images: [brain[0], missing])
    #expect(failed.status == 66)
    #expect(try folder.read("answers.txt") == [1, 2, 3])
    let partly = try align("-o", path, images: brain + [missing])
    #expect(partly.status == 66)
    #expect(partly.errors == "cmif: Cannot read '\(missing)': No such file or directory.\n")
    #expect(try folder.read("answers.txt") == align().output)
    let doubtful = try align("--min-confidence", "1", "--header", "-o", path)
    #expect(doubtful.status == 1)
    #expect(try folder.read("answers.txt") == align("--header").output)
    #expect(folder.contents == ["answers.txt"])
  }

  @Test func `an answer file that cannot be created is refused before the work`() throws {
    let path = folder.path("no/such/answers.txt")
    let result = try align("-o", path, images: ["no.png", "no.png"])
    #expect(result.status == 73)
    #expect(result.errors == "cmif: Cannot create '\(path)': No such file or directory.\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `no template is searched for after an answer that could not be written`() throws {
    let templates = [String](repeating: brain[1], count: 12)
    let missing = folder.path("missing.png")
    for (first, message) in [
      ([], ""), ([missing], "cmif: Cannot read '\(missing)': No such file or directory.\n"),
    ] {
      let images = [brain[0]] + first + templates
      let run = try align("--threads", "1", "--verbose", "-o", "/dev/full", images: images)
      #expect(run.status == 74)
      let lines = run.errors.split(separator: "\n")
      #expect(
        lines.filter { $0.hasPrefix("cmif: ") }.joined(separator: "\n") + "\n"
          == message + "cmif: Cannot write '/dev/full': No space left on device.\n")
      // The reference, the template whose answer is lost, and the next one, which had begun.
      #expect(lines.count { $0.hasPrefix("image: ") } <= 3, "\(run.errors)")
    }
  }

  @Test func `answers and map do not share an output`() throws {
    let result = try align("--map-out", "-")
    #expect(result.status == 64 && result.output == [])
    #expect(result.errors.hasPrefix("Error: Two outputs cannot both go to standard output.\n"))
    let path = folder.path("both")
    let same = try align("--map-out", path, "-o", path)
    #expect(same.status == 64 && folder.contents == [])
    #expect(same.errors.hasPrefix("Error: Two outputs cannot both go to '\(path)'.\n"))
    let respelt = try align("--map-out", folder.path("./both"), "-o", path)
    #expect(respelt.status == 64 && folder.contents == [])
    let apart = try align("--map-out", "-", "-o", path)
    #expect(apart.status == 0 && apart.output.starts(with: PNGBytes.signature))
    #expect(try folder.read("both") == align().output)
  }
}
