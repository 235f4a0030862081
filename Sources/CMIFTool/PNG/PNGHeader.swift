/// The size of a picture from the first bytes of a PNG.
struct PNGHeader {
  /// The number of bytes up to the end of the first chunk, its checksum included.
  static let end = 33

  let width: Int
  let height: Int

  /// Reads the header; `nil` if there is none, or if no PNG may have its size.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.end, bytes[12..<16].elementsEqual("IHDR".utf8) else { return nil }
    func number(at start: Int) -> Int {
      bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    (width, height) = (number(at: 16), number(at: 20))
    let sizes = 1...Int(Int32.max)
    guard sizes.contains(width), sizes.contains(height) else { return nil }
  }

  /// The number of pixels, below 2^62.
  var pixels: Int { width * height }

  /// A limit for the bytes of a file of this size: twice the uncompressed samples of 4 channels and 16
  /// bits, twice the filters of interlaced rows, and 64 MiB for everything else.
  var largestFile: Int {
    pixels < 1 << 50 ? 16 * pixels + 4 * height + 64 << 20 : .max
  }
}
