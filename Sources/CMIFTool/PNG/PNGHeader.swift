/// What the first bytes of a PNG say about its size, before anything else is read.
struct PNGHeader {
  /// Where the first chunk ends, with its checksum.
  static let end = 33

  let width: Int
  let height: Int

  /// Reads the header; `nil` where there is none, or a size that no PNG may have.
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

  /// More bytes than a file of this size has any use for: twice those of uncompressed samples and
  /// of the filters of interlaced rows, and 64 MiB for everything else.
  var largestFile: Int {
    pixels < 1 << 50 ? 16 * pixels + 4 * height + 64 << 20 : .max
  }
}
