import CMIF

extension CommonGrid {
  /// The bytes for each pixel of the grid: a mean for each of four planes and its sample, the mask, and labels.
  private static let bytesPerPixel = 4 * (PixelBytes.number + PixelBytes.integer) + 16

  /// Throws ``CMIFError/outOfMemory(bytes:)`` where there is no memory for both images on the grid, which may be larger
  /// than the images.
  func requireMemory() throws(CMIFError) {
    guard !isOfImages else { return }
    let bytes = (referenceSize.area + templateSize.area) * Self.bytesPerPixel
    guard Memory.isAvailable(bytes: bytes) else { throw .outOfMemory(bytes: bytes) }
  }
}
