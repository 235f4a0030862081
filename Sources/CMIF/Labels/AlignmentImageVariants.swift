/// Changed copies of an image: other pixels, fewer of them, or other features and levels.
extension AlignmentImage {
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

  /// The image compared by other features. Both copies share one store of labels.
  func compared(by features: [Feature]) -> AlignmentImage {
    var image = self
    image.labeling = labeling.comparing(features)
    return image
  }

  /// The same image with finer labels; see `Labeling.finer`. Both copies share one store of labels.
  var finer: AlignmentImage {
    var finer = self
    finer.labeling = labeling.finer
    return finer
  }

  /// The image without slow changes of brightness, such as those over a quarter of its shorter side.
  var flattened: AlignmentImage { flattened(radius: max(8, min(size.width, size.height) / 8)) }

  /// The image without all but fast changes of brightness, such as those over a twelfth of its shorter side.
  var finelyFlattened: AlignmentImage {
    flattened(radius: max(4, min(size.width, size.height) / 25))
  }

  private func flattened(radius: Int) -> AlignmentImage {
    changed(white: Plane.flattenedMean) { $0.flattened(radius: radius, mask: mask) }
  }

  /// The image without what changes from pixel to pixel, made of some of its pixels alone.
  func smoothed(radius: Int, from pixels: Mask) -> AlignmentImage {
    let taken = mask?.intersection(pixels) ?? pixels
    return changed(white: Double(Stretch.highest)) { $0.smoothed(radius: radius, mask: taken) }
  }

  /// The image with all planes and colours changed, which are not looked at for areas without data any more.
  private func changed(white: Double, _ change: (Plane) -> Plane) -> AlignmentImage {
    var image = with(planes.map(change), colors.map { $0.map(change) }, mask: mask, labeling)
    image.noData = .none
    image.white = white
    return image
  }

  /// An image of other planes, pixels or labeling that is searched as this one is, with square pixels of one unit;
  /// nothing is known of it yet.
  func with(
    _ planes: [Plane], _ colors: [Plane]?, mask: Mask?, _ labeling: Labeling
  ) -> AlignmentImage {
    var image = AlignmentImage(planes: planes, colors: colors, mask: mask, labeling: labeling)
    image.noData = noData
    image.white = white
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
}
