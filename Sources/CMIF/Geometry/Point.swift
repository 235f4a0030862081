/// A point of an image in pixels: `x` to the right, `y` downward, a pixel's centre at whole numbers.
public struct Point: Sendable, Hashable, Codable {
  /// The distance from the first column's centre, in pixels.
  public var x: Double
  /// The distance from the first row's centre, in pixels.
  public var y: Double

  /// Creates the point (x, y).
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
