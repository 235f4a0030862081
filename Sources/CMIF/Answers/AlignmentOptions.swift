/// What is asked of an alignment. The defaults ask for the one best shift.
public struct AlignmentOptions: Sendable {
  /// The normalization of the information.
  public var normalization = Normalization.unnormalized
  /// What makes one place better than another.
  public var criterion = RankingCriterion.sharpness
  /// The turns and scales that are searched.
  public var poses = PoseRange()
  /// Whether the template is searched as it is, as a mirror image, or both.
  public var mirroring = Mirroring.no
  /// Whether every pose of a grid is searched at full resolution, instead of from coarse to fine.
  ///
  /// The answers are then poses of the grid. When ``poses`` is a plain shift, every offset is compared at full
  /// resolution, where templates of more than 2^16 pixels, or of more than 2^15 on references of more than 2^24, are
  /// otherwise searched at a lower one first.
  public var isExhaustive = false
  /// The largest step of the exhaustive grid in degrees, 0.001 to 360; by default the turn that moves the
  /// template's corners by two pixels. The search from coarse to fine chooses its own.
  public var rotationStep: Double?
  /// The largest step of the exhaustive grid in scale, as a part of the scale, 0.0001 to 100; by default
  /// the step that moves the template's corners by two pixels.
  public var scaleStep: Double?
  /// The least overlap, as a share of the largest overlap that any offset has, from 0 to 1.
  ///
  /// A search for shifts keeps to it exactly: one pixel of overlap less is not admitted. In a search over
  /// turns and scales the largest overlap is that of the same turn and scale, and refinement may lead an
  /// answer a little outward: its overlap may be up to 2 % less than this share, that is 0.49 for 0.5. At least
  /// one pixel must overlap, even for a share of 0.
  public var minimumOverlap = 0.5
  /// Where the template's middle is looked for; anywhere if `nil`.
  public var window: SearchWindow?
  /// The number of answers wanted, one of ``peakCounts``.
  public var peakCount = 1
  /// How far apart answers are, one of ``peakRadii``: more than this many pixels along one of the axes or, in a
  /// search over turns and scales, as the mean distance of the template's corners. Where shifts are searched at a lower
  /// resolution, up to 8 of these pixels are pixels of that resolution.
  public var peakRadius = 8
  /// Whether offsets are refined below the pixel. A search over turns and scales from coarse to fine
  /// always refines, an exhaustive one never does. On a ``CommonGrid``, shifts are always refined: its whole pixels are no
  /// whole pixels of the images.
  public var isSubpixel = false
  /// How answers are refined after the search. ``Refinement/affine`` starts from offsets that are refined below the
  /// pixel, whether or not ``isSubpixel`` is set. The figures of an answer, its confidence among them, stay those of
  /// the search. Labels have no grey values: `Aligner.align(_:)` refines none.
  public var refinement = Refinement.none
  /// Called with the parts of the work that are done, and all parts: offsets, or poses in tiles of offsets.
  ///
  /// The calls come from any thread, from several at once, and not always in order; the closure should
  /// return soon. A search over turns and scales refines its answers after the last part.
  ///
  /// Each further search counts from 0 again, mostly to another number of parts: at another resolution or least overlap,
  /// where the first answer may not be the best one, of a mirror image that ``mirroring`` asks for, or without what may
  /// have misled the search.
  public var progress: (@Sendable (_ done: Int, _ of: Int) -> Void)?
  /// What may be used of the machine.
  public var resources = Resources()

  /// Whether answers are led from the resolution at which they were compared to the original one. Where only their
  /// confidence is asked for, that is spared.
  var leadsAnswers = true

  /// Whether a search for shifts refines its offsets below the pixel.
  var refinesOffsets: Bool { isSubpixel || refinement == .affine }

  /// The numbers of answers that can be asked for. Memory and time grow with the number.
  public static let peakCounts = 1...10_000
  /// The distances between answers that can be asked for, in pixels. Tiles overlap by twice the distance.
  public static let peakRadii = 1...1000

  /// The options of a search on a grid for that of the images.
  func on(_ grid: CommonGrid) -> AlignmentOptions {
    var options = self
    options.poses = poses.divided(by: grid.scale)
    options.window = window?.on(grid)
    options.isSubpixel = true
    return options
  }

  /// Creates the default options, those found best on real pairs.
  public init() {}
}
