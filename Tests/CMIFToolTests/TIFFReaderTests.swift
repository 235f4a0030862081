#if TIFF
  import CMIF
  import Foundation
  import Testing

  @testable import CMIFTool

  /// The files of `Fixtures/make_tiff_suite.py`.
  @Suite struct TIFFReaderTests {
    /// The numbers of a page, from the programs that wrote the files.
    struct Expected: Decodable, Sendable {
      let width: Int
      let height: Int
      let model: String
      let number: String
      /// By how much compression with loss may change a number.
      let tolerance: Double
      /// `nil` for NaN and infinities, and for values that stand for no data.
      let values: [Double?]

      static let all: [String: Expected] = Fixtures.expectations("tiff/expected.json")
    }

    private func read(_ name: String, maxPixels: Int = 1 << 20) throws -> InputPicture {
      try PictureReader.read(
        .file(path: Fixtures.path("tiff/\(name)")), budget: PixelBudget(maxPixels: maxPixels))
    }

    @Test func `the suite has a page of every kind`() {
      #expect(Expected.all.count == 79)
      #expect(
        Set(Expected.all.values.map(\.number)) == Set(StoredNumber.allCases.map { "\($0)" }))
      #expect(
        Set(Expected.all.values.map(\.model))
          == Set(Picture.ColorModel.allCases.map { "\($0)" }))
    }

    @Test(arguments: Expected.all.keys.sorted())
    func `numbers arrive unaltered`(name: String) throws {
      let expected = try #require(Expected.all[name])
      let input = try read("\(name).tif")
      let picture = input.picture
      let values = input.array?.pixels.values ?? picture.samples.map(Double.init)
      let model = input.array?.pixels.model ?? picture.model
      let bits = [1: "bool", 8: "uint8", 16: "uint16"]
      let number = input.array.map { "\($0.number)" } ?? bits[picture.bitDepth]
      #expect(input.size == Size(width: expected.width, height: expected.height))
      #expect("\(model)" == expected.model && number == expected.number)
      try #require(values.count == expected.values.count)
      for (value, wanted) in zip(values, expected.values) {
        if let wanted {
          #expect(abs(value - wanted) <= expected.tolerance)
        } else {
          #expect(!value.isFinite)
        }
      }
    }

    @Test(arguments: Expected.all.keys.sorted())
    func `what is written is what was read`(name: String) throws {
      let folder = try TemporaryFolder()
      let input = try read("\(name).tif")
      guard input.picture.bitDepth >= 8 else { return }
      let bytes =
        if let array = input.array {
          try TIFFWriter.encode(array.pixels, like: array, geoTags: input.geoTags)
        } else {
          try TIFFWriter.encode(input.picture, geoTags: input.geoTags)
        }
      let path = try folder.write(bytes, to: "back.tif")
      let back = try PictureReader.read(.file(path: path), budget: PixelBudget())
      #expect(back.picture == input.picture && back.geoTags == input.geoTags)
      #expect(back.array?.number == input.array?.number)
      let numbers = [back, input].map { $0.array?.pixels.values.map { $0.isFinite ? $0 : nil } }
      #expect(numbers[0] == numbers[1])
    }

    @Test func `a number in brackets names a page`() throws {
      for page in 1...3 {
        let picture = try read("pages.tif[\(page)]").picture
        #expect(picture.size == Size(width: 4, height: page))
        #expect(picture.samples.allSatisfy { $0 == page })
      }
      #expect(try read("pages.tif").picture == read("pages.tif[1]").picture)
    }

    @Test func `a file whose own name ends in a number in brackets is meant as it is`() throws {
      let folder = try TemporaryFolder()
      for (fixture, name) in [("pages", "a.tif"), ("bits_1", "a.tif[2]")] {
        _ = try folder.write([UInt8](try Fixtures.data("tiff/\(fixture).tif")), to: name)
      }
      let source = InputSource.file(path: folder.path("a.tif[2]"))
      #expect(try PictureReader.read(source, budget: PixelBudget()).picture.bitDepth == 1)
    }

    @Test func `the limit is the most pixels that pass`() throws {
      #expect(try read("uint8.tif", maxPixels: 35).size.area == 35)
      let path = Fixtures.path("tiff/uint8.tif")
      let sentence =
        "Cannot read '\(path)': its 7 x 5 pixels are more than the limit of 34, which "
        + "--max-pixels can raise."
      #expect(throws: ToolError(.invalidData, sentence)) { try read("uint8.tif", maxPixels: 34) }
    }
  }
#endif
