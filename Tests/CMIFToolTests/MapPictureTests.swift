import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct MapPictureTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  /// The tool's picture of the pair's map.
  private func picture(_ options: String...) throws -> Picture {
    let path = folder.path("map.png")
    let result = try ToolRun.cmif(["map"] + options + brain + ["-o", path])
    #expect(result.status == 0 && result.output == [] && result.errors == "", "\(options)")
    return try PNGReader.read(.file(path: path))
  }

  /// The values of the pair's map.
  private func values() throws -> [Double] {
    let result = try ToolRun.cmif(["map"] + brain + ["-o", folder.path("map.npy")])
    #expect(result.status == 0)
    return try #require(NPYArray(try folder.read("map.npy"))).values
  }

  private func colors(_ picture: Picture) -> [[UInt16]] {
    stride(from: 0, to: picture.samples.count, by: 3).map { Array(picture.samples[$0..<$0 + 3]) }
  }

  @Test(arguments: ["linear", "log"])
  func `a range of next to nothing shows what is above it`(transfer: String) throws {
    let picture = try picture("--transfer", transfer, "--range", "0:1e-307")
    let values = try values()
    #expect(zip(picture.samples, values).allSatisfy { ($0 == 0) == ($1 == 0) })
  }

  // MARK: Colours

  @Test(arguments: [Colormap.viridis, .magma])
  func `colours are the published ones to 8 bits`(colormap: Colormap) throws {
    let data = try Fixtures.data("colormaps/\(colormap.rawValue).csv")
    let published = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
    let colors = try #require(colormap.colors)
    #expect(colors.count == 256 && published.count == 256)
    for (index, (color, exact)) in zip(colors, published).enumerated() {
      #expect(exact.count == 3)
      for channel in exact.indices {
        #expect(abs(Double(color[channel]) - 255 * exact[channel]) <= 0.5, "\(index)")
      }
    }
  }

  @Test(arguments: [Colormap.viridis, .magma])
  func `every colour is lighter than the one three before`(colormap: Colormap) throws {
    let luminances = try #require(colormap.colors).map { color in
      zip([0.2126, 0.7152, 0.0722], [color.x, color.y, color.z]).reduce(0) {
        $0 + $1.0 * pow(Double($1.1) / 255, 2.2)
      }
    }
    // Next to each other, rounding to 8 bits can outweigh the difference.
    #expect(zip(luminances, luminances.dropFirst(3)).allSatisfy { $0 < $1 })
    #expect(try #require(luminances.last) > 0.6)
  }

  @Test(arguments: [Colormap.viridis, .magma])
  func `a coloured map has the gray one's levels as colours`(colormap: Colormap) throws {
    let gray = try picture()
    let colored = try picture("--colormap", colormap.rawValue)
    #expect(colored.model == .rgb && colored.bitDepth == 8 && colored.size == gray.size)
    let table = try #require(colormap.colors).map { [UInt16($0.x), UInt16($0.y), UInt16($0.z)] }
    #expect(colors(colored) == gray.samples.map { table[Int($0)] })
  }

  @Test func `gray is the default, to the byte`() throws {
    let plain = try ToolRun.cmif(["map"] + brain + ["-o", "-"])
    let spelled = try ToolRun.cmif(
      ["map", "--colormap", "gray", "--transfer", "linear", "--depth", "8"] + brain + ["-o", "-"])
    #expect(plain.status == 0 && plain.output == spelled.output)
    #expect(
      try ToolRun.cmif(["map", "--colormap", "magma"] + brain + ["-o", "-"]).output != plain.output)
  }

  // MARK: Levels

  @Test(arguments: ToneCurve.allCases, ["8", "16"])
  func `levels follow from the values by the documented formula`(
    transfer: ToneCurve, depth: String
  ) throws {
    let values = try values()
    let (low, high) = try (#require(values.min()), #require(values.max()))
    let drawn = try picture("--transfer", transfer.rawValue, "--depth", depth)
    let sorted = values.sorted()
    for (index, value) in values.enumerated() where index % 97 == 0 || value == high {
      let way = (value - low) / (high - low)
      let share =
        switch transfer {
        case .linear: way
        case .log: log2(1 + 255 * way) / 8
        case .rank: Double(sorted.count { $0 < value }) / Double(values.count - 1)
        }
      let level = share * Double(drawn.maximum)
      #expect(abs(Double(drawn.samples[index]) - level) <= 0.5000001, "\(value)")
    }
  }

  @Test func `a range makes pictures comparable, and values beyond it count as its ends`() throws {
    let values = try values()
    let drawn = try picture("--range", "0.2:0.5")
    #expect(drawn.samples.contains(0) && drawn.samples.contains(255))
    for (sample, value) in zip(drawn.samples, values) {
      let share = min(max((value - 0.2) / 0.3, 0), 1)
      #expect(abs(Double(sample) - 255 * share) <= 0.5000001)
    }
    let text = String(decoding: try folder.read("map.png"), as: UTF8.self)
    #expect(text.contains("minimum\u{0}0.2") && text.contains("maximum\u{0}0.5"))
    #expect(text.contains("rank\u{0}score") && text.contains("transfer\u{0}linear"))
    #expect(try picture("--range", "-1:9").samples.max() ?? 255 < 80)
  }

  // MARK: The mark

  @Test(arguments: [[], ["--colormap", "viridis"], ["--depth", "16"]])
  func `a ring in black and white stands around the peak and leaves it as it was`(
    options: [String]
  ) throws {
    let path = (plain: folder.path("a.png"), marked: folder.path("b.png"))
    for (path, mark) in [(path.plain, []), (path.marked, ["--mark"])] {
      let result = try ToolRun.cmif(["map"] + options + mark + brain + ["-o", path])
      #expect(result.status == 0)
    }
    let plain = try PNGReader.read(.file(path: path.plain))
    let marked = try PNGReader.read(.file(path: path.marked))
    let channels = plain.model.channelCount
    var seen: Set<[UInt16]> = []
    for pixel in 0..<plain.size.area {
      let range = pixel * channels..<(pixel + 1) * channels
      guard plain.samples[range] != marked.samples[range] else { continue }
      seen.insert(Array(marked.samples[range]))
      let (dx, dy) = (pixel % 197 - (74 + 47), pixel / 197 - (52 + 47))
      #expect((16...169).contains(dx * dx + dy * dy), "\(dx), \(dy)")
    }
    #expect(seen.contains([UInt16](repeating: 0, count: channels)))
    #expect(seen.contains([UInt16](repeating: plain.maximum, count: channels)))
  }

  @Test func `a ring ends where the picture does`() {
    for (width, height) in [(1, 1), (3, 50), (50, 3), (40, 40)] {
      let samples = [UInt16](repeating: 100, count: width * height)
      let picture = Picture(
        width: width, height: height, model: .gray, bitDepth: 8, samples: samples)
      for (x, y) in [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)] {
        let ringed = picture.ringed(x: x, y: y)
        #expect(ringed.samples[y * width + x] == 100)
        #expect(max(width, height) < 5 || ringed.samples != samples, "\(width) x \(height)")
      }
    }
  }

  // MARK: Refusals

  @Test func `numbers take no style`() throws {
    let path = folder.path("map.npy")
    for style in [
      ["--colormap", "viridis"], ["--transfer", "rank"], ["--range", "0:1"], ["--mark"],
      ["--depth", "16"],
    ] {
      let result = try ToolRun.cmif(["map"] + style + brain + ["-o", path])
      #expect(result.status == 64, "\(style)")
      #expect(
        result.errors.hasPrefix(
          "Error: '\(path)' takes numbers: --colormap, --transfer, --range, --mark and --depth "
            + "are for pictures.\n"), "\(style): \(result.errors)")
    }
    #expect(folder.contents == [])
  }

  @Test func `styles that make no sense are wrong usage`() throws {
    for (style, message) in [
      (["--colormap", "viridis", "--depth", "16"], "--depth 16 goes with --colormap gray."),
      (["--range", "0.5"], "--range must be two numbers, the smaller one first, like 0:0.5."),
      (["--range", "1:0"], "--range"), (["--range", "0:nan"], "--range"),
      (["--colormap", "jet"], "--colormap"), (["--transfer", "gamma"], "--transfer"),
    ] {
      let result = try ToolRun.cmif(["map"] + style + brain + ["-o", folder.path("map.png")])
      #expect(result.status == 64 && result.errors.contains(message), "\(style)")
    }
    #expect(folder.contents == [])
  }
}
