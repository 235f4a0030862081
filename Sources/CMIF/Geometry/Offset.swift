/// Where the template's pixel (0, 0) lies on the reference: `x` to the right, `y` downward.
///
/// Either may be negative: the template then sticks out to the left or at the top.
public struct Offset: Sendable, Hashable {
  /// The reference column below the template's first column.
  public var x: Int
  /// The reference row below the template's first row.
  public var y: Int

  /// Creates an offset of `x` columns to the right and `y` rows downward.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// A rectangle of offsets: `x ..< x + width` by `y ..< y + height`.
public struct OffsetRect: Sendable, Hashable {
  /// The first column's `x`.
  public var x: Int
  /// The first row's `y`.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Creates the rectangle whose first offset is (x, y).
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The number of offsets, `width * height`.
  public var count: Int { width * height }

  /// The place of an offset in row-major order.
  func index(x: Int, y: Int) -> Int { (y - self.y) * width + x - self.x }

  /// The rectangle with a margin added on every side.
  func expanded(by margin: Int) -> OffsetRect {
    OffsetRect(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  /// The offsets in both rectangles, or `nil` when there are none.
  func intersection(_ other: OffsetRect) -> OffsetRect? {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(x + width, other.x + other.width)
    let bottom = min(y + height, other.y + other.height)
    guard left < right && top < bottom else { return nil }
    return OffsetRect(x: left, y: top, width: right - left, height: bottom - top)
  }
}
