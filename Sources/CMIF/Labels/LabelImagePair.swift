/// Reference and template as label images: one channel for each feature and plane of a picture.
///
/// The information of a pair is the mean over all its channels. Features add up as evidence, which
/// sharpness accounts for; planes (the colours of a picture) count as repeated views of one feature.
public struct LabelImagePair: Sendable {
  /// The channels of the reference: all planes of the first feature, then of the next.
  public let reference: [LabelImage]
  /// The channels of the template, in the same order and number.
  public let template: [LabelImage]
  /// The number of features.
  public let featureCount: Int

  /// Pairs channel with channel; where one side has a single plane, it meets every plane of the other.
  ///
  /// - Precondition: `featureCount` is at least 1, and both numbers of channels are multiples of it; the
  ///   numbers of planes are equal or one of them is 1; all channels of a side have the same size and
  ///   mask.
  public init(reference: [LabelImage], template: [LabelImage], featureCount: Int = 1) {
    precondition(featureCount >= 1, "\(featureCount) features are fewer than 1")
    let count = max(reference.count, template.count)
    func channels(_ side: [LabelImage]) -> [LabelImage] {
      let planes = side.count / featureCount
      precondition(
        planes >= 1 && side.count % featureCount == 0 && (side.count == count || planes == 1),
        "\(reference.count) and \(template.count) channels do not pair for \(featureCount) features"
      )
      for channel in side {
        precondition(
          channel.size == side[0].size && channel.mask == side[0].mask,
          "the channels of an image differ in size or mask")
      }
      return (0..<count).map { side[side.count == count ? $0 : $0 / (count / featureCount)] }
    }
    self.featureCount = featureCount
    self.reference = channels(reference)
    self.template = channels(template)
  }

  /// Pairs two images of one channel.
  public init(reference: LabelImage, template: LabelImage) {
    self.init(reference: [reference], template: [template])
  }

  /// Pairs the labels of two pictures, which are made now unless they were made before.
  ///
  /// - Precondition: Both labelings have the same number of features; the pictures have the same number of
  ///   planes, or one of them has a single one.
  public init(reference: AlignmentImage, template: AlignmentImage) {
    self.init(reference: reference, template: template, reducedBy: 1)
  }

  /// Pairs the labels of two pictures at a lower resolution; see `AlignmentImage.reduced(by:)`.
  init(reference: AlignmentImage, template: AlignmentImage, reducedBy factor: Int) {
    let (features, others) = (reference.labeling.features, template.labeling.features)
    precondition(
      features.count == others.count,
      "\(features.count) features of the reference do not pair with \(others.count) of the template"
    )
    self.init(
      reference: reference.labels(reducedBy: factor), template: template.labels(reducedBy: factor),
      featureCount: features.count)
  }

  var referenceSize: Size { reference[0].size }
  var templateSize: Size { template[0].size }

  /// The pair with the template flipped.
  func flipped(_ flip: Flip) -> LabelImagePair {
    LabelImagePair(
      reference: reference, template: template.map { $0.flipped(flip) }, featureCount: featureCount)
  }

  /// The pair with the template turned and scaled about its middle: for a map at one turn and scale.
  ///
  /// The turned template lies on a canvas of its own, whose middle is the template's middle. A canvas pixel
  /// has the label of the template pixel nearest to it; canvas pixels outside the template take no part.
  /// Both sides of the canvas are larger than the scaled template's diagonal.
  ///
  /// An offset `s` of the result is where the canvas's pixel (0, 0) lands. There, with a canvas of
  /// `width x height` (the size of `template[0]`), the pose of the template is
  ///
  ///     Pose(center: (s.x + (width - 1) / 2, s.y + (height - 1) / 2), of: size, angle: angle, scale: scale)
  ///
  /// with `size` the size before the turn. Work and memory are those of the canvas's area.
  ///
  /// - Parameters:
  ///   - angle: The turn in degrees, positive from x toward y.
  ///   - scale: Reference pixels for each template pixel, 0.001 to 1000.
  /// - Precondition: `angle` is finite, and `scale` is in its range.
  public func turned(angle: Double, scale: Double) -> LabelImagePair {
    precondition(angle.isFinite, "an angle of \(angle) degrees is not finite")
    precondition((0.001...1000).contains(scale), "a scale of \(scale) is not in 0.001...1000")
    let canvas = LabelResampling.canvas(for: templateSize, scale: scale)
    let turned = LabelResampling(
      template: templateSize, canvas: canvas, angle: angle, scale: scale
    ).labels(template)
    return LabelImagePair(reference: reference, template: turned, featureCount: featureCount)
  }

  /// The most bytes that the pair takes beside this one after `turned(angle:scale:)`.
  package func turnedByteCount(scale: Double) -> Int {
    LabelResampling.byteCount(
      canvas: LabelResampling.canvas(for: templateSize, scale: scale), channels: template.count)
  }

  /// The degrees of freedom of independence of each feature, `(A - 1)(B - 1)`.
  var freedoms: [Int] {
    let planes = reference.count / featureCount
    return (0..<featureCount).map {
      (reference[$0 * planes].levelCount - 1) * (template[$0 * planes].levelCount - 1)
    }
  }
}
