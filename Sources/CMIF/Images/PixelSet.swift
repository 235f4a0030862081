/// A set of the pixels of a picture, by their row-major indices: a bit for each pixel.
struct PixelSet {
  private var bits: [UInt64]

  /// Creates an empty set of the pixels of a picture.
  init(pixelCount: Int) {
    bits = [UInt64](repeating: 0, count: (pixelCount + 63) / 64)
  }

  func contains(_ pixel: Int) -> Bool { bits[pixel >> 6] >> UInt64(pixel & 63) & 1 == 1 }

  mutating func insert(_ pixel: Int) { bits[pixel >> 6] |= 1 << UInt64(pixel & 63) }
}
