import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct AlignCommandTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
  private let portrait = ["demo/portrait.png", "demo/portrait_wave.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  /// The JSON of the program.
  private struct Answer: Decodable {
    struct Point: Decodable, Equatable {
      let x: Double
      let y: Double
    }
    struct Figures: Decodable {
      let matrix: [[Double]]
      let offset: Point
      let center: Point
      let angle: Double
      let scale: Double
      let score: Double
      let norm: String
      let sharpness: Double
      let prominence: Double
      let precision: Double
      let overlap: Double
      let confidence: Double
    }
    let schema: Int
    let reference: String
    let template: String
    let matrix: [[Double]]
    let offset: Point
    let center: Point
    let score: Double
    let confidence: Double
    let peaks: [Figures]
  }

  private func align(_ arguments: String..., images: [String]? = nil) throws -> ToolRun {
    try ToolRun.cmif(["align"] + arguments + (images ?? brain))
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  private func answer(_ result: ToolRun) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(result.output))
  }

  @Test func `a real pair is aligned, and its line has seven columns`() throws {
    for (pair, x, y) in [(brain, "74", "52"), (portrait, "101", "57")] {
      let result = try align(images: pair)
      #expect(result.status == 0 && result.errors == "")
      #expect(result.lines.count == 1)
      let columns = result.columns
      #expect(columns.count == 7)
      #expect(Array(columns.prefix(4)) == [x, y, "0", "1"])
      #expect(try #require(Double(columns[4])) > 0)
      #expect(try #require(Double(columns[5])) >= 0.9)
      #expect(columns[6] == pair[1])
    }
  }

  @Test func `the line is what the library finds, to the documented decimals`() async throws {
    let reference = try PNGReader.read(.file(path: brain[0]))
    let template = try PNGReader.read(.file(path: brain[1]))
    let found = try await Aligner().align(
      reference: AlignmentImage(reference), template: AlignmentImage(template)
    ).best
    let score = (found.score * 1e6).rounded() / 1e6
    let confidence = Number.rounded(found.confidence, decimals: 4)
    let result = try align()
    #expect(result.text == "74\t52\t0\t1\t\(score)\t\(confidence)\t\(brain[1])\n")
  }

  @Test func `JSON is one line with the documented fields, in their order`() throws {
    let result = try align("--format", "json")
    #expect(result.status == 0 && result.lines.count == 1)
    let answer = try answer(result)
    #expect(answer.schema == 1)
    #expect(answer.reference == brain[0] && answer.template == brain[1])
    #expect(answer.matrix == [[1, 0, 74], [0, 1, 52]])
    #expect(answer.offset == .init(x: 74, y: 52))
    #expect(answer.center == .init(x: 121.5, y: 99.5))
    #expect(answer.peaks.count == 1)
    let peak = answer.peaks[0]
    #expect(peak.matrix == answer.matrix && peak.score == answer.score)
    #expect(peak.angle == 0 && peak.scale == 1 && peak.norm == "none" && peak.overlap == 1)
    #expect(peak.sharpness > 0 && (0...1).contains(peak.confidence))
    #expect(peak.prominence > 10 && peak.precision > 1.1 && peak.precision < 1.2)
    let head =
      "{\"schema\": 1, \"reference\": \"\(brain[0])\", \"template\": \"\(brain[1])\", "
      + "\"matrix\": [[1, 0, 74], [0, 1, 52]], \"offset\": {\"x\": 74, \"y\": 52}, "
      + "\"center\": {\"x\": 121.5, \"y\": 99.5}, \"angle\": 0, \"scale\": 1, \"score\": "
    #expect(result.text.hasPrefix(head))
    var rest = result.text[...]
    for key in [
      "score", "norm", "sharpness", "prominence", "overlap", "confidence", "precision", "peaks",
      "warnings",
      "sizes",
    ] {
      let range = try #require(rest.range(of: "\"\(key)\": "), "\(key)")
      rest = rest[range.upperBound...]
    }
  }

  @Test func `several peaks are several lines, best first, and apart`() throws {
    let result = try align("--peaks", "5", "--peak-radius", "11", "--rank", "score")
    #expect(result.lines.count == 5)
    let rows = result.lines.map { $0.split(separator: "\t").compactMap { Double($0) } }
    for (i, a) in rows.enumerated() {
      for b in rows[(i + 1)...] {
        #expect(a[4] >= b[4])
        #expect(max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 11)
      }
    }
    let json = try answer(try align("--peaks", "5", "--format", "json"))
    #expect(json.peaks.count == 5)
    #expect(json.peaks.allSatisfy { $0.prominence <= json.peaks[0].prominence })
  }

  @Test func `any number of threads and any memory print the same`() throws {
    let options = ["--format", "json", "--peaks", "8", "--subpixel"]
    let expected = try ToolRun.cmif(["align"] + options + brain)
    for machine in [["--threads", "1"], ["--threads", "7"], ["--memory", "2M"]] {
      let result = try ToolRun.cmif(["align"] + options + machine + brain)
      #expect(result.output == expected.output, "\(machine)")
    }
  }

  @Test func `names cannot break the columns`() throws {
    let path = try folder.write(try bytes(brain[1]), to: "a\tb\nc\\d.png")
    let result = try align(images: [brain[0], path])
    #expect(result.columns.count == 7 && result.lines.count == 1)
    #expect(result.columns[6] == folder.path("a\\tb\\nc\\\\d.png"))
    let json = try answer(try align("--format", "json", images: [brain[0], path]))
    #expect(json.template == path)
  }

  @Test func `a minus sign reads standard input`() throws {
    let expected = try align()
    let result = try ToolRun.cmif(["align", brain[0], "-"], input: try bytes(brain[1]))
    #expect(result.columns.prefix(5) == expected.columns.prefix(5))
    #expect(result.columns.last == "-")
    let other = try ToolRun.cmif(["align", "-", brain[1]], input: try bytes(brain[0]))
    #expect(other.text == expected.text)
  }

  @Test func `the map is written too, and shows the peak`() throws {
    let path = folder.path("map.npy")
    let result = try align("--map-out", path)
    #expect(result.columns.prefix(2) == ["74", "52"])
    let map = try #require(NPYArray(try folder.read("map.npy")))
    #expect(map.shape == [233, 197])
    let best = try #require(map.values.indices.max { map.values[$0] < map.values[$1] })
    #expect(best == (52 + 47) * 197 + 74 + 47)
    #expect(folder.contents == ["map.npy"])
  }

  @Test func `colour can be compared channel by channel`() throws {
    for crop in try ReadmeTemplate.read().prefix(4) {
      let images = ["ref_256_rgb.png", crop.file].map { Golden.path("readme/\($0)") }
      for options in [["--channels", "each"], ["--channels", "gray"]] {
        let result = try ToolRun.cmif(["align"] + options + images)
        let x = crop.centreColumn - (crop.width - 1) / 2
        let y = crop.centreRow - (crop.height - 1) / 2
        #expect(result.columns.prefix(2) == ["\(x)", "\(y)"], "\(crop.file), \(options)")
      }
    }
  }

  // MARK: Masks

  /// A textured picture, and crops of it in inverted grey as templates.
  private func scene() throws -> (reference: Picture, crop: (Int, Int) -> Picture) {
    let whole = try PNGReader.read(.file(path: portrait[0]))
    func crop(x: Int, y: Int) -> Picture {
      let samples = (0..<60).flatMap { v in
        (0..<60).map { u in 255 - whole.samples[(y + v) * whole.width + x + u] }
      }
      return Picture(width: 60, height: 60, model: .gray, bitDepth: 8, samples: samples)
    }
    return (whole, crop)
  }

  /// The picture with junk in its left half, and the good pixels as opacity and as a mask.
  private func spoilt(_ picture: Picture) -> (alpha: Picture, plain: Picture, mask: Picture) {
    let isGood = (0..<picture.samples.count).map { $0 % picture.width >= picture.width / 2 }
    let samples = zip(picture.samples, isGood).enumerated().map { index, pair in
      pair.1 ? pair.0 : UInt16(index * 7919 % 13 < 6 ? 0 : 255)
    }
    func make(_ model: Picture.ColorModel, _ samples: [UInt16]) -> Picture {
      Picture(
        width: picture.width, height: picture.height, model: model, bitDepth: 8, samples: samples)
    }
    return (
      make(.grayAlpha, zip(samples, isGood).flatMap { [$0, $1 ? 255 : 0] }),
      make(.gray, samples), make(.gray, isGood.map { $0 ? 1 : 0 })
    )
  }

  @Test func `a mask and an opacity channel keep pixels out alike`() throws {
    let scene = try scene()
    let spoilt = spoilt(scene.crop(120, 40))
    let alpha = try folder.write(try PNGWriter.encode(spoilt.alpha), to: "alpha.png")
    let plain = try folder.write(try PNGWriter.encode(spoilt.plain), to: "plain.png")
    let mask = try folder.write(try PNGWriter.encode(spoilt.mask), to: "mask.png")
    let byAlpha = try answer(try align("--format", "json", images: [portrait[0], alpha]))
    let byMask = try answer(
      try align("--format", "json", "--mask-tmpl", mask, images: [portrait[0], plain]))
    #expect(byAlpha.offset == .init(x: 120, y: 40))
    #expect(byMask.offset == byAlpha.offset && byMask.score == byAlpha.score)
    #expect(byMask.peaks[0].overlap == 1)
    let both = try answer(
      try align(
        "--format", "json", "--no-alpha", "--mask-tmpl", mask, images: [portrait[0], alpha]))
    #expect(both.score == byMask.score)
    let ignored = try align("--format", "json", "--no-alpha", images: [portrait[0], alpha])
    let unmasked = try align("--format", "json", images: [portrait[0], plain])
    #expect(try answer(ignored).score == answer(unmasked).score)
    #expect(try answer(ignored).score != byAlpha.score)
  }

  @Test func `a mask of another size is refused by name`() throws {
    let mask = Fixtures.path("png/gray_8.png")
    let result = try align("--mask-ref", mask)
    #expect(result.status == 65)
    #expect(
      result.errors
        == "cmif: The mask '\(mask)' has 9 x 7 pixels, but '\(brain[0])' has 197 x 233.\n")
  }

  // MARK: No answer

  @Test func `a constant image is said to share no information`() throws {
    let flat = Picture(
      width: 30, height: 30, model: .gray, bitDepth: 8,
      samples: [UInt16](repeating: 9, count: 900))
    let path = try folder.write(try PNGWriter.encode(flat), to: "flat.png")
    let result = try align(images: [brain[0], path])
    #expect(result.status == 1 && result.output == [])
    #expect(
      result.errors
        == "cmif: Cannot align '\(brain[0])' and '\(path)': the images share no information: "
        + "one of them is constant wherever they overlap.\n")
    let map = folder.path("map.npy")
    let written = try ToolRun.cmif(["map", brain[0], path, "-o", map])
    #expect(written.status == 0)
    #expect(try #require(NPYArray(try folder.read("map.npy"))).values.allSatisfy { $0 == 0 })
  }

  @Test func `an answer below the confidence asked for is printed with status 1`() throws {
    let result = try align("--format", "json", "--min-confidence", "1")
    #expect(result.status == 1)
    #expect(try answer(result).offset == .init(x: 74, y: 52))
    #expect(
      result.errors
        == "cmif: The alignment of '\(brain[1])' cannot be trusted: its confidence (above 0.999) is less "
        + "than the 1 that --min-confidence asks for.\n")
    let least = try answer(result).confidence
    let trusted = try align("--min-confidence", "\(least)")
    #expect(trusted.status == 0 && trusted.errors == "")
  }

  @Test func `peaks below the confidence asked for are left out, the best one never`() throws {
    let all = try answer(try align("--peaks", "6", "--format", "json")).peaks.map(\.confidence)
    #expect(all.count == 6)
    for least in [0, all[1], all[3], 1] {
      let expected = all.prefix(1) + all.dropFirst().filter { $0 >= least }
      let options = ["align", "--peaks", "6", "--min-confidence", "\(least)"] + brain
      let json = try ToolRun.cmif(options + ["--format", "json"])
      #expect(try answer(json).peaks.map(\.confidence) == Array(expected), "\(least)")
      let text = try ToolRun.cmif(options)
      #expect(text.lines.count == expected.count)
      for run in [json, text] { #expect(run.status == (all[0] < least ? 1 : 0)) }
    }
  }

  @Test func `good templates are answered, and the last failure is the status`() throws {
    let missing = folder.path("missing.png")
    let damaged = try folder.write([1, 2, 3], to: "damaged.png")
    let images = [brain[0], missing, brain[1], damaged, brain[1]]
    let result = try align(images: images)
    #expect(result.status == 65)
    #expect(
      result.lines.map { $0.split(separator: "\t").prefix(2) } == [["74", "52"], ["74", "52"]])
    #expect(
      result.errors.split(separator: "\n") == [
        "cmif: Cannot read '\(missing)': No such file or directory.",
        "cmif: Cannot read '\(damaged)': it is neither PNG, .npy nor TIFF, convert it to PNG first.",
      ])
    let other = try align(images: [brain[0], damaged, missing, brain[1]])
    #expect(other.status == 66 && other.lines.count == 1)
  }
}
