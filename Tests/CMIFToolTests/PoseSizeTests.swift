import CMIF
import TestSupport
import Testing

@testable import CMIFTool

/// A pose is used for the pictures that it was found on, or for those that they are copies of.
@Suite struct PoseSizeTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  /// Writes a picture of any contents and returns its path.
  private func picture(_ name: String, _ width: Int, _ height: Int) throws -> String {
    let samples = (0..<width * height).map { UInt16($0 % 251) }
    let picture = Picture(width: width, height: height, model: .gray, bitDepth: 8, samples: samples)
    return try folder.write(try PNGWriter.encode(picture), to: name)
  }

  /// Writes a pose with sizes and returns its path.
  private func pose(_ pose: Pose, reference: Size, template: Size) throws -> String {
    let sizes = PairSizes(reference: reference, template: template)
    let json = JSON.object([("matrix", pose.json), ("sizes", sizes.json)])
    return try folder.write(Array(json.text.utf8), to: "pose.json")
  }

  private func scales(_ reference: Double, _ template: Double) -> PoseScaleOptions {
    var options = PoseScaleOptions()
    options.poseScaleRef = reference
    options.poseScaleTmpl = template
    return options
  }

  @Test func `answers hold the sizes of both pictures, and fit them`() throws {
    let answer = try ToolRun.cmif(["align", "--format", "json"] + brain)
    let (reference, template) = (
      try PNGReader.read(.file(path: brain[0])).size, try PNGReader.read(.file(path: brain[1])).size
    )
    #expect(
      answer.text.hasSuffix(
        #""sizes": {"reference": {"width": \#(reference.width), "height": \#(reference.height)}, "#
          + #""template": {"width": \#(template.width), "height": \#(template.height)}}}"# + "\n"))
    for command in ["warp", "overlay"] {
      let run = try ToolRun.cmif(
        [command, "--pose", "-", "-o", folder.path("o.png")] + brain, input: answer.output)
      #expect(run.status == 0 && run.errors == "")
    }
  }

  @Test(arguments: ["warp", "overlay"])
  func `a pose of other pictures is refused`(command: String) throws {
    let (reference, template) = (try picture("r.png", 40, 30), try picture("t.png", 20, 10))
    func run(_ pose: String, _ options: String...) throws -> ToolRun {
      try ToolRun.cmif(
        [command, "--pose", pose, reference, template, "-o", folder.path("o.png")] + options)
    }
    let other = try pose(
      .identity, reference: Size(width: 41, height: 30), template: Size(width: 20, height: 10))
    let refused = try run(other)
    #expect(refused.status == 65)
    #expect(
      refused.errors
        == "cmif: Cannot use '\(other)': it was found on a reference of 41 x 30 pixels, "
        + "but '\(reference)' has 40 x 30; --pose-scale-ref uses a pose of copies.\n")
    let smaller = try pose(
      .identity, reference: Size(width: 40, height: 30), template: Size(width: 5, height: 3))
    let scaled = try run(smaller, "--pose-scale-tmpl", "2.5")
    #expect(scaled.status == 65)
    #expect(
      scaled.errors
        == "cmif: Cannot use '\(smaller)': it was found on a template of 5 x 3 pixels, which "
        + "--pose-scale-tmpl 2.5 makes 12.5 x 7.5, but '\(template)' has 20 x 10.\n")
    #expect(!folder.contents.contains("o.png"))
    #expect(try run(smaller, "--pose-scale-tmpl", "4").status == 0)
  }

  @Test func `exchanged pictures are refused even where the template is laid under the reference`()
    throws
  {
    let (reference, template) = (try picture("r.png", 40, 30), try picture("t.png", 20, 10))
    let pose = try pose(
      .identity, reference: Size(width: 40, height: 30), template: Size(width: 20, height: 10))
    for (images, status) in [([reference, template], 0), ([template, reference], 65)] {
      let run = try ToolRun.cmif(
        ["warp", "--inverse", "--pose", pose, "-o", folder.path("o.png")] + images)
      #expect(run.status == Int32(status), "\(run.errors)")
    }
  }

  @Test func `sides of copies may be rounded, and without a factor must be equal`() throws {
    for factor in [0.25, 0.3, 1.0 / 3, 1, 1.5, 2, 3.7, 4, 10] as [Double] {
      for side in 1...120 {
        let exact = Double(side) / factor
        for rule: FloatingPointRoundingRule in [.down, .up, .toNearestOrEven] {
          let copy = Int(exact.rounded(rule))
          guard copy > 0 else { continue }
          #expect(try fits(copy, side, factor), "\(copy) x \(factor) is \(side)")
          #expect(try !fits(copy, side + Int((2 * max(factor, 1)).rounded(.up)), factor))
        }
      }
    }
    #expect(try !fits(99, 100, 1) && fits(100, 100, 1))
  }

  private func fits(_ copy: Int, _ side: Int, _ factor: Double) throws -> Bool {
    let path = try pose(
      .identity, reference: Size(width: copy, height: copy), template: Size(width: 1, height: 1))
    let file = try PoseFile(.file(path: path))
    let sizes = PairSizes(
      reference: Size(width: side, height: side), template: Size(width: 1, height: 1))
    do {
      try scales(factor, 1).check(file, fits: sizes, names: ("r", "t"))
      return true
    } catch {
      return false
    }
  }

  /// Points are scaled one by one here, by the formula of the documentation.
  @Test(arguments: 0..<50 as Range<Int>)
  func `a point of the template goes where it went on the copies`(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    let pose = Pose(
      m00: number(-2...2), m01: number(-2...2), tx: number(-99...99), m10: number(-2...2),
      m11: number(-2...2), ty: number(-99...99))
    let (r, t) = (number(0.1...9), number(0.1...9))
    func enlarged(_ x: Double, _ factor: Double) -> Double { factor * (x + 0.5) - 0.5 }
    let large = scales(r, t).enlarged(pose)
    for _ in 0..<5 {
      let (x, y) = (number(-50...50), number(-50...50))
      let place = pose.apply(x: x, y: y)
      let found = large.apply(x: enlarged(x, t), y: enlarged(y, t))
      #expect(abs(found.x - enlarged(place.x, r)) <= 1e-9, "seed \(seed)")
      #expect(abs(found.y - enlarged(place.y, r)) <= 1e-9, "seed \(seed)")
    }
  }

  @Test func `without factors a pose is used to its last bit`() throws {
    let pose = Pose(x: 1e-17, y: 0.1, angle: 33, scale: 1.1)
    #expect(scales(1, 1).enlarged(pose) == pose)
  }

  /// Blocks of 4 x 4 equal pixels are exact copies of a picture.
  @Test func `a pose of small copies lays the large pictures on each other`() throws {
    let reference = try PNGReader.read(.file(path: brain[0]))
    let template = try PNGReader.read(.file(path: brain[1]))
    let answer = try ToolRun.cmif(["align", "--format", "json"] + brain)
    let large = try [reference, template].enumerated().map { index, picture in
      try folder.write(try PNGWriter.encode(picture.repeated(4)), to: "large\(index).png")
    }
    let run = try ToolRun.cmif(
      [
        "warp", "--pose", "-", "--pose-scale-ref", "4", "--pose-scale-tmpl", "4",
        "--interpolation", "nearest", "-o", folder.path("o.png"),
      ] + large, input: answer.output)
    #expect(run.status == 0 && run.errors == "")
    let warped = try PNGReader.read(.file(path: folder.path("o.png")))
    let small = try template.warped(
      by: Pose(x: 74, y: 52), onto: PixelRect(reference.size), interpolation: .nearest)
    #expect(warped == small.repeated(4))
  }

  @Test(arguments: [
    (["--pose-scale-ref", "2"], "--pose-scale-ref and --pose-scale-tmpl go with --pose."),
    (["--pose-scale-tmpl", "0"], "--pose-scale-tmpl must be a number above 0, not 0.0."),
    (["--pose-scale-ref", "nan"], "--pose-scale-ref must be a number above 0, not nan."),
    (["--pose-scale-ref=-3"], "--pose-scale-ref must be a number above 0, not -3.0."),
  ])
  func `factors that mean nothing are refused`(options: [String], message: String) throws {
    for command in ["warp", "overlay"] {
      let run = try ToolRun.cmif([command, "r.png", "t.png", "-o", folder.path("o.png")] + options)
      #expect(run.status == 64 && run.errors.hasPrefix("Error: \(message)\n"), "\(run.errors)")
      #expect(folder.contents == [])
    }
  }

  @Test func `a factor that leaves no pose is refused`() throws {
    let (reference, template) = (try picture("r.png", 40, 30), try picture("t.png", 20, 10))
    let matrix = try folder.write(Array("1 0 0\n0 1 0\n".utf8), to: "pose.txt")
    let run = try ToolRun.cmif(
      "warp", "--pose", matrix, reference, template, "--pose-scale-ref", "1e300",
      "--pose-scale-tmpl", "1e-300", "-o", folder.path("o.png"))
    #expect(run.status == 65)
    #expect(
      run.errors
        == "cmif: Cannot warp '\(template)': the pose has no inverse or is not finite.\n")
  }
}

extension Picture {
  /// The picture with each pixel drawn as a block of `factor x factor` pixels.
  fileprivate func repeated(_ factor: Int) -> Picture {
    let count = model.channelCount
    var samples: [UInt16] = []
    for y in 0..<height * factor {
      for x in 0..<width * factor {
        let first = (y / factor * width + x / factor) * count
        samples += self.samples[first..<first + count]
      }
    }
    return Picture(
      width: width * factor, height: height * factor, model: model, bitDepth: bitDepth,
      samples: samples)
  }
}
