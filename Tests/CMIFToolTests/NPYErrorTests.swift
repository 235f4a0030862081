import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct NPYErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ bytes: [UInt8], maxPixels: Int) throws -> InputPicture {
    let path = try folder.write(bytes, to: "a.npy")
    return try PictureReader.read(.file(path: path), budget: PixelBudget(maxPixels: maxPixels))
  }

  /// Expects a file of these bytes to be refused with this sentence after its name.
  private func expectRefusal(
    of bytes: [UInt8], _ cause: String, status: ToolStatus = .invalidData,
    maxPixels: Int = PixelBudget.defaultMaxPixels, location: SourceLocation = #_sourceLocation
  ) throws {
    let sentence = "Cannot read '\(folder.path("a.npy"))': \(cause)."
    #expect(throws: ToolError(status, sentence), sourceLocation: location) {
      try read(bytes, maxPixels: maxPixels)
    }
  }

  @Test(arguments: ["uint8", "float64_3_channels", "uint16_version_2", "uint16_version_3"])
  func `a file cut at any byte is refused`(name: String) throws {
    let whole = [UInt8](try Fixtures.data("npy/\(name).npy"))
    for length in NPYHeader.magic.count..<whole.count {
      try expectRefusal(
        of: Array(whole.prefix(length)), "the array is cut short, copy or export it again")
    }
  }

  @Test func `bytes after the array are refused`() throws {
    let whole = [UInt8](try Fixtures.data("npy/uint8.npy"))
    for excess in [[0], whole] {
      try expectRefusal(
        of: whole + excess, "there are bytes after its array: save one array a file")
    }
  }

  @Test(arguments: ["uint8", "float64_3_channels", "uint16_version_2"])
  func `a flipped bit is a number, or refused with a sentence`(name: String) throws {
    let whole = [UInt8](try Fixtures.data("npy/\(name).npy"))
    for position in whole.indices {
      var damaged = whole
      damaged[position] ^= 1 << UInt8(position % 8)
      do {
        let picture = try read(damaged, maxPixels: 1 << 20).picture
        #expect(picture.size.area <= 1 << 20, "byte \(position)")
      } catch let error as ToolError {
        #expect(error.status == .invalidData, "byte \(position): \(error)")
        #expect(error.message.hasSuffix("."), "byte \(position)")
      }
    }
  }

  @Test(arguments: [
    "<i8", "<u8", "<f2", "<f16", "<c8", "|O", "|S3", "<U4", "<M8[us]", "|V16", "|i2", "=i2", "i2",
    "<i3", "", "<", "<\n",
  ])
  func `a type that is not read is named`(code: String) throws {
    try expectRefusal(
      of: ArrayFile(code, "(2, 2)", data: Array(repeating: 0, count: 64)).bytes,
      "its numbers are of the type \(code.quoted), convert it to bool, integers of 8 to 32 bits, "
        + "float32 or float64 first")
  }

  @Test func `records are told apart`() throws {
    let text = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 2), }"
    try expectRefusal(
      of: ArrayFile(text).bytes, "its elements are records, make an array of each field first")
  }

  @Test(arguments: [
    "()", "(4,)", "(2, 2, 2)", "(3, 8, 8)", "(2, 2, 5)", "(2, 2, 0)", "(2, 2, 1, 1)",
  ])
  func `a shape that is no picture's is told`(shape: String) throws {
    try expectRefusal(
      of: ArrayFile("|u1", shape).bytes,
      "its shape is \(shape.replacing(",)", with: ")")), but a picture has two axes, or three with "
        + "1, 3 or 4 channels last")
  }

  @Test(arguments: ["(0, 4)", "(4, 0)", "(0, 0, 3)"])
  func `an array without pixels is refused`(shape: String) throws {
    try expectRefusal(
      of: ArrayFile("|u1", shape).bytes, "its shape is \(shape), so that it has no pixels")
  }

  @Test(arguments: [
    ("", "a '{' is missing"), ("{", "a value is missing"), ("{}", "it has no 'descr'"),
    ("[1]", "a '{' is missing"), ("{1: 2}", "a value is missing"),
    ("{True: 2}", "a name is missing"), ("{'descr' '<f4'}", "a ':' is missing"),
    ("{'descr: ", "a text does not end"), ("{'descr': }", "a value is missing"),
    ("{'descr': '<f4' 'shape': (1, 2)}", "a '}' is missing"),
    ("{'descr': '<f4', 'descr': '<f4'}", "it has 'descr' twice"),
    ("{'descr': (1, 2)}", "it has no 'descr'"),
    ("{'descr': '<f4'}", "it has no 'fortran_order'"),
    ("{'descr': '<f4', 'fortran_order': 'False'}", "it has no 'fortran_order'"),
    ("{'descr': '<f4', 'fortran_order': False}", "it has no 'shape'"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, -2)}", number),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2.0)}", "a ')' is missing"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", number),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 99999999999999999999)}", number),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2", "a ')' is missing"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)} x", "there is text after its end"),
    ("{'descr': '<f4', 'fortran_order': None, 'shape': (1, 2)}", "a value is missing"),
  ])
  func `a header that cannot be understood is refused with the cause`(
    text: String, cause: String
  ) throws {
    try expectRefusal(of: ArrayFile(text).bytes, "the array's header is corrupt (\(cause))")
  }

  private static let number = "a length is no number, or too large"

  @Test(arguments: [
    #"{"descr":"|u1","fortran_order":False,"shape":(1,2)}"#,
    "  {'shape': (1, 2,), 'fortran_order': True, 'descr': '>u1'  , }  \n\n",
  ])
  func `a header in other words is read`(text: String) throws {
    let input = try read(ArrayFile(text, data: [7, 9]).bytes, maxPixels: 2)
    #expect(input.picture.samples == [7, 9])
  }

  @Test func `another version and an endless header are refused before more is read`() throws {
    for version in [0, 4, 255] as [UInt8] {
      var file = ArrayFile("|u1", "(1, 1)", data: [1])
      file.version = version
      try expectRefusal(
        of: file.bytes, "its format is version \(version) of NumPy's, and versions 1 to 3 are read")
    }
    let endless = NPYHeader.magic + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF]
    try expectRefusal(
      of: endless,
      "the array's header is corrupt (it has 4294967295 bytes, more than 65536)")
  }

  @Test func `too many pixels are refused before memory is taken for them`() throws {
    for shape in ["(65536, 65537)", "(9223372036854775807, 9223372036854775807, 4)"] {
      let lengths = shape.dropFirst().split(separator: ",").map { $0.filter(\.isNumber) }
      let size = "\(lengths[1]) x \(lengths[0])"
      try expectRefusal(
        of: ArrayFile("<f8", shape).bytes,
        "its \(size) pixels are more than the limit of 1073741824, which --max-pixels can raise")
    }
    let largest = ArrayFile("<f8", "(2147483647, 2147483647, 4)").bytes
    try expectRefusal(
      of: largest, "there is no memory for its 2147483647 x 2147483647 pixels",
      status: .outOfMemory, maxPixels: .max)
  }

  @Test func `the limit is the most pixels that pass`() throws {
    let bytes = [UInt8](try Fixtures.data("npy/uint8.npy"))
    #expect(try read(bytes, maxPixels: 35).size.area == 35)
    try expectRefusal(
      of: bytes, "its 7 x 5 pixels are more than the limit of 34, which --max-pixels can raise",
      maxPixels: 34)
  }
}
