/// The pixels of an image that take part in quantising, in the counts and in the overlap.
public struct Mask: Sendable, Equatable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The flags, row-major; `true` where the pixel takes part.
  public let isIncluded: [Bool]

  /// The size in pixels.
  var size: Size { Size(width: width, height: height) }

  /// Creates a mask from row-major flags.
  ///
  /// - Precondition: `width` and `height` are positive and `isIncluded.count == width * height`.
  public init(width: Int, height: Int, isIncluded: [Bool]) {
    precondition(width > 0 && height > 0, "a mask of \(width) x \(height) has no pixels")
    precondition(
      isIncluded.count == width * height,
      "\(isIncluded.count) flags do not fill a mask of \(width) x \(height)")
    self.width = width
    self.height = height
    self.isIncluded = isIncluded
  }

  /// The pixels that take part in both masks.
  ///
  /// - Precondition: Both masks have the same size.
  public func intersection(_ other: Mask) -> Mask {
    precondition(
      width == other.width && height == other.height,
      "masks of \(width) x \(height) and \(other.width) x \(other.height) do not lie on one grid")
    return Mask(
      width: width, height: height,
      isIncluded: zip(isIncluded, other.isIncluded).map { $0 && $1 })
  }

  /// Traps unless the mask has the size of a plane.
  func checkFits(_ plane: Plane) { checkFits(width: plane.width, height: plane.height, "plane") }

  /// Traps unless the mask has the size of a picture.
  func checkFits(_ picture: Picture) {
    checkFits(width: picture.width, height: picture.height, "picture")
  }

  /// Traps unless the mask has the size of an array.
  func checkFits(_ array: PixelArray) {
    checkFits(width: array.width, height: array.height, "array")
  }

  private func checkFits(width: Int, height: Int, _ what: String) {
    precondition(
      self.width == width && self.height == height,
      "a mask of \(self.width) x \(self.height) does not fit a \(what) of \(width) x \(height)")
  }
}

/// A mask of some pixels, or none where all of them take part.
extension Mask? {
  /// Whether the pixel with a row-major index takes part.
  @inline(__always)
  func includes(_ index: Int) -> Bool { self?.isIncluded[index] ?? true }

  /// Whether the pixel in column `x` and row `y` of an image exists and takes part.
  @inline(__always)
  func includes(x: Int, y: Int, of size: Size) -> Bool {
    guard (0..<size.width).contains(x), (0..<size.height).contains(y) else { return false }
    return includes(y * size.width + x)
  }
}
