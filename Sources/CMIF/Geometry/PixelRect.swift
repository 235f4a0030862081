/// A rectangle of the reference's pixel grid, which may reach beyond the reference.
public struct PixelRect: Sendable, Equatable {
  /// The reference column of the leftmost pixels.
  public let x: Int
  /// The reference row of the topmost pixels.
  public let y: Int
  /// The number of columns and rows, each at least 1.
  public let size: Size

  /// Creates a rectangle whose top left pixel lies at (x, y) of the reference.
  ///
  /// - Precondition: The size is positive.
  public init(x: Int, y: Int, size: Size) {
    precondition(
      size.width > 0 && size.height > 0,
      "a canvas of \(size.width) x \(size.height) has no pixels")
    self.x = x
    self.y = y
    self.size = size
  }

  /// The whole of a reference.
  public init(_ reference: Size) {
    self.init(x: 0, y: 0, size: reference)
  }

  /// The smallest rectangle that holds every pixel centre of a reference and of a template on it.
  ///
  /// Corners that the pose puts within 10^-9 of a pixel's centre count as lying there.
  ///
  /// - Parameters:
  ///   - reference: The size of the reference, which lies where it is.
  ///   - template: The size of the template, which the pose puts into place.
  ///   - pose: The map from template to reference coordinates.
  ///   - maxPixels: The most pixels that the rectangle may have.
  /// - Throws: ``CMIFError/singularPose`` where a corner is not finite,
  ///   ``CMIFError/canvasLimit(maxPixels:)`` where the rectangle has too many pixels.
  public static func union(
    of reference: Size, and template: Size, under pose: Pose, maxPixels: Int
  ) throws(CMIFError) -> PixelRect {
    let (right, bottom) = (Double(template.width - 1), Double(template.height - 1))
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(pose.apply)
    let horizontal = try span(of: corners.map(\.x), and: reference.width, limit: maxPixels)
    let vertical = try span(of: corners.map(\.y), and: reference.height, limit: maxPixels)
    let (area, overflow) = horizontal.count.multipliedReportingOverflow(by: vertical.count)
    guard !overflow, area <= maxPixels else { throw .canvasLimit(maxPixels: maxPixels) }
    return PixelRect(
      x: horizontal.lowerBound, y: vertical.lowerBound,
      size: Size(width: horizontal.count, height: vertical.count))
  }

  /// The whole numbers from the least to the largest of `positions` and `0 ..< length`.
  private static func span(
    of positions: [Double], and length: Int, limit: Int
  ) throws(CMIFError) -> ClosedRange<Int> {
    let tolerance = Sampler.tolerance
    let low = positions.reduce(0) { min($0, ($1 + tolerance).rounded(.down)) }
    let high = positions.reduce(Double(length - 1)) { max($0, ($1 - tolerance).rounded(.up)) }
    guard positions.allSatisfy(\.isFinite) else { throw .singularPose }
    // Beyond 2^52 neither the limit nor the sums below could be told exactly.
    guard high - low < min(Double(limit), 0x1p52) else { throw .canvasLimit(maxPixels: limit) }
    return Int(low)...Int(high)
  }
}
