import CMIF

/// Reads arrays in NumPy's file format, versions 1 to 3.
enum NPYReader {
  /// The longest header's text that is read. NumPy writes that of a picture in fewer than 128 bytes.
  private static let longestText = 1 << 16

  /// Reads an array whose first bytes are ``NPYHeader/magic``.
  ///
  /// - Throws: Status 65 for what is no picture, before its numbers are read if the header says so, and 69 where
  ///   there is no memory for it.
  static func read(
    _ input: inout InputBytes, budget: PixelBudget
  ) throws(ToolError) -> StoredArray {
    try input.read(atLeast: longestPrefix)
    let text = try input.namingSource { () throws(InputDefect) in try textRange(input.bytes) }
    try input.read(atLeast: text.upperBound)
    let (header, end) = try input.namingSource { () throws(InputDefect) in
      guard input.bytes.count >= text.upperBound else { throw cutShort }
      let header = try NPYHeader(text: input.bytes[text])
      return (header, text.upperBound + (try byteCount(of: header, budget: budget)))
    }
    try input.readAll(limit: end, excess: "there are bytes after its array: save one array a file")
    return try input.namingSource { () throws(InputDefect) in
      guard input.bytes.count == end else { throw cutShort }
      let pixels = PixelArray(
        width: header.width, height: header.height, model: header.model,
        values: header.numbers(in: input.bytes[text.upperBound...]))
      return StoredArray(
        pixels: pixels, number: header.number, hasChannelAxis: header.shape.count > 2)
    }
  }

  private static let cutShort = InputDefect("the array is cut short, copy or export it again")

  /// The bytes before the header's text: the magic bytes, the version, and the text's length in 2 or 4 bytes.
  private static let longestPrefix = NPYHeader.magic.count + 2 + 4

  /// The place of the header's text.
  private static func textRange(_ bytes: [UInt8]) throws(InputDefect) -> Range<Int> {
    guard bytes.count > NPYHeader.magic.count else { throw cutShort }
    let version = bytes[NPYHeader.magic.count]
    guard (1...3).contains(version) else {
      throw InputDefect("its format is version \(version) of NumPy's, and versions 1 to 3 are read")
    }
    let start = version == 1 ? longestPrefix - 2 : longestPrefix
    guard bytes.count >= start else { throw cutShort }
    let length = bytes[(NPYHeader.magic.count + 2)..<start].reversed().reduce(0) {
      $0 << 8 | Int($1)
    }
    guard length <= longestText else {
      throw NPYHeader.corrupt("it has \(length) bytes, more than \(longestText)")
    }
    return start..<start + length
  }

  /// The number of bytes of the array's numbers.
  ///
  /// - Throws: Why there may not be so many pixels, or no memory for them.
  private static func byteCount(
    of header: NPYHeader, budget: PixelBudget
  ) throws(InputDefect) -> Int {
    try budget.check(width: header.width, height: header.height)
    let stored = header.number.size + PixelBytes.number
    try budget.checkMemory(
      width: header.width, height: header.height, channels: header.channels, stored: stored)
    // There is memory for more bytes than these: no overflow.
    return header.width * header.height * header.channels * header.number.size
  }
}
