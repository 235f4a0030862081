/// A rectangle of offsets: `x ..< x + width` by `y ..< y + height`.
public struct OffsetRect: Sendable, Hashable, Codable {
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

  /// The offsets in row-major order.
  var offsets: some Sequence<Offset> {
    (0..<count).lazy.map { Offset(x: x + $0 % width, y: y + $0 / width) }
  }

  /// Whether an offset lies in the rectangle.
  public func contains(_ offset: Offset) -> Bool {
    (x..<x + width).contains(offset.x) && (y..<y + height).contains(offset.y)
  }

  /// The place of an offset in row-major order.
  func index(x: Int, y: Int) -> Int { (y - self.y) * width + x - self.x }

  /// The offsets of ``Region/full``: all with any overlap.
  static func full(reference: Size, template: Size) -> OffsetRect {
    OffsetRect(
      x: 1 - template.width, y: 1 - template.height, width: reference.width + template.width - 1,
      height: reference.height + template.height - 1)
  }

  /// The offsets moved to the right and downward.
  func moved(x dx: Int, y dy: Int) -> OffsetRect {
    OffsetRect(x: x + dx, y: y + dy, width: width, height: height)
  }

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

  /// The smallest rectangle that holds both.
  func union(_ other: OffsetRect) -> OffsetRect {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return OffsetRect(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }
}
