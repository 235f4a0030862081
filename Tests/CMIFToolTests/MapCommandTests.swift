import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct MapCommandTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  @Test func `numbers are those of the maps known to be right`() throws {
    let golden = try Golden.read()
    for scene in golden.cases {
      for run in scene.runs where run.bins == 8 || scene.name == "odd_odd" {
        let data = try Fixtures.data("golden/\(run.file)")
        let expected = try #require(NPYArray([UInt8](data)))
        guard expected.shape[1] == 1 else { continue }
        let area = expected.shape[2] * expected.shape[3]
        for (index, norm) in golden.norms.enumerated() where index < 2 {
          let result = try ToolRun.cmif([
            "map", Golden.path(scene.ref), Golden.path(scene.tmpl), "-o", folder.path("map.npy"),
            "--bins", "\(run.bins)", "--norm", norm,
          ])
          #expect(result.status == 0 && result.output == [] && result.errors == "")
          let map = try #require(NPYArray(try folder.read("map.npy")))
          #expect(map.shape == Array(expected.shape[2...]), "\(run.file)")
          let values = expected.values[index * area..<(index + 1) * area]
          let error = zip(map.values, values).map { abs($0 - $1) }.max() ?? .infinity
          #expect(error <= 1e-9, "\(run.file), \(norm)")
        }
      }
    }
    #expect(folder.contents == ["map.npy"])
  }

  @Test func `a name without an ending is that of a PNG, as in capitals`() throws {
    let plain = try ToolRun.cmif(["map", "-o", "-"] + Table.quick).output
    for name in ["map", "MAP.PNG"] {
      let run = try ToolRun.shell(
        "mkdir -p v1.0 && cmif map -o v1.0/\(name) \(Table.quick.joined(separator: " "))",
        in: folder)
      #expect(run.status == 0 && run.errors == "")
      #expect(try folder.read("v1.0/\(name)") == plain)
    }
  }

  @Test func `the channels of colour pictures are averaged`() throws {
    let expected = try #require(
      NPYArray([UInt8](try Fixtures.data("golden/rgb_b8_exact.npy"))))
    let result = try ToolRun.cmif([
      "map", Golden.path("rgb_ref.png"), Golden.path("rgb_tmpl.png"), "-o", folder.path("m.npy"),
      "--bins", "8", "--channels", "each",
    ])
    #expect(result.status == 0)
    let map = try #require(NPYArray(try folder.read("m.npy")))
    let area = map.values.count
    for i in 0..<area {
      let sum = (0..<3).reduce(0) { $0 + expected.values[$1 * area + i] }
      #expect(abs(map.values[i] - sum / 3) <= 1e-9)
    }
  }

  /// The texts of a PNG file by their keys.
  private func texts(_ bytes: [UInt8]) -> [String: String] {
    let texts = PNGChunks(bytes).all.filter { $0.name == "tEXt" }.map { chunk in
      chunk.data.split(separator: 0, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
    }
    return Dictionary(uniqueKeysWithValues: texts.map { ($0[0], $0.dropFirst().joined()) })
  }

  @Test(arguments: [8, 16], Region.allCases)
  func `values can be recovered from the picture and its texts`(
    depth: Int, region: Region
  ) throws {
    for (norm, rank) in [("none", "score"), ("joint", "score"), ("none", "sharpness")] {
      let options = ["--region", region.rawValue, "--norm", norm, "--rank", rank]
      let png = try ToolRun.cmif(
        ["map"] + brain + options + ["--depth", "\(depth)", "-o", "-"])
      #expect(png.status == 0 && png.errors == "")
      let path = try folder.write(png.output, to: "map.png")
      let picture = try PNGReader.read(.file(path: path))
      #expect(picture.model == .gray && picture.bitDepth == depth)
      #expect((picture.samples.min(), picture.samples.max()) == (0, picture.maximum))
      let numbers = try ToolRun.cmif(["map"] + brain + options + ["-o", folder.path("map.npy")])
      #expect(numbers.status == 0)
      let map = try #require(NPYArray(try folder.read("map.npy")))
      #expect([picture.height, picture.width] == map.shape)
      let texts = texts(png.output)
      #expect(texts["rank"] == rank && texts["transfer"] == "linear")
      let low = try #require(Double(texts["minimum"] ?? ""))
      let high = try #require(Double(texts["maximum"] ?? ""))
      #expect(low == map.values.min() && high == map.values.max())
      #expect(texts["norm"] == norm && texts["region"] == region.rawValue)
      let step = (high - low) / Double(picture.maximum)
      let error = zip(picture.samples, map.values).map { abs(low + Double($0) * step - $1) }.max()
      #expect(try #require(error) <= step * 0.5000001)
      let offsets = try #require(
        region.offsets(
          reference: Size(width: 197, height: 233), template: Size(width: 96, height: 96)))
      #expect(texts["offset"] == "\(offsets.x) \(offsets.y)")
      #expect(map.shape == [offsets.height, offsets.width])
    }
  }

  @Test func `an ending in capitals asks for the same format`() throws {
    for (name, other) in [("map.NPY", "map.npy"), ("map.PNG", "map.png")] {
      for output in [name, other] {
        #expect(try ToolRun.cmif(["map"] + brain + ["-o", folder.path(output)]).status == 0)
      }
      #expect(try folder.read(name) == folder.read(other), "\(name)")
    }
  }

  @Test func `the map of a turned template tells where its first pixel lies`() throws {
    let path = folder.path("turned.png")
    let portrait = ["demo/portrait.png", "demo/portrait_wave.png"].map(Fixtures.path)
    let options = ["--rotation", "5", "--rank", "score", "--features", "intensity"]
    let run = try ToolRun.cmif(
      ["align", "--format", "json", "--map-out", path] + options + portrait)
    let offset = try #require(JSONValue(run.text)["offset"])
    let answer = ["x", "y"].compactMap { offset[$0]?.number }
    let picture = try PNGReader.read(.file(path: path))
    let top = try #require(
      picture.samples.indices.max { picture.samples[$0] < picture.samples[$1] })
    let first = try #require(texts(try folder.read("turned.png"))["offset"])
    let place = zip([top % picture.width, top / picture.width], first.split(separator: " "))
      .compactMap { column, start in Double(start).map { Double(column) + $0 } }
    #expect(place.count == 2 && answer.count == 2)
    // Whole pixels, and answers are refined by fractions of one.
    #expect(zip(place, answer).allSatisfy { abs($0 - $1) < 1.5 }, "\(place), \(answer)")
  }

  @Test func `the same map is the same file, however it is computed`() throws {
    let expected = try ToolRun.cmif(["map"] + brain + ["-o", "-"])
    for options in [["--threads", "1"], ["--threads", "5"], ["--memory", "2M"]] {
      let result = try ToolRun.cmif(["map"] + brain + options + ["-o", "-"])
      #expect(result.output == expected.output, "\(options)")
    }
  }

  @Test func `a map takes the place of an older file only when it is complete`() throws {
    let path = try folder.write([1, 2, 3], to: "map.png")
    let failed = try ToolRun.cmif(["map", brain[0], folder.path("no.png"), "-o", path])
    #expect(failed.status == 66)
    #expect(try folder.read("map.png") == [1, 2, 3])
    let result = try ToolRun.cmif(["map"] + brain + ["-o", path])
    #expect(result.status == 0)
    #expect(try PNGReader.read(.file(path: path)).width == 197)
    #expect(folder.contents == ["map.png"])
  }

  @Test func `a template that is larger has no valid offset`() throws {
    let result = try ToolRun.cmif([
      "map", brain[1], brain[0], "--region", "valid", "-o", folder.path("map.png"),
    ])
    #expect(result.status == 1)
    #expect(
      result.errors
        == "cmif: Cannot map '\(brain[1])' and '\(brain[0])': the template (197 x 233) does not "
        + "fit inside the reference (96 x 96), so no offset is valid.\n")
    #expect(folder.contents == [])
  }
}
