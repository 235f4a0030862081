internal import Synchronization

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
  public private(set) var labeling: Labeling
  /// The size of the pixels, in one unit for both images of a pair. Images whose pixels differ in size or are not square
  /// are brought to those of a ``CommonGrid`` before they are searched.
  public var spacing = PixelSpacing.unit
  /// Whether a search looks for areas without data, which ``NoData/automatic`` asks for. A
  /// ``NoData/value(_:tolerance:)`` belongs into the mask, which ``Picture/mask(noData:)`` makes.
  public var noData = NoData.automatic
  /// Whether pixels so near an excluded one that a filter reaches it take no part either.
  private var leavesOutMargin = false
  /// The width of the margin: twice the standard deviation of the filter that labels orientation, beyond which less
  /// than 5 % of its weight lies.
  private static let margin = 3
  /// What grey levels at the original resolution are fitted to, where it is not the planes themselves.
  private(set) var fitted: GreyFit?
  private let knownLabels = Known<FeatureAtResolution, [LabelImage]>()
  private let knownFeatures = Known<Int, CoarseFeatures>()
  private let knownSources = Known<Int, LabelSource>()
  private let knownLocalGrey = Known<Int, [Plane]>()
  /// The size up to which planes of local grey are kept, 16 MB each: labels of more levels are made of them again.
  private static let greatestKeptLocalGrey = 1 << 22

  /// Takes a picture's gray plane, and its colours if the labeling uses colour; pixels that are wholly
  /// transparent take no part.
  public init(_ picture: Picture, labeling: Labeling = Labeling()) {
    self.init(
      planes: [picture.gray],
      colors: labeling.features.contains(.color) ? picture.colors : nil,
      mask: picture.opacityMask, labeling: labeling)
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

  /// The pixels that hold data where the image has constant areas at its border, which are looked for.
  var noDataMask: Mask? {
    noData == .automatic ? planes[0].maskWithoutConstantBorder(mask: mask) : nil
  }

  /// The image after a flip, with its planes, colours and mask; its labels are made anew.
  public func flipped(_ flip: Flip) -> AlignmentImage {
    var image = with(
      planes.map { $0.flipped(flip) }, colors.map { $0.map { $0.flipped(flip) } },
      mask: mask?.flipped(flip), labeling)
    image.spacing = spacing
    return image
  }

  /// The image after a turn by quarters; its labels are made anew.
  func turned(_ turn: QuarterTurn) -> AlignmentImage {
    with(
      planes.map { $0.turned(turn) }, colors.map { $0.map { $0.turned(turn) } },
      mask: mask?.turned(turn), labeling)
  }

  /// The image with those pixels alone that a mask includes as well.
  func masked(by other: Mask) -> AlignmentImage {
    var image = with(planes, colors, mask: mask.map { $0.intersection(other) } ?? other, labeling)
    image.noData = .none
    image.leavesOutMargin = true
    return image
  }

  /// The image compared without local grey, where other features are compared as well.
  var withoutLocalGrey: AlignmentImage {
    let features = labeling.features.filter { $0 != .local }
    return features.isEmpty ? self : compared(by: features)
  }

  /// The image compared by other features.
  func compared(by features: [Feature]) -> AlignmentImage {
    guard features != labeling.features else { return self }
    return with(
      planes, colors, mask: mask,
      Labeling(features: features, quantizer: labeling.quantizer, bins: labeling.bins))
  }

  /// The same image with finer labels; see `Labeling.finer`. Both copies share one store of labels.
  var finer: AlignmentImage {
    var finer = self
    finer.labeling = labeling.finer
    return finer
  }

  /// The image without slow changes of brightness.
  var flattened: AlignmentImage { changed { $0.flattened(mask: mask) } }

  /// The image without what changes from pixel to pixel, made of some of its pixels alone.
  func smoothed(radius: Int, from pixels: Mask) -> AlignmentImage {
    let taken = mask?.intersection(pixels) ?? pixels
    return changed { $0.smoothed(radius: radius, mask: taken) }
  }

  /// The image with all planes and colours changed, which are not looked at for areas without data any more.
  private func changed(_ change: (Plane) -> Plane) -> AlignmentImage {
    var image = with(planes.map(change), colors.map { $0.map(change) }, mask: mask, labeling)
    image.noData = .none
    return image
  }

  /// An image of other planes, pixels or labeling that is searched as this one is, with square pixels of one unit;
  /// nothing is known of it yet.
  func with(
    _ planes: [Plane], _ colors: [Plane]?, mask: Mask?, _ labeling: Labeling
  ) -> AlignmentImage {
    var image = AlignmentImage(planes: planes, colors: colors, mask: mask, labeling: labeling)
    image.noData = noData
    image.leavesOutMargin = leavesOutMargin
    return image
  }

  /// The part of the image in a rectangle. Grey levels at the original resolution stay those of the whole image; all
  /// other labels are fitted to the part.
  ///
  /// - Precondition: The rectangle lies inside the image.
  func cropped(to rect: PixelRect) -> AlignmentImage {
    guard rect.size != size else { return self }
    var image = with(
      planes.map { $0.cropped(to: rect) }, colors.map { $0.map { $0.cropped(to: rect) } },
      mask: mask?.cropped(to: rect), labeling)
    image.fitted = fitted ?? GreyFit(planes: planes, mask: mask)
    return image
  }

  /// The label images at a lower resolution: all planes of the first feature, then of the next.
  func labels(reducedBy factor: Int) -> [LabelImage] {
    labeling.features.indices.flatMap { labels(ofFeature: $0, reducedBy: factor) }
  }

  /// The label images of one of the labeling's features at a lower resolution, one for each plane.
  func labels(ofFeature number: Int, reducedBy factor: Int) -> [LabelImage] {
    let feature = labeling.features[number]
    let key = FeatureAtResolution(
      number: number, levelCount: labeling.levelCount(of: feature), factor: factor)
    return knownLabels.value(of: key) {
      var source = labelSource(reducedBy: factor)
      if feature == .local { source.localGrey = localGrey(of: source, reducedBy: factor) }
      return labeling.labels(of: source, by: feature)
    }
  }

  /// The local grey of the planes at a lower resolution; `nil` where it would be too large to be kept.
  private func localGrey(of source: LabelSource, reducedBy factor: Int) -> [Plane]? {
    guard source.planes[0].size.area <= Self.greatestKeptLocalGrey else { return nil }
    return knownLocalGrey.value(of: factor) {
      source.planes.map { LocalGrey.plane(of: $0, mask: source.mask) }
    }
  }

  /// What the labels at a lower resolution are made of. Only what was reduced is kept.
  private func labelSource(reducedBy factor: Int) -> LabelSource {
    factor == 1
      ? makeLabelSource(reducedBy: 1)
      : knownSources.value(of: factor) { makeLabelSource(reducedBy: factor) }
  }

  private func makeLabelSource(reducedBy factor: Int) -> LabelSource {
    let reduced = reduced(by: factor)
    var source = LabelSource(
      planes: reduced.planes, colors: reduced.colors, mask: reduced.mask,
      fitted: factor == 1 ? fitted : nil)
    if leavesOutMargin, let mask = reduced.mask {
      source.planes = source.planes.map { $0.extended(beyond: mask, by: Orientation.radius) }
      source.inner = mask.eroded(by: Self.margin)
    }
    return source
  }

  /// What proposals of poses compare of the first plane, at a lower resolution.
  func coarseFeatures(reducedBy factor: Int) -> CoarseFeatures {
    knownFeatures.value(of: factor) {
      let source = labelSource(reducedBy: factor)
      return CoarseFeatures(
        source.planes[0], mask: source.inner ?? source.mask, isExtended: source.inner != nil)
    }
  }
}

/// A feature of a labeling at one resolution.
private struct FeatureAtResolution: Hashable, Sendable {
  /// The number of the feature, from 0.
  let number: Int
  /// The number of its levels.
  let levelCount: Int
  /// The reduction of the resolution.
  let factor: Int
}

/// What was made so far, by a key. Each value is made once: threads that ask for it at the same time wait for the one
/// that makes it.
private final class Known<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Entry: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private let entries = Mutex<[Key: Entry]>([:])

  func value(of key: Key, _ make: () -> Value) -> Value {
    let entry = entries.withLock { entries in
      let entry = entries[key] ?? Entry()
      entries[key] = entry
      return entry
    }
    return entry.value.withLock { value in
      let made = value ?? make()
      value = made
      return made
    }
  }
}
