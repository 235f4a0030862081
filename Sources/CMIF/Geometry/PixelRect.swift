/// A rectangle of an image's pixel grid, mostly the reference's, which may reach beyond the image.
public struct PixelRect: Sendable, Hashable, Codable {
  /// The column of the leftmost pixels.
  public let x: Int
  /// The row of the topmost pixels.
  public let y: Int
  /// The number of columns and rows, each at least 1.
  public let size: Size

  /// Creates a rectangle whose top left pixel lies at (x, y).
  ///
  /// - Precondition: The size is positive.
  public init(x: Int, y: Int, size: Size) {
    precondition(
      size.width > 0 && size.height > 0,
      "a rectangle of \(size.width) x \(size.height) has no pixels")
    self.x = x
    self.y = y
    self.size = size
  }

  /// Creates the rectangle of all pixels of an image.
  ///
  /// - Precondition: The size is positive.
  public init(_ image: Size) {
    self.init(x: 0, y: 0, size: image)
  }

  /// Creates the rectangle of some columns and rows.
  ///
  /// - Precondition: There is at least one of each.
  package init(columns: Range<Int>, rows: Range<Int>) {
    self.init(
      x: columns.lowerBound, y: rows.lowerBound,
      size: Size(width: columns.count, height: rows.count))
  }

  var columns: Range<Int> { x..<x + size.width }
  var rows: Range<Int> { y..<y + size.height }

  /// Whether a pixel lies in the rectangle.
  func contains(x column: Int, y row: Int) -> Bool {
    columns.contains(column) && rows.contains(row)
  }

  /// The rectangle of an image that is larger by a factor.
  func enlarged(by factor: Int) -> PixelRect {
    PixelRect(
      x: x * factor, y: y * factor,
      size: Size(width: size.width * factor, height: size.height * factor))
  }

  /// Decodes a rectangle.
  ///
  /// - Throws: `DecodingError` when a number is missing or the size is not positive.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let size = try container.decode(Size.self, forKey: .size)
    guard size.width > 0, size.height > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: container,
        debugDescription: "a rectangle of \(size.width) x \(size.height) has no pixels")
    }
    self.init(
      x: try container.decode(Int.self, forKey: .x), y: try container.decode(Int.self, forKey: .y),
      size: size)
  }

  /// The smallest rectangle that holds every pixel centre of a reference and of a template on it.
  ///
  /// A corner of the template that lies within 10^-9 of a pixel's centre counts as lying on it.
  ///
  /// - Parameters:
  ///   - reference: The size of the reference, which stays where it is.
  ///   - template: The size of the template, which the pose puts into place.
  ///   - pose: The map from template to reference coordinates.
  ///   - maxPixels: The most pixels that the rectangle may have.
  /// - Throws: ``CMIFError/singularPose`` when a corner is not finite,
  ///   ``CMIFError/canvasTooLarge(limit:)`` when the rectangle has too many pixels.
  public static func union(
    of reference: Size, and template: Size, under pose: Pose, maxPixels: Int
  ) throws(CMIFError) -> PixelRect {
    let corners = pose.corners(of: template)
    let horizontal = try span(of: corners.map(\.x), and: reference.width, limit: maxPixels)
    let vertical = try span(of: corners.map(\.y), and: reference.height, limit: maxPixels)
    let (area, overflow) = horizontal.count.multipliedReportingOverflow(by: vertical.count)
    guard !overflow, area <= maxPixels else { throw .canvasTooLarge(limit: maxPixels) }
    return PixelRect(columns: Range(horizontal), rows: Range(vertical))
  }

  /// The whole numbers from the least to the largest of `positions` and `0 ..< length`.
  private static func span(
    of positions: [Double], and length: Int, limit: Int
  ) throws(CMIFError) -> ClosedRange<Int> {
    guard positions.allSatisfy(\.isFinite) else { throw .singularPose }
    let low = positions.reduce(0) { min($0, ($1 + Pose.tolerance).rounded(.down)) }
    let high = positions.reduce(Double(length - 1)) {
      max($0, ($1 - Pose.tolerance).rounded(.up))
    }
    // Beyond 2^52, whole numbers and the sums below would no longer be exact.
    guard high - low < min(Double(limit), 0x1p52) else { throw .canvasTooLarge(limit: limit) }
    return Int(low)...Int(high)
  }
}
