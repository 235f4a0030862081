import CMIF
import Testing

@testable import CMIFTool

/// Pixels that take no part: masks, areas without data and rectangles to ignore.
@Suite struct IgnoredPixelsTests {
  private let folder: TemporaryFolder
  private let reference = Fixtures.path("demo/brain_t1.png")
  private let template = Fixtures.path("demo/brain_gm.png")
  private static let size = Size(width: 96, height: 96)

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ name: String, _ model: Picture.ColorModel = .gray, size: Size = size,
    _ pixel: (_ x: Int, _ y: Int) -> [UInt16]
  ) throws -> String {
    let samples = (0..<size.area).flatMap { pixel($0 % size.width, $0 / size.width) }
    let picture = Picture(
      width: size.width, height: size.height, model: model, bitDepth: 8, samples: samples)
    return try folder.write(try PNGWriter.encode(picture), to: name)
  }

  private func align(_ options: String...) throws -> ToolRun {
    try ToolRun.cmif(["align", "--format", "json", "--quiet"] + options + [reference, template])
  }

  /// The template with a box of one value in a corner, as a legend is burnt in.
  private func templateWithBox(_ value: UInt16) throws -> String {
    let picture = try PNGReader.read(.file(path: template))
    return try write("box.png") { x, y in
      [x < 40 && y < 30 ? value : picture.samples[y * picture.width + x]]
    }
  }

  // MARK: The same pixels, said in several ways

  @Test func `a rectangle to ignore is a mask that is black there`() throws {
    let mask = try write("mask.png") { x, y in [x >= 5 && x < 25 && y >= 70 ? 0 : 255] }
    let expected = try align("--mask-tmpl", mask)
    #expect(try expected.status == 0 && expected.output != align().output)
    #expect(try align("--ignore-tmpl", "5,70,20,26").output == expected.output)
    // Rectangles add up, and may reach beyond the picture.
    let parts = try align("--ignore-tmpl", "5,70,20,10", "--ignore-tmpl", "5,80,20,1000")
    #expect(parts.output == expected.output)
    let corner = try write("corner.png") { x, y in [x < 10 && y < 20 ? 0 : 255] }
    #expect(
      try align("--ignore-tmpl", "-10,-5,20,25").output == align("--mask-tmpl", corner).output)
  }

  @Test func `a rectangle of the reference is ignored, too`() throws {
    let picture = try PNGReader.read(.file(path: reference))
    let mask = try write("mask.png", size: picture.size) { x, y in
      [x >= 20 && x < 50 && y >= 30 && y < 70 ? 0 : 255]
    }
    let expected = try align("--mask-ref", mask)
    #expect(try expected.status == 0 && expected.output != align().output)
    #expect(try align("--ignore-ref", "20,30,30,40").output == expected.output)
  }

  @Test func `a value without data is masked, with its tolerance`() throws {
    let picture = try PNGReader.read(.file(path: template))
    let exact = try write("exact.png") { x, y in [picture.samples[y * 96 + x] == 0 ? 0 : 255] }
    let near = try write("near.png") { x, y in [picture.samples[y * 96 + x] <= 20 ? 0 : 255] }
    let (zero, tolerant) = (try align("--nodata-tmpl", "0"), try align("--nodata-tmpl", "0+-20"))
    #expect(zero.status == 0 && tolerant.status == 0 && zero.output != tolerant.output)
    #expect(zero.output == (try align("--mask-tmpl", exact, "--nodata-tmpl", "none").output))
    #expect(tolerant.output == (try align("--mask-tmpl", near, "--nodata-tmpl", "none").output))
    #expect(try align("--nodata-tmpl", "0±20").output == tolerant.output)
    // What is said for one picture alone comes before what is said for both.
    let both = try align("--nodata", "0+-20", "--nodata-ref", "none")
    #expect(both.output == (try align("--nodata-ref", "none", "--nodata-tmpl", "0+-20").output))
  }

  @Test func `a map leaves out a value and rectangles, and nothing by itself`() throws {
    func map(_ options: String...) throws -> [UInt8] {
      let run = try ToolRun.cmif(["map", "-o", "-"] + options + [reference, template])
      #expect(run.status == 0 && run.errors == "")
      return run.output
    }
    let mask = try write("mask.png") { x, _ in [x < 30 ? 0 : 255] }
    #expect(try map() == map("--nodata", "none"))
    #expect(try map("--ignore-tmpl", "0,0,30,96") == map("--mask-tmpl", mask))
    #expect(try map("--nodata-tmpl", "0") != map())
  }

  @Test func `warp and overlay search with the same pixels as align`() throws {
    let box = try templateWithBox(255)
    let options = ["--ignore-tmpl", "0,0,40,30", "--subpixel", "--format", "json", "--quiet"]
    let found = try ToolRun.cmif(["align"] + options + [reference, box])
    let pose = try folder.write(found.output, to: "pose.json")
    for command in ["warp", "overlay"] {
      let searched = try ToolRun.cmif(
        command, "--ignore-tmpl", "0,0,40,30", reference, box, "-o", "-")
      let posed = try ToolRun.cmif(command, "--pose", pose, reference, box, "-o", "-")
      #expect(searched.status == 0 && searched.output == posed.output, "\(command)")
    }
    let mask = try write("mask.png") { x, y in [x < 40 && y < 30 ? 0 : 255] }
    let masked = try ToolRun.cmif("warp", "--mask-tmpl", mask, reference, box, "-o", "-")
    #expect(
      masked.output == (try ToolRun.cmif("warp", "--pose", pose, reference, box, "-o", "-").output))
  }

  @Test func `with a pose a mask is not used, but one that does not exist is told`() throws {
    let pose = try folder.write(Array("1 0 0\n0 1 0\n".utf8), to: "pose")
    let missing = folder.path("no.png")
    for command in ["warp", "overlay"] {
      let run = try ToolRun.cmif(
        command, "--pose", pose, "--mask-tmpl", missing, reference, reference, "-o", "-")
      #expect(run.status == 66 && run.output == [])
      #expect(run.errors == "cmif: Cannot read '\(missing)': No such file or directory.\n")
    }
  }

  @Test func `a table says for each row what takes no part`() throws {
    let table = Table(
      ["reference", "template", "ignore-tmpl", "nodata-tmpl"],
      [
        [reference, template, "5,70,20,10 5,80,20,16", ""], [reference, template, "", "0+-20"],
        [reference, template],
      ])
    let run = try ToolRun.cmif("batch", "--quiet", try table.write(to: folder))
    #expect(run.status == 0)
    let expected = try [
      align("--ignore-tmpl", "5,70,20,26"), align("--nodata-tmpl", "0+-20"), align(),
    ]
    for (index, line) in run.lines.enumerated() {
      #expect(
        line.replacing(#""row": \#(index + 1), "#, with: "") == expected[index].lines.first)
    }
    let refused = Table(
      ["reference", "template", "ignore-tmpl"], [[reference, template, "5,70,20,10 5"]])
    let answer = try ToolRun.cmif("batch", try refused.write(to: folder)).answers().first
    #expect(
      answer?.error?.message
        == "Cannot use row 1 of '\(folder.path("pairs.tsv"))': '5,70,20,10 5' is no value for the "
        + "column 'ignore-tmpl'.")
  }

  // MARK: Masks with opacity

  @Test
  func `a mask's transparent pixels are left out, and black on transparent includes what is drawn`()
    throws
  {
    let plain = try write("plain.png") { x, _ in [x < 30 ? 0 : 255] }
    let expected = try align("--mask-tmpl", plain).output
    let cut = try write("cut.png", .grayAlpha) { x, _ in [255, x < 30 ? 0 : 255] }
    #expect(try align("--mask-tmpl", cut).output == expected)
    let both = try write("both.png", .grayAlpha) { x, _ in
      [x < 15 ? 0 : 255, x < 30 && x > 9 ? 0 : 255]
    }
    #expect(try align("--mask-tmpl", both).output == expected)
    let drawing = try write("drawing.png", .rgba) { x, _ in
      x < 30 ? [255, 255, 255, 0] : [0, 0, 0, 255]
    }
    #expect(try align("--mask-tmpl", drawing).output == expected)
  }

  // MARK: Nothing left

  @Test func `a mask that excludes everything is named`() throws {
    for (model, pixel) in [
      (.gray, [0]), (.rgba, [0, 0, 0, 0]), (.rgba, [255, 255, 255, 0]),
    ] as [(Picture.ColorModel, [UInt16])] {
      let mask = try write("mask.png", model) { _, _ in pixel }
      let run = try align("--mask-tmpl", mask)
      #expect(run.status == 1 && run.output == [])
      #expect(
        run.errors
          == "cmif: Cannot align '\(template)': its mask '\(mask)' includes no pixel, being black or "
          + "transparent everywhere.\n")
    }
  }

  @Test func `what else leaves no pixel is named`() throws {
    let flat = try write("flat.png") { _, _ in [7] }
    let half = try write("half.png") { x, _ in [x < 48 ? 0 : 255] }
    for (options, cause) in [
      (["--nodata-tmpl", "7"], "every pixel has the value that --nodata 7 leaves out"),
      (["--ignore-tmpl", "0,0,96,96"], "the areas to ignore leave no pixel of it"),
      (
        ["--mask-tmpl", half, "--ignore-tmpl", "48,0,48,96"],
        "its alpha, mask, --nodata and areas to ignore together leave no pixel of it"
      ),
    ] {
      let run = try ToolRun.cmif(["align"] + options + [reference, flat])
      #expect(run.status == 1 && run.output == [])
      #expect(run.errors == "cmif: Cannot align '\(flat)': \(cause).\n")
    }
  }

  @Test func `masks that leave no information are told of`() throws {
    let corner = try write("corner.png") { x, y in [x < 3 && y < 3 ? 255 : 0] }
    let flat = try write("flat.png") { x, y in [x < 5 && y < 5 ? 7 : UInt16(x + y)] }
    let run = try ToolRun.cmif("align", "--mask-tmpl", corner, reference, flat)
    #expect(run.status == 1 && run.output == [])
    #expect(
      run.errors.hasSuffix(
        ". Only pixels count that masks, alpha, --nodata and areas to ignore leave.\n"))
  }

  @Test func `a rectangle outside of its picture is refused with the picture's size`() throws {
    for (option, name, size, area) in [
      ("--ignore-ref", reference, "197 x 233", "197,0,10,10"),
      ("--ignore-tmpl", template, "96 x 96", "-10,5,10,10"),
    ] {
      let run = try align(option, area)
      #expect(run.status == 65 && run.output == [])
      #expect(
        run.errors
          == "cmif: The area \(area) to ignore lies outside of '\(name)', which has \(size) pixels.\n"
      )
    }
  }
}
