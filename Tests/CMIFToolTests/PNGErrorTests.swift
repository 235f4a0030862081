import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct PNGErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Expects a file of these bytes to be refused with this sentence after its name.
  private func expectRefusal(
    of bytes: [UInt8], _ cause: String, status: ToolStatus = .invalidData,
    maxPixels: Int = PixelBudget.defaultMaxPixels, location: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.write(bytes, to: "a.png")
    #expect(
      throws: ToolError(status, "Cannot read '\(path)': \(cause)."), sourceLocation: location
    ) {
      try PNGReader.read(.file(path: path), maxPixels: maxPixels)
    }
  }

  @Test func `a missing file is named`() {
    #expect(
      throws: ToolError(.noInput, "Cannot read 'no/such.png': No such file or directory.")
    ) {
      try PNGReader.read(InputSource(argument: "no/such.png"))
    }
  }

  @Test func `a name with a line break stays on one line`() {
    #expect(throws: ToolError(.noInput, #"Cannot read 'a\nb': No such file or directory."#)) {
      try PNGReader.read(.file(path: "a\nb"))
    }
  }

  @Test func `a directory is no input`() {
    let path = folder.url.path
    #expect(throws: ToolError(.noInput, "Cannot read '\(path)': Is a directory.")) {
      try PNGReader.read(.file(path: path))
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may read everything"))
  func `an unreadable file is no input`() throws {
    let path = try folder.write([1], to: "a.png")
    chmod(path, 0)
    #expect(throws: ToolError(.noInput, "Cannot read '\(path)': Permission denied.")) {
      try PNGReader.read(.file(path: path))
    }
  }

  @Test func `an empty file is called empty`() throws {
    try expectRefusal(of: [], "it is empty")
  }

  @Test func `another format is told apart from a damaged PNG`() throws {
    let cause = "it is neither PNG, .npy nor TIFF, convert it to PNG first"
    try expectRefusal(of: Array("P5 1 1 255 x".utf8), cause)
    try expectRefusal(of: [0x89, 0x50], cause)
  }

  @Test(arguments: ["gray_8", "palette_4_trns", "rgba_16_interlaced", "pieces_rgb_8"])
  func `a file cut at any byte is refused`(name: String) throws {
    let whole = [UInt8](try Fixtures.data("png/\(name).png"))
    for length in 8..<whole.count {
      try expectRefusal(
        of: Array(whole.prefix(length)), "the PNG is cut short, copy or export it again")
    }
  }

  @Test(arguments: ["gray_8", "palette_4_trns", "rgb_16_interlaced", "private_chunks_gray_8"])
  func `a flipped bit anywhere is refused`(name: String) throws {
    let whole = [UInt8](try Fixtures.data("png/\(name).png"))
    for position in 0..<whole.count {
      var damaged = whole
      damaged[position] ^= 1 << UInt8(position % 8)
      let path = try folder.write(damaged, to: "a.png")
      let error = #expect(throws: ToolError.self, "byte \(position)") {
        try PNGReader.read(.file(path: path))
      }
      #expect(error?.status == .invalidData, "byte \(position)")
    }
  }

  @Test func `a wrong checksum is refused, in chunks that are passed over too`() throws {
    var bytes = PNGBytes.file(
      PNGBytes.header(width: 1, height: 1), PNGBytes.chunk("tEXt", [65, 0, 66]),
      PNGBytes.chunk("IDAT", PNGBytes.stored([0, 7])), PNGBytes.chunk("IEND"))
    let path = try folder.write(bytes, to: "whole.png")
    #expect(try PNGReader.read(.file(path: path)).samples == [7])
    bytes[8 + 25 + 8] ^= 1
    try expectRefusal(of: bytes, "the PNG is corrupt (tEXt: CRC error)")
  }

  @Test(arguments: [(0, 1), (1, 0), (0, 0), (1 << 31, 1)] as [(UInt32, UInt32)])
  func `a size that is none is refused`(width: UInt32, height: UInt32) throws {
    try expectRefusal(
      of: PNGBytes.file(PNGBytes.header(width: width, height: height), PNGBytes.chunk("IEND")),
      width > UInt32(Int32.max)
        ? "the PNG is corrupt (PNG unsigned integer out of range)"
        : "the PNG is corrupt (Invalid IHDR data)")
  }

  @Test func `too many pixels are refused before memory is taken for them`() throws {
    // The largest size there is: its samples would take 2^65 bytes.
    let largest = UInt32(Int32.max)
    let bytes = PNGBytes.file(
      PNGBytes.header(width: largest, height: largest, depth: 16, color: 6),
      PNGBytes.chunk("IDAT", PNGBytes.stored([0])))
    try expectRefusal(
      of: bytes,
      "its 2147483647 x 2147483647 pixels are more than the limit of 1073741824,"
        + " which --max-pixels can raise")
    try expectRefusal(
      of: bytes, "there is no memory for its 2147483647 x 2147483647 pixels",
      status: .outOfMemory, maxPixels: .max)
  }

  @Test func `a header that does not come first is held to the limit, too`() throws {
    try expectRefusal(
      of: PNGBytes.file(
        PNGBytes.chunk("teSt"), PNGBytes.header(width: 9, height: 268_435_463),
        PNGBytes.chunk("IDAT", PNGBytes.stored([0]))),
      "its 9 x 268435463 pixels are more than the limit of 1073741824,"
        + " which --max-pixels can raise")
  }

  @Test func `the limit is the most pixels that pass`() throws {
    let path = Fixtures.path("png/gray_8.png")
    #expect(try PNGReader.read(.file(path: path), maxPixels: 63).samples.count == 63)
    #expect(
      throws: ToolError(
        .invalidData,
        "Cannot read '\(path)': its 9 x 7 pixels are more than the limit of 62,"
          + " which --max-pixels can raise.")
    ) {
      try PNGReader.read(.file(path: path), maxPixels: 62)
    }
  }

  @Test func `a colour outside the palette is refused`() throws {
    try expectRefusal(
      of: PNGBytes.file(
        PNGBytes.header(width: 2, height: 1, depth: 8, color: 3),
        PNGBytes.chunk("PLTE", [1, 2, 3]), PNGBytes.chunk("IDAT", PNGBytes.stored([0, 0, 1])),
        PNGBytes.chunk("IEND")),
      "the PNG is corrupt (a pixel's colour is not in the palette)")
  }

  @Test func `missing chunks are refused`() throws {
    let header = PNGBytes.header(width: 1, height: 1)
    let data = PNGBytes.chunk("IDAT", PNGBytes.stored([0, 7]))
    let end = PNGBytes.chunk("IEND")
    let files = [
      PNGBytes.file(data, end), PNGBytes.file(header, end),
      PNGBytes.file(header, header, data, end),
      PNGBytes.file(PNGBytes.header(width: 1, height: 1, color: 3), data, end),
      PNGBytes.file(header, PNGBytes.chunk("NEED"), data, end),
    ]
    for file in files {
      let path = try folder.write(file, to: "a.png")
      let error = #expect(throws: ToolError.self) { try PNGReader.read(.file(path: path)) }
      #expect(error?.status == .invalidData)
    }
  }
}
