import CMIF
import TestSupport
import Testing

@testable import CMIFTool

@Suite struct WarpCommandTests {
  private let folder: TemporaryFolder
  /// 4 x 3 and gray.
  private let reference: String
  /// 2 x 2, in colour of 16 bits.
  private let template: String

  private static let samples = (1...12).map { UInt16($0 * 5000) }

  init() throws {
    folder = try TemporaryFolder()
    let gray = Picture(
      width: 4, height: 3, model: .gray, bitDepth: 8, samples: (0..<12).map { $0 })
    let color = Picture(width: 2, height: 2, model: .rgb, bitDepth: 16, samples: Self.samples)
    reference = try folder.write(try PNGWriter.encode(gray), to: "ref.png")
    template = try folder.write(try PNGWriter.encode(color), to: "tmpl.png")
  }

  /// Writes a pose as a matrix and returns its path.
  private func pose(_ pose: Pose) throws -> String {
    try folder.write(Array(try PoseFormat.matrix.text(for: pose).utf8), to: "pose")
  }

  private func result() throws -> Picture {
    try PNGReader.read(.file(path: folder.path("out.png")))
  }

  @Test func `the template is laid on the reference's grid`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--pose", try pose(Pose(x: 2, y: 1)), "-o",
      folder.path("out.png"))
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
    let result = try result()
    #expect(result.size == Size(width: 4, height: 3))
    #expect(result.model == .rgba && result.bitDepth == 16)
    let isOpaque = result.opacityMask?.isIncluded.map { $0 ? 1 : 0 }
    #expect(isOpaque == [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1])
    let opaque = Self.samples.prefix(3) + [65_535] + Self.samples[3..<6] + [65_535]
    #expect(Array(result.samples[24..<32]) == Array(opaque))
  }

  @Test func `all three kinds of pose give the same picture`() throws {
    let found = Pose(x: 2.25, y: 0.5, angle: 20, scale: 1.2)
    let texts = try PoseFormat.allCases.map { try $0.text(for: found) }
    let outputs = try (texts + [#"{"matrix": \#(found.json.text)}"#]).map { text in
      let run = try ToolRun.cmif(
        "warp", reference, template, "--pose", "-", "-o", "-", input: Array(text.utf8))
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }
    #expect(outputs.count == 3 && !outputs[0].isEmpty)
    #expect(outputs.allSatisfy { $0 == outputs[0] })
  }

  @Test func `the inverse lays the reference on the template's grid`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--inverse", "--pose", try pose(Pose(x: 2, y: 1)), "-o",
      folder.path("out.png"))
    #expect(run.status == 0, "\(run.errors)")
    let result = try result()
    #expect(result.model == .grayAlpha && result.bitDepth == 8)
    #expect(result.samples == [6, 255, 7, 255, 10, 255, 11, 255])
  }

  @Test func `a fill makes the rest opaque, a number for each colour or one for all`() throws {
    let pose = try pose(Pose(x: 3, y: 2))
    for (fill, color) in [("7", [7, 7, 7]), ("1,2,65535", [1, 2, 65_535])] as [(String, [UInt16])] {
      let run = try ToolRun.cmif(
        "warp", reference, template, "--pose", pose, "--fill", fill, "-o", folder.path("out.png"))
      #expect(run.status == 0, "\(run.errors)")
      let result = try result()
      #expect(result.model == .rgb)
      #expect(Array(result.samples.prefix(3)) == color)
    }
  }

  @Test func `the union holds both, and its origin is noted`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--canvas", "union", "--interpolation", "nearest",
      "--pose", try pose(Pose(x: -1, y: -3)), "-o", folder.path("out.png"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try result().size == Size(width: 5, height: 6))
    let note = PNGBytes.chunk("tEXt", Array("Origin\0-1 -3".utf8))
    #expect(try folder.read("out.png").contains(note))
  }

  @Test func `a template that the pose puts off the reference is told, unless quiet was asked for`()
    throws
  {
    func said(_ command: String, _ place: Pose, _ options: String...) throws -> String {
      let run = try ToolRun.cmif(
        [command, reference, template, "--pose", try pose(place), "-o", folder.path("out.png")]
          + options)
      #expect(run.status == 0 && run.output == [])
      return run.errors
    }
    let remark = "cmif: '\(template)': The pose puts the template wholly off the reference.\n"
    for command in ["warp", "overlay"] {
      #expect(try said(command, Pose(x: 4, y: 0)) == remark)
      #expect(try said(command, Pose(x: 0, y: -2)) == remark)
      #expect(try said(command, Pose(x: 4, y: 0), "--quiet") == "")
      #expect(try said(command, Pose(x: 3, y: 2)) == "")
    }
    #expect(try said("warp", Pose(x: 4, y: 0), "--inverse") == remark)
    #expect(try said("warp", Pose(x: 4, y: 0), "--canvas", "union") == "")
  }

  @Test(arguments: 0..<300 as Range<Int>)
  func `pictures are apart where no pixel of a warped template has data`(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    let pose = Pose(
      x: number(-40...40), y: number(-40...40), angle: number(-180...180), scale: number(3...5))
    func picture(_ width: Int, _ height: Int) -> InputPicture {
      InputPicture(
        picture: Picture(
          width: width, height: height, model: .gray, bitDepth: 8,
          samples: [UInt16](repeating: 9, count: width * height)))
    }
    let pair = PosedPair(reference: picture(20, 16), template: picture(5, 7), pose: pose)
    let warped = try pair.template.picture.warped(by: pose, onto: PixelRect(pair.reference.size))
    let isEmpty = warped.opacityMask.map { !$0.isIncluded.contains(true) }
    #expect(isEmpty == pair.isApart, "seed \(seed): \(pose)")
  }

  @Test func `a union over the limit is refused`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--canvas", "union", "--max-pixels", "1000",
      "--pose", try pose(Pose(x: 1e6, y: 0)), "-o", folder.path("out.png"))
    #expect(run.status == 65)
    #expect(
      run.errors == "cmif: Cannot warp '\(template)': a canvas that holds both pictures has more"
        + " than 1000 pixels, which --max-pixels can raise.\n")
    #expect(!folder.contents.contains("out.png"))
  }

  @Test(
    .enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"),
    arguments: [1e8, 2e9])
  func `a union that no memory holds is refused`(distance: Double) throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--canvas", "union", "--max-pixels", "\(Int.max)",
      "--pose", try pose(Pose(x: distance, y: distance)), "-o", folder.path("out.png"))
    #expect(run.status == 69)
    #expect(run.errors.contains("the system has no memory left"))
  }

  @Test func `an image on standard input and a picture on standard output will do`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, "-", "--pose", try pose(.identity), "-o", "-",
      input: try folder.read("tmpl.png"))
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.starts(with: PNGBytes.signature))
  }

  @Test(arguments: [
    ["--pose", "-"], ["--fill", "red"], ["--fill", "1,,2"], ["--fill", "-1"],
    ["--interpolation", "sinc"], ["--canvas", "all"],
  ])
  func `a wrong command line ends with the status of usage`(arguments: [String]) throws {
    let run = try ToolRun.cmif(["warp", reference, "-", "-o", folder.path("o.png")] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: "))
    #expect(!folder.contents.contains("o.png"))
  }

  /// 5 x 1 and gray: 200 with 0, its no-data value, in the middle.
  private func gappy() throws -> String {
    let gray = Picture(
      width: 5, height: 1, model: .gray, bitDepth: 8, samples: [200, 200, 0, 200, 200])
    return try folder.write(try PNGWriter.encode(gray), to: "gap.png")
  }

  @Test(arguments: Interpolation.allCases)
  func `a value without data is not blended into the pixels around it`(
    interpolation: Interpolation
  ) throws {
    let gap = try gappy()
    let wide = Picture(
      width: 9, height: 1, model: .gray, bitDepth: 8, samples: Array(repeating: 9, count: 9))
    let ground = try folder.write(try PNGWriter.encode(wide), to: "ground.png")
    let pose = try pose(Pose(m00: 2, m01: 0, tx: 0, m10: 0, m11: 1, ty: 0))
    func warped(_ options: String...) throws -> Picture {
      let run = try ToolRun.cmif(
        [
          "warp", ground, gap, "--pose", pose, "--interpolation", interpolation.rawValue, "-o",
          folder.path("out.png"),
        ] + options)
      #expect(run.status == 0, "\(run.errors)")
      return try result()
    }
    let clear = try warped("--nodata", "0")
    #expect(clear.channel(0).samples == [200, 200, 200, 0, 0, 200, 200, 200, 200])
    #expect(clear.opacityMask?.isIncluded.map { $0 ? 1 : 0 } == [1, 1, 1, 0, 0, 1, 1, 1, 1])
    let filled = try warped("--nodata-tmpl", "0+-3", "--fill", "0")
    #expect(filled.model == .gray && filled.samples == clear.channel(0).samples.map(UInt16.init))
    let blended = try warped("--nodata-ref", "0")
    #expect(blended.opacityMask?.isIncluded.allSatisfy(\.self) == true)
    #expect(blended == (try warped()))
    if interpolation == .bilinear { #expect(blended.samples[6] == 100) }
  }

  @Test func `laid the other way round, the reference's value counts`() throws {
    let gap = try gappy()
    let run = try ToolRun.cmif(
      "warp", gap, gap, "--inverse", "--pose", try pose(.identity), "--nodata-ref", "0",
      "--nodata-tmpl", "200", "-o", folder.path("out.png"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try result().samples == [200, 255, 200, 255, 0, 0, 200, 255, 200, 255])
  }

  @Test func `an overlay shows the reference where the template's value is no data`() throws {
    let gap = try gappy()
    let ground = Picture(
      width: 5, height: 1, model: .gray, bitDepth: 8, samples: [0, 50, 100, 150, 255])
    let reference = try folder.write(try PNGWriter.encode(ground), to: "ground.png")
    let run = try ToolRun.cmif(
      "overlay", reference, gap, "--style", "blend", "--nodata", "0", "--pose",
      try pose(.identity), "-o", folder.path("out.png"))
    #expect(run.status == 0, "\(run.errors)")
    // Where the template has data it is constant, which is shown as black.
    #expect(try result().channel(0).samples == [0, 25, 100, 75, 128])
  }

  @Test func `a fill for other colours is refused`() throws {
    let run = try ToolRun.cmif(
      "warp", reference, template, "--pose", try pose(.identity), "--fill", "1,2", "-o",
      folder.path("o.png"))
    #expect(run.status == 64)
    #expect(
      run.errors
        == "cmif: A fill of 2 numbers does not suit '\(template)', which has 3 colour channels.\n")
  }

  @Test(arguments: [("256", "o.png"), ("256", "o.npy"), ("1.5", "o.npy"), ("-1", "o.npy")])
  func `a fill that is no sample of the template is refused`(fill: String, output: String) throws {
    let run = try ToolRun.cmif(
      "warp", template, reference, "--pose", try pose(.identity), "--fill", fill, "-o",
      folder.path(output))
    #expect(run.status == 64)
    #expect(
      run.errors == "cmif: A fill for '\(reference)' must be a whole number from 0 to 255.\n")
  }

  @Test func `what is no pose ends with a sentence that names the file`() throws {
    let path = try folder.write(Array("{}".utf8), to: "pose.json")
    for command in ["warp", "overlay"] {
      let run = try ToolRun.cmif(
        command, reference, template, "--pose", path, "-o", folder.path("o.png"))
      #expect(run.status == 65)
      #expect(run.errors == "cmif: Cannot read '\(path)': its JSON has no 'matrix'.\n")
      #expect(run.output.isEmpty && !folder.contents.contains("o.png"))
    }
  }

  @Test func `a bad output fails before inputs are read`() throws {
    let output = folder.path("no/o.png")
    let run = try ToolRun.cmif("warp", "missing", "missing", "-o", output)
    #expect(run.status == 73)
    #expect(run.errors == "cmif: Cannot create '\(output)': No such file or directory.\n")
  }
}
