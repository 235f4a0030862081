/// The square pixels that two images of known pixel sizes are brought to before they are compared.
///
/// The side of a pixel is
///
///     max(min(rx, ry), min(tx, ty))
///
/// with `rx`, `ry` and `tx`, `ty` the pixel sizes of reference and template: the finer side of the coarser image's
/// pixels. What the coarser image tells is kept, and pixels that only one of them has are not searched.
///
/// An image and its copy on the grid share their left and upper edges, so that `x` of the image is
/// `k (x + 1/2) - 1/2` on the grid, with `k` the image's pixel size in parts of the grid's.
public struct CommonGrid: Sendable, Hashable {
  /// The side of the grid's pixels, in the unit of the spacings.
  public let side: Double
  /// The sizes on the grid, rounded to whole pixels.
  public let referenceSize: Size
  public let templateSize: Size
  /// How many pixels of the grid a pixel of the image is wide and high.
  let referenceFactors: Factors
  let templateFactors: Factors

  /// The numbers of the grid's pixels to one of an image, along each axis.
  struct Factors: Sendable, Hashable {
    let x: Double
    let y: Double

    var areOne: Bool { x == 1 && y == 1 }

    /// The map from the image's pixel coordinates to the grid's.
    var pose: Pose { Pose(m00: x, m01: 0, tx: (x - 1) / 2, m10: 0, m11: y, ty: (y - 1) / 2) }

    /// The map from the grid's pixel coordinates to the image's.
    var inverse: Pose {
      Pose(m00: 1 / x, m01: 0, tx: (1 / x - 1) / 2, m10: 0, m11: 1 / y, ty: (1 / y - 1) / 2)
    }
  }

  /// The most pixels of an image on the grid: as many as counts have room for.
  static let largestArea = Int(Int32.max)

  /// The grid of two images.
  ///
  /// - Throws: ``CMIFError/noCommonGrid(limit:)`` when an image has more than 2^31 - 1 pixels on the grid, or the
  ///   ratio of two sizes is no finite number above 0.
  public init(
    reference: Size, spacing referenceSpacing: PixelSpacing, template: Size,
    spacing templateSpacing: PixelSpacing
  ) throws(CMIFError) {
    side = max(referenceSpacing.finer, templateSpacing.finer)
    referenceFactors = try Self.factors(referenceSpacing, side: side)
    templateFactors = try Self.factors(templateSpacing, side: side)
    referenceSize = try Self.size(of: reference, referenceFactors)
    templateSize = try Self.size(of: template, templateFactors)
  }

  private static func factors(
    _ spacing: PixelSpacing, side: Double
  ) throws(CMIFError) -> Factors {
    let factors = [spacing.x / side, spacing.y / side]
    guard factors.allSatisfy({ $0.isNormal && (1 / $0).isNormal }) else {
      throw .noCommonGrid(limit: largestArea)
    }
    return Factors(x: factors[0], y: factors[1])
  }

  private static func size(of size: Size, _ factors: Factors) throws(CMIFError) -> Size {
    let width = max(1, (Double(size.width) * factors.x).rounded())
    let height = max(1, (Double(size.height) * factors.y).rounded())
    guard width * height <= Double(largestArea) else { throw .noCommonGrid(limit: largestArea) }
    return Size(width: Int(width), height: Int(height))
  }

  /// Whether both images lie on the grid as they are.
  public var isOfImages: Bool { referenceFactors.areOne && templateFactors.areOne }

  /// The pose of the images from that of their copies on the grid.
  public func pose(of copies: Pose) -> Pose {
    isOfImages ? copies : referenceFactors.inverse.after(copies.after(templateFactors.pose))
  }

  /// The pose of the copies on the grid from that of the images.
  public func poseOfCopies(_ pose: Pose) -> Pose {
    isOfImages ? pose : referenceFactors.pose.after(pose.after(templateFactors.inverse))
  }

  /// How many reference pixels one pixel of the grid is long: the square root of the ratio of their areas.
  var referencePixels: Double { 1 / (referenceFactors.x * referenceFactors.y).squareRoot() }
}
