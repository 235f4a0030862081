/// A map from template pixel coordinates to reference pixel coordinates.
///
///     [x']   [m00 m01 tx]   [x]
///     [y'] = [m10 m11 ty] · [y]
///                           [1]
///
/// x runs to the right and y downward, and a pixel's centre is at whole numbers. Angles are in degrees; a
/// positive angle turns from x toward y, clockwise as seen on screen. The matrix is the authority: ``angle``
/// and ``scale`` are derived from it.
public struct Pose: Sendable, Hashable, Codable {
  /// How far x' moves for a pixel along x.
  public var m00: Double
  /// How far x' moves for a pixel along y.
  public var m01: Double
  /// The x' of the template's pixel (0, 0).
  public var tx: Double
  /// How far y' moves for a pixel along x.
  public var m10: Double
  /// How far y' moves for a pixel along y.
  public var m11: Double
  /// The y' of the template's pixel (0, 0).
  public var ty: Double

  /// Creates a pose from the rows of its matrix.
  public init(m00: Double, m01: Double, tx: Double, m10: Double, m11: Double, ty: Double) {
    self.m00 = m00
    self.m01 = m01
    self.tx = tx
    self.m10 = m10
    self.m11 = m11
    self.ty = ty
  }

  /// Creates the pose that turns by `angle` degrees, scales, and puts the template's pixel (0, 0) on (x, y).
  ///
  ///     m00 = m11 = scale cos(angle)        m10 = -m01 = scale sin(angle)
  ///
  /// Sine and cosine of whole quarter turns are exact.
  public init(x: Double, y: Double, angle: Double = 0, scale: Double = 1) {
    let (c, s) = Self.turn(angle)
    self.init(m00: scale * c, m01: -scale * s, tx: x, m10: scale * s, m11: scale * c, ty: y)
  }

  /// A shift of the template as it is.
  init(_ offset: Offset) { self.init(x: Double(offset.x), y: Double(offset.y)) }

  /// Creates the pose that turns by `angle` degrees and scales about the template's middle, and puts that
  /// middle on `center`.
  ///
  /// - Parameters:
  ///   - center: Where the template's middle lands, in reference coordinates.
  ///   - size: The template's size; its middle is `((width - 1) / 2, (height - 1) / 2)`.
  ///   - angle: The turn in degrees.
  ///   - scale: The factor of lengths.
  public init(center: Point, of size: Size, angle: Double, scale: Double) {
    self.init(x: 0, y: 0, angle: angle, scale: scale)
    let middle = self.center(of: size)
    tx = center.x - middle.x
    ty = center.y - middle.y
  }

  /// How far outside a border a point may lie and still count as inside, in pixels: more than the rounding
  /// of poses moves it.
  static let tolerance = 1e-9

  /// The pose that changes nothing.
  public static let identity = Pose(x: 0, y: 0)

  /// The turn `atan2(m10, m00)` in degrees, from -180 to 180.
  public var angle: Double { arcTangent(y: m10, x: m00) * 180 / .pi }

  /// The factor of lengths, the square root of the determinant's magnitude.
  public var scale: Double { abs(determinant).squareRoot() }

  /// The factor of areas, negative for a mirror image.
  var determinant: Double { m00 * m11 - m01 * m10 }

  /// Where the template's point (x, y) lands on the reference.
  public func apply(x: Double, y: Double) -> Point {
    Point(x: m00 * x + m01 * y + tx, y: m10 * x + m11 * y + ty)
  }

  /// Where the middle of a template lands: the image of `((width - 1) / 2, (height - 1) / 2)`.
  public func center(of size: Size) -> Point {
    apply(x: Double(size.width - 1) / 2, y: Double(size.height - 1) / 2)
  }

  /// The pose on a reference whose pixels have coordinates greater by x and y.
  func shifted(x: Double, y: Double) -> Pose {
    Pose(m00: m00, m01: m01, tx: tx + x, m10: m10, m11: m11, ty: ty + y)
  }

  /// The map that makes another one first, then this one.
  func after(_ first: Pose) -> Pose {
    let origin = apply(x: first.tx, y: first.ty)
    return Pose(
      m00: m00 * first.m00 + m01 * first.m10, m01: m00 * first.m01 + m01 * first.m11, tx: origin.x,
      m10: m10 * first.m00 + m11 * first.m10, m11: m10 * first.m01 + m11 * first.m11, ty: origin.y)
  }

  /// The map from reference to template coordinates, or `nil` when the matrix has no inverse.
  var inverse: Pose? {
    let d = determinant
    guard d != 0, d.isFinite else { return nil }
    return Pose(
      m00: m11 / d, m01: -m01 / d, tx: (m01 * ty - m11 * tx) / d,
      m10: -m10 / d, m11: m00 / d, ty: (m10 * tx - m00 * ty) / d)
  }

  /// The map from reference to template coordinates.
  ///
  /// - Throws: ``CMIFError/singularPose`` when this map or its inverse has a number that is not finite.
  public func inverted() throws(CMIFError) -> Pose {
    guard let inverse, isFinite, inverse.isFinite else { throw .singularPose }
    return inverse
  }

  private var isFinite: Bool { [m00, m01, tx, m10, m11, ty].allSatisfy(\.isFinite) }

  /// Cosine and sine of an angle in degrees, exact for quarter turns.
  private static func turn(_ degrees: Double) -> (cosine: Double, sine: Double) {
    switch degrees.truncatingRemainder(dividingBy: 360) {
    case 0: (1, 0)
    case 90, -270: (0, 1)
    case 180, -180: (-1, 0)
    case 270, -90: (0, -1)
    default: (cosine(degrees * .pi / 180), sine(degrees * .pi / 180))
    }
  }
}
