#if TIFF
  import CMIF
  import Foundation
  import TestSupport
  import Testing

  @testable import CMIFTool

  /// TIFFs instead of PNGs, through the tool from end to end.
  @Suite struct TIFFTests {
    private let folder: TemporaryFolder
    private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    private let pose = Array("1 0 74.25\n0 1 52.5\n".utf8)

    init() throws { folder = try TemporaryFolder() }

    /// A picture of the demonstration as a TIFF.
    private func tiff(of path: String, _ name: String) throws -> String {
      let picture = try PNGReader.read(.file(path: path))
      return try folder.write(try TIFFWriter.encode(picture, geoTags: nil), to: name)
    }

    private func fixture(_ name: String) -> String { Fixtures.path("tiff/\(name).tif") }

    private func read(_ name: String) throws -> InputPicture {
      try PictureReader.read(.file(path: folder.path(name)), budget: PixelBudget())
    }

    /// The answers of `cmif align` without the names of the pictures.
    private func align(_ arguments: String...) throws -> String {
      let run = try ToolRun.cmif(["align", "--format", "json", "--quiet"] + arguments)
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      return String(run.text.drop { $0 != "[" })
    }

    // MARK: Reading

    @Test func `a TIFF gives the answer of the PNG of the same samples, whatever its name`() throws
    {
      let expected = try align(brain[0], brain[1])
      #expect(try align(tiff(of: brain[0], "reference.png"), brain[1]) == expected)
      #expect(try align(brain[0], tiff(of: brain[1], "template.dat")) == expected)
    }

    @Test func `standard input, tables, overlays, maps and masks take TIFFs`() throws {
      let (reference, template) = (try tiff(of: brain[0], "r.tif"), try tiff(of: brain[1], "t.tif"))
      let streamed = try ToolRun.cmif("align", reference, "-", input: try folder.read("t.tif"))
      #expect(streamed.status == 0 && streamed.columns.prefix(2) == ["74", "52"])
      let table = try Table([[reference, template]]).write(to: folder)
      let answers = try ToolRun.cmif("batch", table).answers()
      #expect(answers.map(\.offset) == [BatchAnswer.Point(x: 74, y: 52)])
      for command in ["overlay", "map"] {
        let options = [command] + (command == "map" ? [] : ["--pose", "-"]) + ["-o", "-"]
        let run = try ToolRun.cmif(options + [reference, template], input: pose)
        #expect(run.status == 0 && run.errors == "")
        #expect(try run.output == ToolRun.cmif(options + brain, input: pose).output)
      }
      #expect(
        try align("--mask-tmpl", template, brain[0], brain[1])
          == align("--mask-tmpl", brain[1], brain[0], brain[1]))
    }

    @Test func `a page is named like a file, in tables too`() throws {
      let page = fixture("pages") + "[3]"
      let run = try ToolRun.cmif(
        "warp", "--pose", "-", page, page, "-o", folder.path("out.npy"),
        input: Array("1 0 0\n0 1 0\n".utf8))
      #expect(run.status == 0 && run.errors == "")
      #expect(try read("out.npy").array?.pixels.values == [Double](repeating: 3, count: 12))
      let table = try Table([[brain[0], fixture("pages") + "[4]"]]).write(to: folder)
      let answer = try ToolRun.cmif("batch", table).answers().first
      #expect(answer?.error?.status == 65)
      #expect(
        answer?.error?.message
          == "Cannot read '\(fixture("pages"))': it has 3 pages, and page 4 is none of them.")
      let png = try ToolRun.cmif("align", brain[0], brain[1] + "[2]")
      #expect(png.status == 65)
      #expect(
        png.errors
          == "cmif: Cannot read '\(brain[1])': it has no pages by number, which only TIFF has.\n")
    }

    @Test func `a value that stands for no data takes no part, and is told`() throws {
      let picture = try PNGReader.read(.file(path: brain[1]))
      let holes = picture.samples.indices.map { index in
        index % 96 < 30 && index / 96 < 20 ? Double.nan : Double(picture.samples[index])
      }
      let pixels = PixelArray(width: 96, height: 96, model: .gray, values: holes)
      var array = StoredArray(pixels: pixels, number: .int16, hasChannelAxis: false)
      array.noDataValue = -9999
      let template = try folder.write(
        try TIFFWriter.encode(pixels, like: array, geoTags: nil), to: "t.tif")
      let mask = try folder.write(
        NPYWriter.encode(holes.map { $0.isNaN ? 0 : 1 }, as: .bool, shape: [96, 96]), to: "m.npy")
      #expect(try align(brain[0], template) == align("--mask-tmpl", mask, brain[0], brain[1]))
      let run = try ToolRun.cmif("align", "--verbose", brain[0], template)
      #expect(
        run.errors.contains(
          "image: '\(template)', 96 x 96 pixels, 1 channel of int16, 600 pixels without data\n"),
        "\(run.errors)")
    }

    // MARK: Writing

    @Test(arguments: ["tif", "tiff", "TIF"])
    func `warp writes the samples of the PNG that it would write`(ending: String) throws {
      let options = ["warp", "--pose", "-", "-o"]
      let output = "out.\(ending)"
      let png = try ToolRun.cmif(options + [folder.path("out.png")] + brain, input: pose)
      let tiff = try ToolRun.cmif(options + [folder.path(output)] + brain, input: pose)
      #expect(png.status == 0 && tiff.status == 0 && tiff.errors == "")
      let picture = try PNGReader.read(.file(path: folder.path("out.png")))
      #expect(try read(output).picture == picture)
      #expect(picture.model == .grayAlpha)
      #expect(folder.contents == ["out.png", output].sorted())
    }

    @Test func `the same run gives the same bytes`() throws {
      for name in ["a.tif", "b.tif"] {
        let run = try ToolRun.cmif(
          ["warp", "--pose", "-", "-o", folder.path(name)] + brain, input: pose)
        #expect(run.status == 0)
      }
      #expect(try folder.read("a.tif") == folder.read("b.tif"))
    }

    @Test(arguments: StoredNumber.allCases)
    func `warp keeps the type and the numbers of an array`(number: StoredNumber) throws {
      let values = (0..<12).map { Double($0 % 2) }
      let template = try folder.write(
        NPYWriter.encode(values, as: number, shape: [3, 4]), to: "t.npy")
      let run = try ToolRun.cmif(
        "warp", "--pose", "-", template, template, "-o", folder.path("out.tif"),
        input: Array("1 0 1\n0 1 0\n".utf8))
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      let warped = try read("out.tif")
      let outside = number.wholeNumbers == nil ? Double.nan : 0
      let expected = (0..<3).flatMap { row in [outside] + values[row * 4..<row * 4 + 3] }
      let found = warped.array?.pixels.values ?? warped.picture.samples.map(Double.init)
      #expect(found.map(\.description) == expected.map(\.description))
      let isSample = [.bool, .uint8, .uint16].contains(number)
      #expect(warped.array?.number == (isSample ? nil : number))
    }

    @Test func `pixels outside get the value that stands for no data, which stays named`() throws {
      let name = fixture("int16_no_data")
      let run = try ToolRun.cmif(
        "warp", "--pose", "-", name, name, "-o", folder.path("out.tif"),
        input: Array("1 0 2\n0 1 0\n".utf8))
      #expect(run.status == 0 && run.errors == "")
      let entries = TIFFDirectory(dividing: try folder.read("out.tif")).entries
      #expect(entries[42_113]?.bytes == Array("-9999\0".utf8))
      let array = try #require(try read("out.tif").array)
      #expect(array.number == .int16 && array.pixels.values.prefix(2).allSatisfy(\.isNaN))
      let numbers = try ToolRun.cmif(
        "warp", "--pose", "-", name, name, "-o", folder.path("out.npy"),
        input: Array("1 0 2\n0 1 0\n".utf8))
      #expect(numbers.status == 0)
      #expect(try read("out.npy").array?.pixels.values.prefix(2) == [-9999, -9999])
    }

    @Test func `a value that --nodata names marks pixels without data, and is named`() throws {
      let options = ["warp", "--nodata", "-32768", "--pose", "-", "-o", folder.path("out.tif")]
      let numbers = try folder.write(
        NPYWriter.encode([1, -32768, 3, 4], as: .int16, shape: [1, 4]), to: "numbers.npy")
      for name in [numbers, fixture("int16_no_data")] {
        let run = try ToolRun.cmif(
          options + [name, name], input: Array("1 0 1\n0 1 0\n".utf8))
        #expect(run.status == 0 && run.errors == "")
        let entries = TIFFDirectory(dividing: try folder.read("out.tif")).entries
        #expect(entries[42_113]?.bytes == Array("-32768\0".utf8))
        #expect(try read("out.tif").array?.pixels.values.first?.isNaN == true)
      }
      let run = try ToolRun.cmif(
        options + [numbers, numbers], input: Array("1 0 0\n0 1 0\n".utf8))
      #expect(run.status == 0)
      let values = try #require(try read("out.tif").array?.pixels.values)
      #expect(values.map(\.description) == [1, .nan, 3, 4].map(\.description))
    }

    @Test func `a fill is a number of the template's type`() throws {
      let float = fixture("float32")
      let run = try ToolRun.cmif(
        "warp", "--pose", "-", "--fill", "-1.5", float, float, "-o", folder.path("out.tif"),
        input: Array("1 0 2\n0 1 0\n".utf8))
      #expect(run.status == 0 && run.errors == "")
      #expect(try read("out.tif").array?.pixels.values.prefix(2) == [-1.5, -1.5])
      let png = try ToolRun.cmif(
        ["warp", "--pose", "-", "--fill", "-1.5", "-o", folder.path("b.tif")] + brain, input: pose)
      #expect(png.status == 64)
      #expect(
        png.errors == "cmif: A fill for '\(brain[1])' must be a whole number from 0 to 255.\n")
    }

    // MARK: Places on the earth

    private static let geoTags: [UInt16] = [33_550, 33_922, 34_264, 34_735, 34_736, 34_737]

    private func warp(_ arguments: String...) throws -> TIFFDirectory {
      let output = folder.path("out.tif")
      let run = try ToolRun.cmif(
        ["warp", "--pose", "-", "-o", output] + arguments, input: Array("1 0 -2\n0 1 3\n".utf8))
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      return TIFFDirectory(dividing: try folder.read("out.tif"))
    }

    @Test(arguments: ["uint16_geo", "uint16_geo_matrix"])
    func `warp carries the reference's geographic tags over`(name: String) throws {
      let stored = TIFFDirectory(dividing: [UInt8](try Fixtures.data("tiff/\(name).tif")))
      let written = try warp(fixture(name), fixture("uint8"))
      for tag in Self.geoTags {
        #expect(written.entries[tag]?.bytes == stored.entries[tag]?.bytes, "tag \(tag)")
      }
      #expect(written.doubles(33_550) != [] || written.doubles(34_264) != [])
    }

    @Test func `the places of a union are those of its first pixel`() throws {
      let union = try warp("--canvas", "union", fixture("uint16_geo"), fixture("uint8"))
      #expect(union.doubles(33_922) == [2, 0, 0, 399_960, 5_900_040, 0])
      #expect(union.doubles(33_550) == [10, 10, 0])
      let matrix = try warp("--canvas", "union", fixture("uint16_geo_matrix"), fixture("uint8"))
      #expect(
        matrix.doubles(34_264) == [
          8, 6, 0, 500_000 - 16, 6, -8, 0, 4_600_000 - 12, 0, 0, 0, 0, 0, 0, 0, 1,
        ])
    }

    @Test func `with --inverse the tags are the template's, whose grid is written`() throws {
      let none = try warp("--inverse", fixture("uint16_geo"), fixture("uint8"))
      #expect(Self.geoTags.allSatisfy { none.entries[$0] == nil })
      let own = try warp("--inverse", fixture("uint8"), fixture("uint16_geo"))
      #expect(own.doubles(33_922) == [0, 0, 0, 399_960, 5_900_040, 0])
    }

    // MARK: Failures

    @Test func `every command refuses a broken TIFF in every place with a sentence`() throws {
      let whole = [UInt8](try Fixtures.data("tiff/uint16.tif"))
      let broken = try folder.write(Array(whole.dropLast(9)), to: "broken.tif")
      let sentence =
        "cmif: Cannot read '\(broken)': the TIFF is cut short, copy or export it again.\n"
      let output = folder.path("out.tif")
      let calls = [
        ["align", broken, brain[1]], ["align", brain[0], broken],
        ["map", "-o", "-", brain[0], broken], ["align", "--mask-ref", broken] + brain,
        ["warp", "-o", output, brain[0], broken], ["overlay", "-o", "-", broken, brain[1]],
      ]
      for call in calls {
        let run = try ToolRun.cmif(call)
        #expect(run.status == 65 && run.output.isEmpty && run.errors == sentence, "\(call)")
      }
      #expect(folder.contents == ["broken.tif"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk is a write error`() throws {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("full.tif"), withDestinationPath: "/dev/full")
      let output = folder.path("full.tif")
      let run = try ToolRun.cmif(["warp", "--pose", "-", "-o", output] + brain, input: pose)
      #expect(run.status == 74)
      #expect(run.errors == "cmif: Cannot write '\(output)': No space left on device.\n")
    }

    @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"))
    func `a picture for which there is no memory is refused before it is read`() throws {
      var directory = TIFFDirectory(width: 32_768, height: 32_768)
      directory.set(278, 1)
      let path = try folder.write(directory.bytes, to: "sparse.tif")
      let run = try ToolRun.withLittleMemory(aligning: path)
      #expect(run.status == 69 && run.output.isEmpty)
      #expect(
        run.errors
          == "cmif: Cannot read '\(path)': there is no memory for its 32768 x 32768 pixels.\n")
    }

    @Test func `maps and overlays are no TIFFs`() throws {
      for command in ["map", "overlay"] {
        let run = try ToolRun.cmif([command, "-o", folder.path("out.tif")] + brain)
        #expect(run.status == 64 && folder.contents.isEmpty)
        #expect(run.errors.contains("cannot be written as .tif: name a .png"))
      }
    }
  }
