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

  /// The most pixels that two rectangles of these sizes have in common, at any offset.
  func largestOverlap(with other: Size) -> Int {
    min(width, other.width) * min(height, other.height)
  }
}
