import CMIF
import Testing

@testable import CMIFTool

/// Letters that two files of unrelated pictures share.
@Suite struct SharedLettersTests {
  private let folder: TemporaryFolder
  private static let size = Size(width: 120, height: 120)

  init() throws { folder = try TemporaryFolder() }

  /// A part of a picture with letters over it, as a file of some colours and bits.
  private func file(
    _ name: String, at x: Int, _ y: Int, _ model: Picture.ColorModel, bits: Int
  ) throws -> String {
    let picture = try PNGReader.read(.file(path: Fixtures.path("demo/\(name).png")))
    let samples = (0..<Self.size.area).flatMap { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: Self.size.width)
      var value = picture.samples[(y + row) * picture.width + x + column]
      if (35..<110).contains(column), (45..<115).contains(row) {
        let (u, v) = ((column - 35) / 2, (row - 45) / 2)
        value = ((u &* 73_856_093) ^ (v &* 19_349_663)) % 7 < 3 ? 255 : 0
      }
      return [UInt16](repeating: value * (bits == 16 ? 257 : 1), count: model.channelCount)
    }
    return try folder.write(
      try PNGWriter.encode(
        Picture(
          width: Self.size.width, height: Self.size.height, model: model, bitDepth: bits,
          samples: samples)), to: "\(name)-\(model)-\(bits).png")
  }

  @Test func `letters in both files are seen whatever the colours and bits of each`() throws {
    func confidence(
      _ reference: (Picture.ColorModel, Int), _ template: (Picture.ColorModel, Int)
    ) throws -> Double {
      let run = try ToolRun.cmif([
        "align", "--quiet",
        try file("bay_green", at: 60, 100, reference.0, bits: reference.1),
        try file("portrait", at: 120, 20, template.0, bits: template.1),
      ])
      return try #require(Double(run.columns[5]))
    }
    let plain = try confidence((.gray, 8), (.gray, 8))
    #expect(plain < 0.5)
    for reference in [(Picture.ColorModel.gray, 8), (.rgb, 8), (.gray, 16)] {
      for template in [(Picture.ColorModel.gray, 8), (.rgb, 8), (.rgb, 16)] {
        let found = try confidence(reference, template)
        #expect(abs(found - plain) < 0.01, "\(reference) and \(template)")
      }
    }
  }
}