#else
  import Foundation
  import Testing

  @testable import CMIFTool

  /// What a build without libtiff says of TIFF.
  @Suite struct TIFFTests {
    private let folder: TemporaryFolder
    private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    private let advice = "build cmif with 'make install TIFF=1' or 'swift build --traits TIFF'"

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["uint8", "uint8_big_endian", "uint16_bigtiff", "uint16_bigtiff_big_endian"])
    func `a TIFF of either kind and order is told how it can be read`(name: String) throws {
      let path = Fixtures.path("tiff/\(name).tif")
      let sentence =
        "cmif: Cannot read '\(path)': it is TIFF, which this build does not read; \(advice), or "
        + "convert the file to PNG.\n"
      for page in ["", "[2]"] {
        for pair in [[path + page, brain[1]], [brain[0], path + page]] {
          let run = try ToolRun.cmif(["align"] + pair)
          #expect(run.status == 65 && run.output.isEmpty && run.errors == sentence)
        }
      }
      let run = try ToolRun.cmif(["align", "--mask-tmpl", path] + brain)
      #expect(run.status == 65 && run.errors == sentence)
    }

    @Test(arguments: ["tif", "tiff", "TIF"])
    func `warp tells how it can write TIFF, and other commands what they write`(
      ending: String
    ) throws {
      let output = folder.path("out.\(ending)")
      let start = "Error: '\(output)' cannot be written as .\(ending): name a .png"
      let warp = try ToolRun.cmif(["warp", "-o", output] + brain)
      #expect(warp.errors.hasPrefix("\(start) or .npy file, and convert it, or \(advice).\n"))
      let overlay = try ToolRun.cmif(["overlay", "-o", output] + brain)
      #expect(overlay.errors.hasPrefix("\(start) file, and convert it.\n"))
      #expect(warp.status == 64 && overlay.status == 64 && folder.contents.isEmpty)
    }
  }
#endif
