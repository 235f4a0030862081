/// Reference and template as label images: one for each feature and plane of a picture.
///
/// The information of a pair is the mean over all its channels. Features add up as evidence, which
/// sharpness accounts for; planes (the colours of a picture) are seen as repeated views of one feature.
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

  var referenceSize: Size { reference[0].size }
  var templateSize: Size { template[0].size }

  /// The pair with the roles exchanged: what was at offset (x, y) is now at (-x, -y).
  var exchanged: LabelImagePair {
    LabelImagePair(reference: template, template: reference, featureCount: featureCount)
  }

  /// The degrees of freedom of independence, `Σ (A - 1)(B - 1)` over the features of one plane.
  var freedom: Int {
    let all = zip(reference, template).reduce(0) {
      $0 + ($1.0.levelCount - 1) * ($1.1.levelCount - 1)
    }
    return all * featureCount / reference.count
  }
}
