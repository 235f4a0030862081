import CMIF
import Testing

@testable import CMIFTool

@Suite struct PNGWriterTests {
  /// A picture with every sample from 0 to the maximum, if it has enough pixels.
  private func picture(
    _ model: Picture.ColorModel, bitDepth: Int, width: Int = 61, height: Int = 13
  ) -> Picture {
    let count = width * height * model.channelCount
    let samples = (0..<count).map { UInt16(truncatingIfNeeded: $0 &* 40503) >> (16 - bitDepth) }
    return Picture(
      width: width, height: height, model: model, bitDepth: bitDepth, samples: samples)
  }

  @Test(arguments: Picture.ColorModel.allCases, [8, 16])
  func `what is written is read back`(model: Picture.ColorModel, bitDepth: Int) throws {
    let folder = try TemporaryFolder()
    let picture = picture(model, bitDepth: bitDepth)
    let path = try folder.write(try PNGWriter.encode(picture), to: "a.png")
    #expect(try PNGReader.read(.file(path: path)) == picture)
  }

  @Test func `notes stand before the samples, in order`() throws {
    let bytes = try PNGWriter.encode(
      picture(.gray, bitDepth: 8),
      texts: [.init(key: "Normalization", value: "sum"), .init(key: "Name", value: "Öl → x")])
    let first = PNGBytes.chunk("tEXt", Array("Normalization\0sum".utf8))
    let second = PNGBytes.chunk("tEXt", Array("Name\0".utf8) + [0xD6] + Array("l ? x".utf8))
    let expected = PNGBytes.file(PNGBytes.header(width: 61, height: 13), first, second)
    #expect(Array(bytes.prefix(expected.count)) == expected)
  }

  @Test func `the same picture gives the same bytes`() throws {
    let picture = picture(.rgb, bitDepth: 16)
    #expect(try PNGWriter.encode(picture) == PNGWriter.encode(picture))
  }
}
