/// The size of an image's pixels, from the middle of one to the middle of the next, in any unit of length.
public struct PixelSpacing: Sendable, Hashable {
  /// The distance between columns, above 0.
  public let x: Double
  /// The distance between rows, above 0.
  public let y: Double

  /// Creates the size of pixels that are `x` wide and `y` high.
  ///
  /// - Precondition: Both are finite and above 0.
  public init(x: Double, y: Double) {
    precondition(
      x > 0 && y > 0 && x.isFinite && y.isFinite, "pixels of \(x) x \(y) are no finite area")
    self.x = x
    self.y = y
  }

  /// Square pixels of one unit.
  public static let unit = PixelSpacing(x: 1, y: 1)

  /// Pixels that are so many times as wide and as high, within the numbers that there are.
  func multiplied(by factors: PixelSpacing) -> PixelSpacing {
    func limited(_ side: Double) -> Double {
      min(max(side, .leastNormalMagnitude), .greatestFiniteMagnitude)
    }
    return PixelSpacing(x: limited(x * factors.x), y: limited(y * factors.y))
  }
}
