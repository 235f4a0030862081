/// A picture prepared for an alignment: its planes, the pixels that take part, and the labeling.
///
/// A search over poses needs the picture at several resolutions, so the planes are kept. The labels of each
/// resolution are made on first use and then kept as well, so that one reference can serve many templates.
public struct AlignmentImage: Sendable {
  /// The planes that are compared, all of one size.
  public let planes: [Plane]
  /// The planes that ``Feature/color`` clusters together; `planes` if `nil`.
  public let colors: [Plane]?
  /// The pixels that take part, or `nil` when all of them do.
  public let mask: Mask?
  /// How planes become label images.
  public internal(set) var labeling: Labeling
  /// The size of the pixels, in one unit for both images of a pair. Images whose pixels differ in size or are not square
  /// are brought to those of a ``CommonGrid`` before they are searched.
  public var spacing = PixelSpacing.unit
  /// Whether a search looks for areas without data, which ``NoData/automatic`` asks for. A
  /// ``NoData/value(_:tolerance:)`` belongs into the mask, which ``Picture/mask(noData:)`` makes.
  public var noData = NoData.automatic
  /// The value of white in the planes, above 0 and finite: what makes the grey values of two images comparable. It is
  /// that of 8 bits unless the image was made of a ``Picture``; of ``Picture/gray`` it is ``Picture/whiteOfGray``.
  public var white = 255.0 {
    didSet {
      precondition(white > 0 && white.isFinite, "a white of \(white) is not above 0 and finite")
    }
  }
  /// Whether pixels so near an excluded one that a filter reaches it take no part either.
  var leavesOutMargin = false
  /// What grey levels at the original resolution are fitted to, where it is not the planes themselves.
  var fitted: GreyFit?
  /// What was made of the image so far, shared by its copies.
  let known = KnownLabels()

  /// Takes a picture's gray plane, and its colours if the labeling uses colour; pixels that are wholly
  /// transparent take no part.
  public init(_ picture: Picture, labeling: Labeling = Labeling()) {
    self.init(
      planes: [picture.gray],
      colors: labeling.features.contains(.color) ? picture.colors : nil,
      mask: picture.opacityMask, labeling: labeling)
    white = picture.whiteOfGray
  }

  /// Takes a single plane.
  ///
  /// - Precondition: The mask has the plane's size.
  public init(_ plane: Plane, mask: Mask? = nil, labeling: Labeling = Labeling()) {
    self.init(planes: [plane], mask: mask, labeling: labeling)
  }

  /// Takes planes, colours and a mask as they are.
  ///
  /// - Parameters:
  ///   - planes: The planes that are compared. Several planes count as repeated views of one scene.
  ///   - colors: The planes that ``Feature/color`` clusters together; `planes` if `nil`.
  ///   - mask: The pixels that take part; all of them if `nil`.
  ///   - labeling: How planes become label images.
  /// - Precondition: There is at least one plane, and all planes and the mask have one size.
  public init(
    planes: [Plane], colors: [Plane]? = nil, mask: Mask? = nil, labeling: Labeling = Labeling()
  ) {
    precondition(
      !planes.isEmpty && colors?.isEmpty != true, "a picture needs at least 1 plane, not 0")
    for plane in planes + (colors ?? []) {
      precondition(
        plane.width == planes[0].width && plane.height == planes[0].height,
        "planes of \(plane.width) x \(plane.height) and \(planes[0].width) x \(planes[0].height)")
    }
    mask?.checkFits(planes[0])
    self.planes = planes
    self.colors = colors
    self.mask = mask
    self.labeling = labeling
  }

  /// The size in pixels.
  public var size: Size { planes[0].size }

  /// Whether the pixel in column `x` and row `y` exists and takes part.
  func includes(x: Int, y: Int) -> Bool { mask.includes(x: x, y: y, of: size) }

  /// The pixels that hold data where the image has constant areas at its border, which are looked for.
  var noDataMask: Mask? {
    noData == .automatic ? planes[0].maskWithoutConstantBorder(mask: mask) : nil
  }
}
