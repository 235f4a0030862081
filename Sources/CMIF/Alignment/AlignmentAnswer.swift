/// A place of the template on the reference, and what speaks for it.
public struct AlignmentAnswer: Sendable, Equatable {
  /// The map from template to reference pixel coordinates.
  public let pose: Pose
  /// Where the template's middle lands.
  public let center: (x: Double, y: Double)
  /// The information there under the normalization asked for, averaged over the channels: in nats for
  /// `Normalization.unnormalized`, else from 0 to 1.
  public let score: Double
  /// How far the information rises above its neighbourhood, in nats; see `RankingCriterion.sharpness`.
  public let sharpness: Double
  /// The overlapping pixels as a share of the most that any offset has with the same turn and scale,
  /// above 0 and up to 1.
  public let overlap: Double
  /// How far the answer can be trusted, from 0 to 1: about the share of right answers among answers like
  /// this one; see <doc:FindingTheRightAnswer>.
  public let confidence: Double

  /// Whether all fields are equal.
  public static func == (a: AlignmentAnswer, b: AlignmentAnswer) -> Bool {
    a.pose == b.pose && a.center == b.center && a.score == b.score && a.sharpness == b.sharpness
      && a.overlap == b.overlap && a.confidence == b.confidence
  }
}

/// What is asked of an alignment. The defaults ask for the one best shift.
public struct AlignmentOptions: Sendable {
  /// The normalization of the information.
  public var normalization = Normalization.unnormalized
  /// What makes one place better than another.
  public var criterion = RankingCriterion.sharpness
  /// The turns and scales that are searched.
  public var poses = PoseRange()
  /// Whether every pose of a grid is looked at, in full resolution, instead of going from coarse to
  /// fine; answers are then poses of the grid.
  public var isExhaustive = false
  /// The largest step of the exhaustive grid in degrees, 0.001 to 360; by default the turn that moves the
  /// template's rim by two pixels. The search from coarse to fine chooses its own.
  public var rotationStep: Double?
  /// The largest step of the exhaustive grid in scale, as a part of the scale, 0.0001 to 100; by default
  /// what moves the template's rim by two pixels.
  public var scaleStep: Double?
  /// The least overlap, as a share of the largest that any offset has, from 0 to 1.
  public var minimumOverlap = 0.5
  /// The number of answers wanted, at least 1.
  public var peakCount = 1
  /// How far apart answers are, at least 1: more than this many pixels along one of the axes or, in a
  /// search over turns and scales, as the mean distance of the template's corners.
  public var peakRadius = 8
  /// Whether offsets are refined below the pixel. A search over turns and scales from coarse to fine
  /// always does so, an exhaustive one never.
  public var isSubpixel = false
  /// Told how far the work is, as parts done of all parts: offsets, or poses in tiles of offsets.
  ///
  /// Called from any thread, on several at once and not always in order; it should return soon. After
  /// the last part a search over turns and scales still has to look closer, and where that is not
  /// sure of its answer, a second search that counts anew.
  public var progress: (@Sendable (_ done: Int, _ of: Int) -> Void)?
  /// What may be used of the machine.
  public var resources = Resources()

  /// The defaults, which were found best on real pairs.
  public init() {}
}

/// The answers of an alignment, best first, and what finding them took.
public struct AlignmentResult: Sendable {
  /// The answers, best first: at least one, at most as many as were asked for.
  public let alignments: [AlignmentAnswer]
  /// The best answer.
  public var best: AlignmentAnswer { alignments[0] }
  /// What the engine did.
  public internal(set) var statistics: EngineStatistics
}
