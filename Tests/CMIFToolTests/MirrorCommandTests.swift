import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// Mirror images of templates, from the command line to files.
@Suite struct MirrorCommandTests {
  private let folder: TemporaryFolder
  private let portrait = ["demo/portrait.png", "demo/portrait_wave.png"].map(Fixtures.path)
  /// Where the template lies on the portrait.
  private static let place = Pose(x: 101, y: 57)

  init() throws { folder = try TemporaryFolder() }

  private func picture(_ path: String) throws -> Picture {
    try PNGReader.read(.file(path: path), maxPixels: 1 << 20)
  }

  /// A picture after a flip, made pixel by pixel.
  private func flipped(_ picture: Picture, _ flip: Flip) -> Picture {
    let channels = picture.model.channelCount
    let samples = (0..<picture.size.area).flatMap { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: picture.width)
      let source =
        flip == .topToBottom
        ? (picture.height - 1 - row) * picture.width + column
        : row * picture.width + picture.width - 1 - column
      return picture.samples[source * channels..<(source + 1) * channels]
    }
    return Picture(
      width: picture.width, height: picture.height, model: picture.model,
      bitDepth: picture.bitDepth, samples: samples)
  }

  /// The path of a flipped copy of a picture.
  private func copy(of path: String, _ flip: Flip, _ name: String = "flipped.png") throws -> String
  {
    try folder.write(try PNGWriter.encode(flipped(picture(path), flip)), to: name)
  }

  private func answer(_ arguments: [String]) throws -> JSONValue {
    let run = try ToolRun.cmif(["align", "--format", "json", "--quiet"] + arguments)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return try JSONValue(run.text)
  }

  private func pose(_ answer: JSONValue) throws -> Pose {
    let rows = try #require(answer["matrix"]?.array).map { ($0.array ?? []).compactMap(\.number) }
    return try #require(Pose(rows: rows))
  }

  private func isMirrored(_ answer: JSONValue) -> Bool? {
    guard case .bool(let value) = answer["mirrored"] else { return nil }
    return value
  }

  // MARK: Answers

  @Test(arguments: [(Flip.topToBottom, "101", "152", "0"), (.leftToRight, "196", "57", "180")])
  func `a flipped template is found by a shift, with the matrix of the flip`(
    flip: Flip, x: String, y: String, angle: String
  ) throws {
    let template = try copy(of: portrait[1], flip)
    let expected = Self.place.flipped(flip, of: try picture(template).size)
    for mirror in ["yes", "auto"] {
      let run = try ToolRun.cmif("align", "--mirror", mirror, portrait[0], template)
      #expect(run.status == 0 && run.columns.count == 7)
      #expect(Array(run.columns.prefix(4)) == [x, y, angle, "1"])
      let note = "cmif: '\(template)': The template is found mirrored.\n"
      #expect(run.errors == (mirror == "auto" ? note : ""))
      let answer = try answer(["--mirror", mirror, portrait[0], template])
      #expect(try pose(answer) == expected && isMirrored(answer) == true)
      #expect(answer["angle"]?.number == Double(angle))
      #expect(try #require(answer["confidence"]?.number) > 0.9)
    }
    let matrix = try ToolRun.cmif(
      "align", "--mirror", "yes", "--format", "matrix", portrait[0], template)
    #expect(matrix.lines == expected.rows.map { $0.map(Number.exact).joined(separator: " ") })
    let plain = try answer([portrait[0], template])
    #expect(isMirrored(plain) == false)
    #expect(try #require(plain["confidence"]?.number) < 0.9)
  }

  @Test func `a template that is no mirror image has the answer that it has without the option`()
    throws
  {
    let plain = try ToolRun.cmif(["align"] + portrait)
    let both = try ToolRun.cmif(["align", "--mirror", "auto"] + portrait)
    #expect(plain.columns.prefix(5) == both.columns.prefix(5) && both.errors == "")
    #expect(try ToolRun.cmif(["align", "--mirror", "no"] + portrait).output == plain.output)
  }

  @Test(arguments: Flip.allCases)
  func `a flipped template is found turned and scaled, by a range around 0`(flip: Flip) throws {
    let bay = ["demo/bay_green.png", "demo/bay_infrared.png"].map(Fixtures.path)
    let options = ["--rotation", "-30:30", "--scale", "1.05:1.15", "--mirror", "auto"]
    let plain = try pose(try answer(options + bay))
    let template = try copy(of: bay[1], flip)
    let mirrored = try answer(options + [bay[0], template])
    let found = try pose(mirrored)
    for (a, b) in zip(
      found.rows.joined(), plain.flipped(flip, of: try picture(template).size).rows.joined())
    {
      #expect(abs(a - b) < 1e-9)
    }
    #expect(isMirrored(mirrored) == true && !plain.isMirrored)
    #expect(abs(found.angle - (flip == .topToBottom ? 25 : -155)) < 0.1)
    #expect(abs(found.scale - 1.1) < 0.01)
  }

  @Test func `the best answers of all flips are listed`() throws {
    let list = try answer(["--mirror", "auto", "--peaks", "5"] + portrait)
    let peaks = try #require(list["peaks"]?.array)
    #expect(peaks.count == 5 && peaks.first.flatMap(isMirrored) == false)
    #expect(peaks.contains { isMirrored($0) == true })
    let prominences = peaks.compactMap { $0["prominence"]?.number }
    #expect(prominences.count == 5 && prominences.first == prominences.max())
  }

  @Test func `a symmetric scene leaves it open which of two flips is right`() throws {
    // Both halves of this brain are mirror images of each other.
    let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let run = try ToolRun.cmif(["align", "--mirror", "auto", "--peaks", "3"] + brain)
    #expect(run.status == 0 && run.lines.count == 3)
    #expect(Array(run.columns.prefix(2)) == ["74", "52"])
    #expect(try #require(Double(run.columns[5])) <= 0.5)
    #expect(
      run.errors.contains(
        "the template fits about as well: cmif align shows all answers with --peaks 3 or more."))
  }

  // MARK: Pixels that take no part, colours, arrays

  @Test(arguments: Flip.allCases)
  func `areas to ignore, masks, colours and holes are flipped with the template`(flip: Flip) throws
  {
    let original = try picture(portrait[1])
    let (width, height) = (original.width, original.height)
    func rgb(_ picture: Picture) -> Picture {
      Picture(
        width: picture.width, height: picture.height, model: .rgba, bitDepth: 8,
        samples: picture.gray.samples.enumerated().flatMap { index, value in
          [UInt16(value / 2), UInt16(value), 255 - UInt16(value), index % 97 < 30 ? 0 : 255]
        })
    }
    let gray = Picture(
      width: width, height: height, model: .gray, bitDepth: 8,
      samples: original.gray.samples.map { UInt16($0) })
    let mask = Picture(
      width: width, height: height, model: .gray, bitDepth: 8,
      samples: (0..<width * height).map { $0 % width > 20 ? 255 : 0 })
    func files(_ edit: (Picture) -> Picture, _ name: String) throws -> [String] {
      [
        try folder.write(try PNGWriter.encode(edit(rgb(gray))), to: name + "colour.png"),
        try folder.write(try PNGWriter.encode(edit(mask)), to: name + "mask.png"),
        try folder.write(NPYWriter.encode(edit(gray)), to: name + "gray.npy"),
      ]
    }
    let (plain, copies) = (try files({ $0 }, "plain-"), try files({ flipped($0, flip) }, "copy-"))
    let ignored = (
      "5,60,30,20",
      flip == .topToBottom ? "5,\(height - 80),30,20" : "\(width - 35),60,30,20"
    )
    let options = [
      (["--features", "intensity,color", "--ignore-tmpl"], 0), (["--ignore-tmpl"], 2),
    ]
    for (arguments, file) in options {
      let expected = try answer(
        arguments + [ignored.0, "--mask-tmpl", plain[1], portrait[0], plain[file]])
      let found = try answer(
        ["--mirror", "yes"] + arguments + [
          ignored.1, "--mask-tmpl", copies[1], portrait[0], copies[file],
        ])
      #expect(try pose(found) == pose(expected).flipped(flip, of: original.size))
      for name in ["score", "sharpness", "prominence", "overlap"] {
        #expect(found[name]?.number == expected[name]?.number, "\(name)")
      }
    }
  }

  // MARK: Pictures of answers

  @Test(arguments: Flip.allCases, ["json", "itk", "matrix"])
  func `a mirrored pose lays the flipped template where the template lies`(
    flip: Flip, format: String
  ) throws {
    let template = try copy(of: portrait[1], flip)
    let file = folder.path("pose")
    let run = try ToolRun.cmif(
      "align", "--quiet", "--mirror", "auto", "--format", format, "-o", file, portrait[0], template)
    #expect(run.status == 0)
    for command in [["warp"], ["overlay", "--style", "edges"]] {
      let plain = try ToolRun.cmif(command + ["-o", "-"] + portrait)
      let posed = try ToolRun.cmif(
        command + ["--pose", file, "-o", "-", portrait[0], template])
      let searched = try ToolRun.cmif(
        command + ["--quiet", "--mirror", "auto", "-o", "-", portrait[0], template])
      #expect(plain.status == 0 && posed.status == 0 && searched.status == 0)
      // The search of warp and overlay has fractions of a pixel; the file has whole ones.
      let exact = try ToolRun.cmif(
        command + ["--pose", try folder.write(Array("1 0 101\n0 1 57\n".utf8), to: "place")]
          + ["-o", "-"] + portrait)
      #expect(posed.output == exact.output, "\(command)")
      let difference = zip(
        try picture(folder.write(searched.output, to: "a.png")).samples,
        try picture(folder.write(plain.output, to: "b.png")).samples
      ).map { abs(Int($0) - Int($1)) }.max()
      #expect(try #require(difference) <= 1, "\(command)")
    }
  }

  @Test func `warp lays the reference on the grid of a mirrored template`() throws {
    let template = try copy(of: portrait[1], .leftToRight)
    let part = folder.path("part.png")
    let run = try ToolRun.cmif(
      "warp", "--inverse", "--fill", "0", "--mirror", "yes", portrait[0], template, "-o", part)
    #expect(run.status == 0 && run.errors == "")
    let again = try ToolRun.cmif("align", "--mirror", "yes", portrait[0], part)
    #expect(Array(again.columns.prefix(4)) == ["196", "57", "180", "1"])
  }

  @Test(arguments: Flip.allCases)
  func `the map beside a mirrored answer is that of the mirror image`(flip: Flip) throws {
    let template = try copy(of: portrait[1], flip)
    func map(_ name: String, _ arguments: [String]) throws -> [UInt8] {
      let run = try ToolRun.cmif(
        ["align", "--quiet", "--map-out", folder.path(name)] + arguments)
      #expect(run.status == 0)
      return try folder.read(name)
    }
    let mirrored = ["--mirror", "yes", portrait[0], template]
    #expect(try map("a.npy", mirrored) == map("b.npy", portrait))
    // The picture's text tells where the first pixel lands: the flip's last one, at the first place of the map.
    let text = String(decoding: try map("a.png", mirrored), as: UTF8.self)
    let last = flip == .topToBottom ? "-47 48" : "48 -47"
    #expect(text.contains("offset\0\(last)"))
    let turned = ["--rotation", "3", "--exhaustive"]
    #expect(try map("a.npy", turned + mirrored) == map("b.npy", turned + portrait))
  }

  // MARK: Tables and mistakes

  @Test func `a table mirrors the templates of some rows, and the page of overlays tells it`()
    throws
  {
    let template = try copy(of: portrait[1], .topToBottom)
    let rows = [
      [portrait[0], template, "auto"], portrait + [""], [portrait[0], template, "maybe"],
    ]
    let table = try Table(["reference", "template", "mirror"], rows).write(to: folder)
    let run = try ToolRun.cmif("batch", table, "--overlay-dir", folder.path("overlays"))
    #expect(run.status == 1)
    let answers = try run.lines.map { try JSONValue($0) }
    #expect(answers.map(isMirrored) == [true, false, nil])
    #expect(
      answers[2]["error"]?["message"]?.string?.contains("'maybe'") == true, "\(run.lines[2])")
    #expect(run.errors.contains("row 1, '\(template)': The template is found mirrored."))
    let page = String(decoding: try folder.read("overlays/index.html"), as: UTF8.self)
    #expect(page.contains("<p>x 101, y 152, angle 0, scale 1, mirrored</p>"))
    #expect(page.contains("<p>x 101, y 57, angle 0, scale 1</p>"))
  }

  @Test(arguments: ["align", "warp -o -", "overlay -o -", "batch"])
  func `any other value is wrong usage`(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let files = command == "batch" ? ["pairs.tsv"] : portrait
    for value in ["maybe", "", "YES"] {
      let run = try ToolRun.cmif(words + ["--mirror", value] + files)
      #expect(run.status == 64 && run.output == [])
      #expect(
        run.errors.contains("The value '\(value)' is invalid for '--mirror <mirror>'"),
        "\(run.errors)")
    }
  }
}
