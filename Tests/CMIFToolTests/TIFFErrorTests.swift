#if TIFF
  import CMIF
  import Foundation
  import Testing

  @testable import CMIFTool

  @Suite struct TIFFErrorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ bytes: [UInt8], page: String = "") throws -> InputPicture {
      let path = try folder.write(bytes, to: "a.tif")
      return try PictureReader.read(
        .file(path: path + page), budget: PixelBudget(maxPixels: 1 << 20))
    }

    /// Expects a file of these bytes to be refused with this sentence after its name.
    private func expectRefusal(
      of bytes: [UInt8], page: String = "", _ cause: String, status: ToolStatus = .invalidData,
      location: SourceLocation = #_sourceLocation
    ) throws {
      let sentence = "Cannot read '\(folder.path("a.tif"))': \(cause)."
      #expect(throws: ToolError(status, sentence), sourceLocation: location) {
        try read(bytes, page: page)
      }
    }

    /// Expects the two-by-two picture to be refused after a change.
    private func expectRefusal(
      _ cause: String, after change: (inout TIFFDirectory) -> Void,
      location: SourceLocation = #_sourceLocation
    ) throws {
      var directory = TIFFDirectory()
      change(&directory)
      try expectRefusal(of: directory.bytes, cause, location: location)
    }

    @Test(arguments: ["-9999", "256", "1.5", "nan", "none", ""])
    func `a value for no data that no sample can have marks no pixel`(text: String) throws {
      var directory = TIFFDirectory()
      let bytes = Array("\(text)\0".utf8)
      directory.entries[42_113] = .init(type: 2, count: UInt32(bytes.count), bytes: bytes)
      let input = try read(directory.bytes)
      #expect(input.array == nil && input.picture.samples == [1, 2, 3, 4])
    }

    private static let cutShort = "the TIFF is cut short, copy or export it again"

    @Test func `the smallest file is read`() throws {
      #expect(try read(TIFFDirectory().bytes).picture.samples == [1, 2, 3, 4])
    }

    @Test(arguments: [
      "uint8", "uint16_lzw", "uint16_bigtiff", "float32_tiles", "uint8_rgb_jpeg", "uint16_zstd",
    ])
    func `a file cut at any byte is refused, if pixels are lost`(name: String) throws {
      let whole = [UInt8](try Fixtures.data("tiff/\(name).tif"))
      let picture = try read(whole).picture
      for length in 4..<whole.count {
        do {
          #expect(try read(Array(whole.prefix(length))).picture == picture, "\(length) bytes")
        } catch let error as ToolError {
          #expect(error.status == .invalidData && error.message.hasSuffix("."), "\(error)")
        }
      }
      try expectRefusal(of: Array(whole.prefix(whole.count / 2)), Self.cutShort)
    }

    @Test(arguments: ["uint8_strips", "float32_rgba", "uint16_deflate", "palette", "uint8_jpeg"])
    func `a flipped bit is a number, or refused with a sentence`(name: String) throws {
      let whole = [UInt8](try Fixtures.data("tiff/\(name).tif"))
      for position in whole.indices.dropFirst(4) {
        var damaged = whole
        damaged[position] ^= 1 << UInt8(position % 8)
        do {
          #expect(try read(damaged).size.area <= 1 << 20, "byte \(position)")
        } catch let error as ToolError {
          #expect(
            error.status == .invalidData || error.status == .outOfMemory,
            "byte \(position): \(error)")
          #expect(error.message.hasSuffix(".") && !error.message.contains("\n"))
        }
      }
    }

    @Test func `a page that is not there is told with the number of pages`() throws {
      let pages = [UInt8](try Fixtures.data("tiff/pages.tif"))
      try expectRefusal(
        of: pages, page: "[4]", "it has 3 pages, and page 4 is none of them")
      try expectRefusal(
        of: pages, page: "[99999999999999999999]",
        "it has 3 pages, and page \(Int.max) is none of them")
      try expectRefusal(of: pages, page: "[0]", "its pages are counted from 1")
      try expectRefusal(
        of: TIFFDirectory().bytes, page: "[2]", "it has 1 page, and page 2 is none of them")
    }

    @Test func `directories that lead back to each other are an error, not an endless loop`() throws
    {
      var directory = TIFFDirectory()
      directory.next = UInt32(directory.bytes.count - 4 - 12 * directory.entries.count - 2)
      #expect(try read(directory.bytes).picture.samples == [1, 2, 3, 4])
      #expect(throws: ToolError.self) { try read(directory.bytes, page: "[7]") }
    }

    @Test func `sizes over the limit are refused before memory is taken for them`() throws {
      try expectRefusal(
        "its 65536 x 65537 pixels are more than the limit of 1048576, which --max-pixels can raise"
      ) {
        $0.set(256, 65_536)
        $0.set(257, 65_537)
      }
      for (width, height) in [(UInt32.max, UInt32.max), (0, 2), (2, 0)] {
        var directory = TIFFDirectory(width: width, height: height)
        directory.set(278, 1)
        #expect {
          try read(directory.bytes)
        } throws: {
          ($0 as? ToolError)?.status == .invalidData && "\($0)".hasSuffix(".")
        }
      }
    }

    /// One tile, or many: each would be decoded as a whole, however little of it is in the picture.
    @Test(arguments: [(2, 65_536, 65_536), (5, 1, 1 << 20)] as [(UInt32, UInt32, UInt32)])
    func `tiles much larger than the picture are refused`(
      width: UInt32, tileWidth: UInt32, tileHeight: UInt32
    ) throws {
      var directory = TIFFDirectory(width: width)
      directory.entries[278] = nil
      directory.entries[273] = nil
      directory.entries[279] = nil
      directory.set(322, tileWidth)
      directory.set(323, tileHeight)
      directory.set(324, 8)
      directory.set(325, 4)
      try expectRefusal(
        of: directory.bytes,
        "its tiles cover \(max(width, tileWidth)) x \(tileHeight) pixels, more than 4 times the limit of 1048576, which "
          + "--max-pixels can raise")
    }

    @Test func `what is not read is named, with what to do`() throws {
      try expectRefusal("its colours are CMYK, convert it to RGB first") {
        $0.set(262, short: 5)
        $0.set(277, short: 4)
        $0.set(258, short: 8, 8, 8, 8)
      }
      try expectRefusal("its colours are CIELAB, convert it to RGB first") {
        $0.set(262, short: 8)
        $0.set(277, short: 3)
        $0.set(258, short: 8, 8, 8)
      }
      try expectRefusal("its colours are of kind 12345, convert it to RGB first") {
        $0.set(262, short: 12_345)
      }
      let advice =
        "convert it to integers of 8, 16 or 32 bits or floating-point numbers of 32 or 64 first"
      try expectRefusal("its samples are unsigned integers of 12 bits, \(advice)") {
        $0.set(258, short: 12)
      }
      try expectRefusal("its samples are floating-point numbers of 16 bits, \(advice)") {
        $0.set(258, short: 16)
        $0.set(339, short: 3)
      }
      try expectRefusal("its samples are complex numbers of 64 bits, \(advice)") {
        $0.set(258, short: 64)
        $0.set(339, short: 6)
      }
      try expectRefusal(
        "its compression, scheme 34712, is none that libtiff can undo here, store it with another"
      ) { $0.set(259, short: 34_712) }
      try expectRefusal(
        "it has 2 bands of gray, make a file of one of them, or of three as RGB, first"
      ) {
        $0.set(277, short: 2)
        $0.set(258, short: 8, 8)
      }
    }

    @Test func `pixels that are not stored are told`() throws {
      try expectRefusal(
        "some of its pixels are not stored (a sparse file), store all of them first"
      ) {
        $0.set(273, 0)
        $0.set(279, 0)
      }
    }

    @Test func `data that cannot be decoded are refused with libtiff's reason`() throws {
      var lzw = TIFFDirectory()
      lzw.set(259, short: 5)
      let sentence = "Cannot read '\(folder.path("a.tif"))': the TIFF is corrupt ("
      #expect { try read(lzw.bytes) } throws: { error in
        guard let error = error as? ToolError else { return false }
        return error.status == .invalidData && error.message.hasPrefix(sentence)
          && error.message.hasSuffix(").")
      }
    }
  }
#endif
