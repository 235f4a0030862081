/// The size of an image in pixels.
public struct Size: Sendable, Hashable, Codable {
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Creates the size of `width` columns and `height` rows.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The number of pixels, `width * height`.
  public var area: Int { width * height }

  /// Half the length of the diagonal in pixels.
  var halfDiagonal: Double { Double(width * width + height * height).squareRoot() / 2 }

  /// Whether a pixel of an image of this size or one of its eight neighbours in it has a property.
  func hasNeighbor(x: Int, y: Int, where isFound: (_ x: Int, _ y: Int) -> Bool) -> Bool {
    for v in max(y - 1, 0)...min(y + 1, height - 1) {
      for u in max(x - 1, 0)...min(x + 1, width - 1) where isFound(u, v) { return true }
    }
    return false
  }

  /// Calls `body` with the row-major index of a pixel of an image of this size and those of its neighbours in it, up to
  /// eight.
  @inline(__always)
  func forEachNeighbor(of index: Int, _ body: (_ neighbor: Int) -> Void) {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    for v in max(y - 1, 0)...min(y + 1, height - 1) {
      for u in max(x - 1, 0)...min(x + 1, width - 1) { body(v * width + u) }
    }
  }

  /// The most pixels that two rectangles of these sizes have in common, at any offset.
  func largestOverlap(with other: Size) -> Int {
    min(width, other.width) * min(height, other.height)
  }

  /// The least power of two by which the sides of a template are reduced to no more than so many pixels in all, or, on
  /// thin pictures, the largest one that leaves a pixel of each side of template and reference.
  func reduction(toAtMost pixels: Int, on reference: Size) -> Int {
    let shortest = min(width, height, reference.width, reference.height)
    var factor = 1
    while area / (factor * factor) > pixels, 2 * factor <= shortest { factor *= 2 }
    return factor
  }
}
