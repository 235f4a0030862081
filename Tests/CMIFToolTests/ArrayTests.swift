import CMIF
import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// Arrays in NumPy's format instead of PNGs, through the tool from end to end.
@Suite struct ArrayTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
  private let pose = Array("1 0 74.25\n0 1 52.5\n".utf8)

  init() throws { folder = try TemporaryFolder() }

  /// The samples of a picture of the demonstration, as numbers.
  private func samples(_ path: String) throws -> (size: Size, values: [Double]) {
    let picture = try PNGReader.read(.file(path: path))
    return (picture.size, picture.samples.map(Double.init))
  }

  /// Writes a picture of the demonstration as an array, after a change of its numbers.
  private func array(
    of path: String, as number: StoredNumber = .uint8, _ name: String = "a.npy",
    change: (_ x: Int, _ y: Int, _ value: Double) -> Double = { $2 }
  ) throws -> String {
    let (size, values) = try samples(path)
    let changed = values.enumerated().map { change($0 % size.width, $0 / size.width, $1) }
    return try folder.write(
      NPYWriter.encode(changed, as: number, shape: [size.height, size.width]), to: name)
  }

  /// The answers of `cmif align` without the names of the pictures.
  private func align(_ arguments: String...) throws -> String {
    let run = try ToolRun.cmif(["align", "--format", "json", "--quiet"] + arguments)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return String(run.text.drop { $0 != "[" })
  }

  private func warped(_ name: String = "out.npy") throws -> StoredArray {
    let source = InputSource.file(path: folder.path(name))
    return try #require(try PictureReader.read(source, budget: PixelBudget()).array)
  }

  // MARK: Reading

  @Test func `an array gives the answer of the PNG of the same numbers, whatever its name`() throws
  {
    let expected = try align(brain[0], brain[1])
    let reference = try array(of: brain[0], "reference.png")
    #expect(try align(reference, brain[1]) == expected)
    #expect(try align(brain[0], array(of: brain[1], "template.dat")) == expected)
    let map = try ToolRun.cmif("map", reference, brain[1], "-o", "-")
    #expect(map.status == 0 && map.errors == "")
    #expect(try map.output == ToolRun.cmif("map", brain[0], brain[1], "-o", "-").output)
  }

  @Test(arguments: StoredNumber.allCases.filter { $0 != .bool })
  func `the unit of the numbers changes no place`(number: StoredNumber) throws {
    let (factor, shift) =
      switch number {
      case .int8: (1.0, -128.0)
      case .int16, .int32: (1, -300)
      case .float32: (0.015625, -3.5)
      case .float64: (1e290, 0)
      default: (1, 0)
      }
    let expected = try ToolRun.cmif(["align"] + brain).columns
    let template = try array(of: brain[1], as: number) { $2 * factor + shift }
    let found = try ToolRun.cmif("align", brain[0], template).columns
    #expect(found.count == 7 && found.prefix(4) == expected.prefix(4))
    let scores = [found, expected].compactMap { Double($0[4]) }
    #expect(scores.count == 2 && abs(scores[0] - scores[1]) < 0.001, "\(scores)")
  }

  @Test func `standard input, tables and overlays take arrays`() throws {
    let (reference, template) = (try array(of: brain[0], "r.npy"), try array(of: brain[1], "t.npy"))
    let input = try folder.read("t.npy")
    let streamed = try ToolRun.cmif("align", reference, "-", input: input)
    #expect(streamed.status == 0 && streamed.columns.prefix(2) == ["74", "52"])
    let table = try Table([[reference, template]]).write(to: folder)
    let answers = try ToolRun.cmif("batch", table).answers()
    #expect(answers.map(\.offset) == [BatchAnswer.Point(x: 74, y: 52)])
    for style in Overlay.allCases.map(\.rawValue) {
      let options = ["overlay", "--style", style, "--pose", "-", "-o", "-"]
      let run = try ToolRun.cmif(options + [reference, template], input: pose)
      #expect(run.status == 0 && run.errors == "")
      #expect(try run.output == ToolRun.cmif(options + brain, input: pose).output)
    }
  }

  @Test func `pixels without a number take no part, as if masked`() throws {
    let mask = try array(of: brain[1], as: .bool, "mask.npy") { x, y, _ in x < 30 && y < 20 ? 0 : 1
    }
    let plain = try array(of: brain[1], as: .float32, "plain.npy") {
      $0 < 30 && $1 < 20 ? 0 : $2
    }
    let expected = try align("--mask-tmpl", mask, brain[0], plain)
    #expect(try expected != align(brain[0], plain))
    for hole in [Double.nan, .infinity, -.infinity] {
      let template = try array(of: brain[1], as: .float32) { $0 < 30 && $1 < 20 ? hole : $2 }
      #expect(try align(brain[0], template) == expected)
      #expect(try align("--no-alpha", brain[0], template) == expected)
    }
    let empty = try array(of: brain[1], as: .float64) { _, _, _ in .nan }
    let run = try ToolRun.cmif("align", brain[0], empty)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors == "cmif: Cannot align '\(empty)': none of its pixels holds data.\n")
  }

  @Test func `a value that stands for no data has no part in the spreading`() throws {
    let holes = try array(of: brain[1], as: .float32, "holes.npy") {
      $0 < 30 && $1 < 20 ? .nan : $2
    }
    let marked = try array(of: brain[1], as: .float32, "marked.npy") {
      $0 < 30 && $1 < 20 ? -2_000_000_000 : $2
    }
    let expected = try align("--nodata-tmpl", "none", brain[0], holes)
    #expect(try align("--nodata-tmpl", "-2000000000", brain[0], marked) == expected)
    let near = ["--nodata-tmpl", "-2000000001+-5", "--nodata-ref", "none", brain[0], marked]
    let verbose = try ToolRun.cmif(["align", "--verbose"] + near)
    #expect(
      verbose.errors.contains(
        "image: '\(marked)', 96 x 96 pixels, 1 channel of float32, 0 to 254 spread over 16 bits\n"),
      "\(verbose.errors)")
  }

  @Test func `what was spread is told with --verbose`() throws {
    let template = try array(of: brain[1], as: .float64) { $0 == 3 && $1 < 2 ? .nan : $2 / 4 - 1 }
    let run = try ToolRun.cmif("align", "--verbose", brain[0], template)
    #expect(
      run.errors.contains(
        "image: '\(template)', 96 x 96 pixels, 1 channel of float64, -1 to 62.5 spread over 16 bits, "
          + "2 pixels without data\n"), "\(run.errors)")
    let short = try array(of: brain[1], as: .int16)
    let plain = try ToolRun.cmif("align", "--verbose", brain[0], short)
    #expect(plain.errors.contains("image: '\(short)', 96 x 96 pixels, 1 channel of int16\n"))
  }

  @Test(arguments: StoredNumber.allCases)
  func `a mask of any type leaves out what is 0`(number: StoredNumber) throws {
    let drawn = try array(of: brain[1], as: .uint8, "drawn.npy") { x, _, _ in x < 30 ? 0 : 1 }
    let expected = try align("--mask-tmpl", drawn, brain[0], brain[1])
    let sign: Double = number.wholeNumbers.map { $0.lowerBound < 0 ? -1 : 1 } ?? -0.25
    let mask = try array(of: brain[1], as: number, "mask.npy") { x, y, _ in
      x >= 30 ? sign : number.wholeNumbers == nil && y < 9 ? .nan : 0
    }
    #expect(try align("--mask-tmpl", mask, brain[0], brain[1]) == expected)
  }

  // MARK: Writing

  @Test(arguments: StoredNumber.allCases)
  func `warp keeps the type and the numbers of an array`(number: StoredNumber) throws {
    let largest = number.wholeNumbers?.upperBound ?? 1e30
    let template = try array(of: brain[1], as: number) { x, y, value in
      x == 0 && y == 0 ? largest : number == .bool ? min(value, 1) : min(value, largest)
    }
    let run = try ToolRun.cmif(
      "warp", brain[0], template, "--pose", "-", "-o", folder.path("out.npy"),
      input: Array("1 0 74\n0 1 52\n".utf8))
    #expect(run.status == 0 && run.output.isEmpty && run.errors == "", "\(run.errors)")
    let warped = try warped()
    #expect(warped.number == number && !warped.hasChannelAxis)
    #expect(warped.pixels.size == Size(width: 197, height: 233))
    let source = InputSource.file(path: template)
    let stored = try #require(try PictureReader.read(source, budget: PixelBudget()).array)
    for y in 0..<233 {
      for x in 0..<197 {
        let value = warped.pixels.values[y * 197 + x]
        if (74..<170).contains(x), (52..<148).contains(y) {
          #expect(value == stored.pixels.values[(y - 52) * 96 + x - 74])
        } else {
          #expect(number.wholeNumbers == nil ? value.isNaN : value == 0)
        }
      }
    }
  }

  @Test func `labels of 32 bits pass whole through warp with the nearest pixel`() throws {
    let labels = try array(of: brain[1], as: .int32) { x, y, _ in Double(x * 20_000_003 - y * 7) }
    let run = try ToolRun.cmif(
      "warp", brain[0], labels, "--pose", "-", "--interpolation", "nearest", "-o",
      folder.path("out.npy"), input: Array("0.9 0.3 70\n-0.3 0.9 60\n".utf8))
    #expect(run.status == 0)
    let known = Set((0..<96).flatMap { x in (0..<96).map { Double(x * 20_000_003 - $0 * 7) } })
    #expect(try warped().pixels.values.allSatisfy { known.contains($0) || $0 == 0 })
  }

  @Test func `a PNG becomes an array of its samples, and a channel axis stays`() throws {
    let options = ["warp", "--pose", "-", "--fill", "9", "-o"]
    let png = try ToolRun.cmif(options + [folder.path("out.png")] + brain, input: pose)
    let npy = try ToolRun.cmif(options + [folder.path("out.npy")] + brain, input: pose)
    #expect(png.status == 0 && npy.status == 0 && npy.errors == "")
    let picture = try PNGReader.read(.file(path: folder.path("out.png")))
    #expect(try warped().number == .uint8)
    #expect(try warped().pixels.values == picture.samples.map(Double.init))
    let (size, values) = try samples(brain[1])
    let single = try folder.write(
      NPYWriter.encode(values, as: .float32, shape: [size.height, size.width, 1]), to: "one.npy")
    let run = try ToolRun.cmif(
      "warp", "--pose", "-", brain[0], single, "-o", folder.path("out.npy"), input: pose)
    #expect(try run.status == 0 && warped().hasChannelAxis)
  }

  @Test(arguments: [StoredNumber.uint8, .int16, .float64])
  func `colours and opacity stay, and pixels without data are transparent unless filled`(
    number: StoredNumber
  ) throws {
    let values = (1...24).map(Double.init)
    let template = try folder.write(
      NPYWriter.encode(values, as: number, shape: [2, 3, 4]), to: "template.npy")
    for (options, outside) in [
      ([], [0, 0, 0, 0]), (["--fill", "7"], [7, 7, 7, number.wholeNumbers?.upperBound ?? 24]),
    ] as [([String], [Double])] {
      let run = try ToolRun.cmif(
        ["warp", "--pose", "-", template, template, "-o", folder.path("out.npy")] + options,
        input: Array("1 0 1\n0 1 0\n".utf8))
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      let warped = try warped()
      #expect(warped.number == number && warped.pixels.model == .rgba)
      let rows = [0, 12].map { Array(values[$0..<$0 + 8]) }
      #expect(warped.pixels.values == outside + rows[0] + outside + rows[1])
    }
  }

  /// Lays four pixels on their own grid, a quarter of a pixel to the right: the first has no data then, and the second
  /// lies nearest to the second.
  private func shifted(_ template: String, _ options: String...) throws -> [Double] {
    let run = try ToolRun.cmif(
      ["warp", "--pose", "-", template, template, "-o", folder.path("out.npy")] + options,
      input: Array("1 0 0.25\n0 1 0\n".utf8))
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return try warped().pixels.values
  }

  @Test(arguments: [StoredNumber.int16, .int32, .float32, .float64])
  func `pixels without data get the value that --nodata names, which is blended into none`(
    number: StoredNumber
  ) throws {
    let template = try folder.write(
      NPYWriter.encode([100, -9999, 200, 200], as: number, shape: [1, 4]), to: "template.npy")
    for option in ["--nodata", "--nodata-tmpl"] {
      #expect(try shifted(template, option, "-9999") == [-9999, -9999, 200, 200])
    }
    #expect(try shifted(template, "--nodata", "-9990+-9") == [-9990, -9990, 200, 200])
    #expect(try shifted(template, "--nodata", "-9999", "--fill", "7") == [7, 7, 200, 200])
    let inverse = try shifted(template, "--inverse", "--nodata-ref", "-9999")
    #expect(inverse == [100, -9999, 200, -9999])
    let blended = try shifted(template, "--nodata-ref", "-9999")
    #expect(number.wholeNumbers == nil ? blended[0].isNaN : blended[0] == 0)
    #expect(abs(blended[1] - (0.25 * 100 - 0.75 * 9999)) < 1)
  }

  @Test func `a value that the type cannot hold marks nothing`() throws {
    let template = try folder.write(
      NPYWriter.encode([100, 0, 200, 200], as: .uint8, shape: [1, 4]), to: "template.npy")
    #expect(try shifted(template, "--nodata", "-9999") == [0, 25, 150, 200])
    let colors = try folder.write(
      NPYWriter.encode([9, 9, 1, 5, 9, 9], as: .float32, shape: [1, 2, 3]), to: "colors.npy")
    #expect(try shifted(colors, "--nodata", "9") == [9, 9, 9, 6, 9, 7])
  }

  @Test func `a PNG as an array has the value that --nodata names, too`() throws {
    for (bitDepth, samples, rule, expected) in [
      (8, [100, 7, 200, 200], "7", [7, 7, 200, 200]),
      (8, [100, 0, 200, 200], "300", [0, 25, 150, 200]),
      (16, [1, 900, 5, 5], "900", [900, 900, 5, 5]),
    ] as [(Int, [UInt16], String, [Double])] {
      let picture = Picture(width: 4, height: 1, model: .gray, bitDepth: bitDepth, samples: samples)
      let template = try folder.write(try PNGWriter.encode(picture), to: "template.png")
      #expect(try shifted(template, "--nodata", rule) == expected)
    }
    let bits = Picture(width: 4, height: 1, model: .gray, bitDepth: 1, samples: [0, 1, 0, 0])
    let array = try WarpedImage(
      moving: InputPicture(picture: bits), name: "", pose: Pose(x: 0.25, y: 0),
      interpolation: .bilinear, fill: nil, noData: .value(1, tolerance: 0)
    ).bytes(on: PixelRect(bits.size))
    _ = try folder.write(array, to: "out.npy")
    #expect(try warped().pixels.values == [255, 255, 0, 0])
  }

  @Test func `an array that is warped to PNG shows its holes as transparent`() throws {
    let template = try array(of: brain[1], as: .float32) { $0 < 5 ? .nan : $2 }
    let run = try ToolRun.cmif(
      "warp", "--pose", "-", brain[0], template, "-o", folder.path("out.png"),
      input: Array("1 0 0\n0 1 0\n".utf8))
    #expect(run.status == 0)
    let picture = try PNGReader.read(.file(path: folder.path("out.png")))
    #expect(picture.model == .grayAlpha && picture.bitDepth == 16)
    let opaque = try #require(picture.opacityMask?.isIncluded)
    #expect(
      opaque.indices.allSatisfy { opaque[$0] == ((5..<96).contains($0 % 197) && $0 / 197 < 96) })
  }

  @Test func `a fill for an array is any number that its type holds`() throws {
    let float = try array(of: brain[1], as: .float32, "float.npy")
    let short = try array(of: brain[1], as: .int16, "short.npy")
    func warp(_ template: String, _ fill: String) throws -> ToolRun {
      let output = folder.path("out.npy")
      return try ToolRun.cmif(
        "warp", "--pose", "-", "--fill", fill, brain[0], template, "-o", output, input: pose)
    }
    for (template, fill) in [(float, -1.5), (float, 1e6), (short, -32_768)] {
      #expect(try warp(template, "\(Number.exact(fill))").status == 0)
      #expect(try warped().pixels.values[0] == fill)
    }
    for fill in ["32768", "-1.5", "nan"] {
      let run = try warp(short, fill)
      #expect(run.status == 64)
      #expect(
        run.errors == "cmif: A fill for '\(short)' must be a whole number from -32768 to 32767.\n")
    }
    let run = try warp(float, "1,2")
    #expect(
      run.errors
        == "cmif: A fill of 2 numbers does not suit '\(float)', which has 1 colour channel.\n")
    let png = try ToolRun.cmif(
      "warp", "--fill", "-1.5", brain[0], float, "-o", folder.path("out.png"))
    #expect(png.status == 64)
    #expect(
      png.errors.hasPrefix(
        "Error: --fill takes whole numbers from 0 to 65535 where a PNG is written.\n"))
  }

  @Test func `an overlay is no array`() throws {
    let run = try ToolRun.cmif(["overlay", "-o", folder.path("out.npy")] + brain)
    #expect(run.status == 64 && !folder.contents.contains("out.npy"))
    #expect(run.errors.contains("cannot be written as .npy: name a .png file, and convert it."))
  }

  // MARK: Arrays that are none

  @Test func `every command refuses a broken array in every place with a sentence`() throws {
    let broken = try folder.write(
      Array(ArrayFile("<f8", "(99, 99)").bytes.dropLast(3)), to: "broken.npy")
    let sentence =
      "cmif: Cannot read '\(broken)': the array is cut short, copy or export it again.\n"
    let output = folder.path("out.npy")
    let calls = [
      ["align", broken, brain[1]], ["align", brain[0], broken],
      ["map", "-o", output, brain[0], broken],
      ["align", "--mask-ref", broken] + brain,
      ["warp", "--mask-tmpl", broken, "-o", output] + brain,
      ["warp", "-o", output, brain[0], broken], ["overlay", "-o", "-", broken, brain[1]],
    ]
    for call in calls {
      let run = try ToolRun.cmif(call)
      #expect(run.status == 65 && run.output.isEmpty && run.errors == sentence, "\(call)")
    }
    #expect(folder.contents == ["broken.npy"])
    let table = try Table([[brain[0], broken]]).write(to: folder)
    let answer = try ToolRun.cmif("batch", table).answers().first
    #expect(answer?.error?.status == 65)
    #expect("cmif: \(answer?.error?.message ?? "")\n" == sentence)
  }

  @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"))
  func `an array for which there is no memory is refused before it is read`() throws {
    let path = try folder.write(ArrayFile("<f8", "(32768, 32768)").bytes, to: "sparse.npy")
    try #require(truncate(path, 10 << 30) == 0)
    let run = try ToolRun.withLittleMemory(aligning: path)
    #expect(run.status == 69 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: Cannot read '\(path)': there is no memory for its 32768 x 32768 pixels.\n")
  }

  @Test func `a stream that never ends is given up`() throws {
    let path = try array(of: brain[1])
    let run = try ToolRun(
      URL(filePath: "/bin/sh"),
      [
        "-c", "(cat \"$1\"; cat /dev/zero) | \"$0\" map - \"$1\" -o -", ToolRun.program.path, path,
      ])
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: Cannot read standard input: there are bytes after its array: save one array a file.\n"
    )
  }
}
