/// The square pixels that two images of known pixel sizes are brought to before they are compared.
///
/// With `rx`, `ry` and `tx`, `ty` the pixel sizes of reference and template, the side of a pixel is
///
///     min(max(min(rx, ry), min(tx, ty)), max(min(rx, ry, tx, ty), sqrt(A / 2^16), sqrt(B / 2^22)))
///
/// with `A` and `B` the areas of template and reference. The first part is the finer side of the coarser image's pixels:
/// what that image tells is kept, and pixels that only the other has are not searched. Where that would leave a small
/// template fewer pixels than are compared at once, the pixels of the grid are finer, at most as fine as the finest side:
/// labels are made of surroundings that are so many pixels wide, whatever these show.
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
  /// The pixel sizes of the images.
  let referenceSpacing: PixelSpacing
  let templateSpacing: PixelSpacing
  /// How many times as long the template is on the scene as the spacings say.
  let scale: Double

  /// The numbers of the grid's pixels, or of units of length, to one pixel of an image, along each axis.
  struct Factors: Sendable, Hashable {
    let x: Double
    let y: Double

    var areOne: Bool { x == 1 && y == 1 }

    fileprivate var finer: Double { min(x, y) }

    fileprivate func area(of size: Size) -> Double {
      Double(size.width) * x * Double(size.height) * y
    }

    fileprivate func divided(by side: Double) throws(CMIFError) -> Factors {
      let factors = Factors(x: x / side, y: y / side)
      guard [factors.x, factors.y].allSatisfy({ $0.isNormal && (1 / $0).isNormal }) else {
        throw .noCommonGrid(limit: CommonGrid.largestArea)
      }
      return factors
    }

    /// The map from the image's pixel coordinates to the grid's.
    var pose: Pose { Pose(m00: x, m01: 0, tx: (x - 1) / 2, m10: 0, m11: y, ty: (y - 1) / 2) }

    /// The map from the grid's pixel coordinates to the image's.
    var inverse: Pose {
      Pose(m00: 1 / x, m01: 0, tx: (1 / x - 1) / 2, m10: 0, m11: 1 / y, ty: (1 / y - 1) / 2)
    }
  }

  /// The most pixels of an image on the grid: as many as counts have room for.
  static let largestArea = Int(Int32.max)
  /// The most pixels that finer ones than the coarser image's may give the template and the reference.
  private static let finerPixels = (template: 65536.0, reference: 4_194_304.0)

  /// The grid of two images.
  ///
  /// - Throws: ``CMIFError/noCommonGrid(limit:)`` when an image has more than 2^31 - 1 pixels on the grid, or the
  ///   ratio of two sizes is no finite number above 0.
  public init(
    reference: Size, spacing referenceSpacing: PixelSpacing, template: Size,
    spacing templateSpacing: PixelSpacing
  ) throws(CMIFError) {
    try self.init(
      reference: reference, spacing: referenceSpacing, template: template,
      spacing: templateSpacing, scale: 1)
  }

  /// The grid of two images, of which the template is so many times as long on the scene as the spacings say.
  init(
    reference: Size, spacing referenceSpacing: PixelSpacing, template: Size,
    spacing templateSpacing: PixelSpacing, scale: Double
  ) throws(CMIFError) {
    let fixed = Factors(x: referenceSpacing.x, y: referenceSpacing.y)
    let moving = Factors(x: templateSpacing.x * scale, y: templateSpacing.y * scale)
    (self.referenceSpacing, self.templateSpacing, self.scale) =
      (referenceSpacing, templateSpacing, scale)
    side = min(
      max(fixed.finer, moving.finer),
      max(
        min(fixed.finer, moving.finer),
        (moving.area(of: template) / Self.finerPixels.template).squareRoot(),
        (fixed.area(of: reference) / Self.finerPixels.reference).squareRoot()))
    referenceFactors = try fixed.divided(by: side)
    templateFactors = try moving.divided(by: side)
    referenceSize = try Self.size(of: reference, referenceFactors)
    templateSize = try Self.size(of: template, templateFactors)
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
