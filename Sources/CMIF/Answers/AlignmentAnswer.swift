/// A place of the template on the reference, and the evidence for it.
///
/// ``score``, ``sharpness``, ``overlap`` and ``confidence`` are measured on label images, at the offset or pose
/// that the search compared. Where that was at a lower resolution, the pose is led to the original one from there, by
/// about a pixel of each resolution between, and the score alone is measured there anew. The last step of a search moves
/// ``pose`` and ``center`` from there by less than a pixel without measuring again: ``AlignmentOptions/isSubpixel`` by
/// at most half a pixel along each axis, the polish of a search over turns and scales by at most 0.6 pixels.
/// ``AlignmentOptions/refinement`` moves them further, the template's corners by up to 2 % of its diagonal.
public struct AlignmentAnswer: Sendable, Hashable, Codable {
  /// The map from template to reference pixel coordinates.
  public private(set) var pose: Pose
  /// Where the template's middle lands: ``Pose/center(of:)`` of the template's size.
  public private(set) var center: Point
  /// The information under the normalization asked for, averaged over the channels.
  ///
  /// In nats for ``Normalization/unnormalized``, else without a unit and from 0 to 1; never negative. It is the
  /// value at the place that the search compared, not at the refined ``pose``. Where the search was made at a lower
  /// resolution, labels other than those of grey values are fitted to the part of the reference around the template.
  public private(set) var score: Double
  /// How far the information rises above its neighbourhood at the resolution that the search compared, see
  /// ``RankingCriterion/sharpness``.
  ///
  /// In nats, whatever the normalization of scores. Negative where the information is below that of its neighbourhood.
  /// It grows with the number of pixels compared, so compare it only between places of one pair at one resolution.
  public private(set) var sharpness: Double
  /// How far the sharpness of each feature rises above that of rivals, as <doc:FindingTheRightAnswer> defines it.
  ///
  /// About 1 is what rivals have; 0 or less where the place is no peak. The ``confidence`` follows from it, unless a
  /// check speaks against the answer.
  public let prominence: Double
  /// The overlapping pixels as a share of the most that any offset has with the same turn and scale,
  /// above 0 and up to 1.
  public let overlap: Double
  /// How far the answer can be trusted, from 0 to 1: the share of right answers that is expected among
  /// answers like this one; see <doc:FindingTheRightAnswer>.
  public private(set) var confidence: Double
  /// How far the answer may be off where it is right, in reference pixels: the standard deviation of the mean
  /// distance of the template's corners from where they belong; see <doc:FindingTheRightAnswer>.
  public private(set) var precision: Double

  /// Creates an answer from its parts.
  public init(
    pose: Pose, center: Point, score: Double, sharpness: Double, prominence: Double,
    overlap: Double, confidence: Double, precision: Double
  ) {
    self.pose = pose
    self.center = center
    self.score = score
    self.sharpness = sharpness
    self.prominence = prominence
    self.overlap = overlap
    self.confidence = confidence
    self.precision = precision
  }

  /// The same answer at another pose, with another score if one is given.
  func moved(to pose: Pose, template: Size, score: Double? = nil) -> AlignmentAnswer {
    var moved = self
    moved.pose = pose
    moved.center = pose.center(of: template)
    moved.score = score ?? self.score
    return moved
  }

  /// The same answer at another pose, with the score and the sharpness of a peak there.
  func rated(_ peak: Peak, at pose: Pose, template: Size) -> AlignmentAnswer {
    var rated = moved(to: pose, template: template, score: peak.score)
    rated.sharpness = peak.sharpness
    return rated
  }

  /// A shift of images reduced by a factor as one of the original images, of which this is the template's size.
  func enlarged(by factor: Int, template: Size) -> AlignmentAnswer {
    let pose = Pose(x: pose.tx * Double(factor), y: pose.ty * Double(factor))
    var enlarged = moved(to: pose, template: template)
    enlarged.precision *= Double(factor)
    return enlarged
  }

  /// The answer of two images from that of their copies on a grid; the size is that of the template itself.
  func moved(from grid: CommonGrid, template: Size) -> AlignmentAnswer {
    var answer = moved(to: grid.pose(of: pose), template: template)
    answer.precision *= grid.referencePixels
    return answer
  }

  /// The answer of the copies of two images on a grid from that of the images.
  func moved(to grid: CommonGrid) -> AlignmentAnswer {
    var answer = moved(to: grid.poseOfCopies(pose), template: grid.templateSize)
    answer.precision /= grid.referencePixels
    return answer
  }

  /// The answer of a template from that of its flipped copy.
  func flipped(_ flip: Flip, template: Size) -> AlignmentAnswer {
    moved(to: pose.flipped(flip, of: template), template: template)
  }

  /// The same answer with another confidence.
  func withConfidence(_ confidence: Double) -> AlignmentAnswer {
    var answer = self
    answer.confidence = confidence
    return answer
  }
}

extension AlignmentAnswer {
  /// The answer that a search arrives at, with what its prominence says of it.
  ///
  /// - Parameters:
  ///   - template: the size of the template that the pose takes to the reference.
  ///   - factor: how many original pixels one pixel of the resolution is wide that was compared.
  init(
    _ peak: Peak, pose: Pose, template: Size, prominence: Double, overlap: Double, factor: Int = 1
  ) {
    self.init(
      pose: pose, center: pose.center(of: template), score: peak.score, sharpness: peak.sharpness,
      prominence: prominence, overlap: overlap,
      confidence: Confidence.value(prominence: prominence),
      precision: Double(factor) * Precision.value(prominence: prominence))
  }
}
