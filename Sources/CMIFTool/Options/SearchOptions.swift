import ArgumentParser
import CMIF

/// The poses to search, and how they are ranked.
struct SearchOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rotations to search, in degrees: one, or MIN:MAX.", valueName: "range"))
  var rotation = NumberRange(0...0)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Scales to search: one, or MIN:MAX.", valueName: "range"))
  var scale = NumberRange(1...1)

  @Option(
    help: """
      Whether to search for templates as they are (no), for their mirror images (yes), or for both (auto). \
      Mirror images are turned by --rotation, or by 180 degrees more.
      """)
  var mirror = Mirroring.no

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the reference's pixels: a number, or WIDTH,HEIGHT. Both images are compared on square "
        + "pixels of one size; --rotation and --scale are those of the scene.", valueName: "size"))
  var spacingRef: PixelSpacing?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The size of the template's pixels, in the same unit.", valueName: "size"))
  var spacingTmpl: PixelSpacing?

  @Flag(help: "Search every pose of a grid at full resolution.")
  var exhaustive = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The grid's largest step of rotation; by default it moves the template's corners by two pixels.",
      valueName: "degrees"))
  var rotationStep: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The grid's largest step of scale, 0.05 for 5 %; by default it moves the template's corners by two pixels.",
      valueName: "part"))
  var scaleStep: Double?

  @Option(help: "The value that ranks poses.")
  var rank = RankingCriterion.sharpness

  @Option(help: "The normalisation of the score by the entropies.")
  var norm = Normalization.unnormalized

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least overlap that counts, as a share of the largest possible.", valueName: "share"))
  var minOverlap = 0.5

  @Option(
    help: ArgumentHelp(
      "What moves answers to their best places after the search: affine moves all six numbers of the pose, "
        + "the template's corners by at most 2 % of its diagonal, and keeps the pose where that gains little."
    ))
  var refine = Refinement.none
  @OptionGroup var place: WindowOptions

  func validate() throws(ValidationError) {
    guard scale.bounds.lowerBound >= 0.01 && scale.bounds.upperBound <= 100 else {
      throw ValidationError("--scale must lie between 0.01 and 100.")
    }
    guard rotation.bounds.lowerBound >= -36_000 && rotation.bounds.upperBound <= 36_000 else {
      throw ValidationError("--rotation must lie between -36000 and 36000 degrees.")
    }
    guard (spacingRef == nil) == (spacingTmpl == nil) else {
      throw ValidationError(
        "--spacing-ref and --spacing-tmpl go together: their ratio is what is known.")
    }
    guard (0...1).contains(minOverlap) else {
      throw ValidationError("--min-overlap must be 0 to 1, not \(minOverlap).")
    }
    if let rotationStep, !(0.001...360).contains(rotationStep) {
      throw ValidationError("--rotation-step must be 0.001 to 360 degrees, not \(rotationStep).")
    }
    if let scaleStep, !(0.0001...100).contains(scaleStep) {
      throw ValidationError("--scale-step must be 0.0001 to 100, not \(scaleStep).")
    }
    guard exhaustive || (rotationStep == nil && scaleStep == nil) else {
      throw ValidationError("--rotation-step and --scale-step go with --exhaustive.")
    }
  }

  /// Whether the poses to search are shifts alone.
  var isShift: Bool { alignmentOptions.poses.isTranslation }

  /// The image with pixels of the size that is given for its role, if one is.
  func spaced(_ image: AlignmentImage, as role: ImageRole) -> AlignmentImage {
    var image = image
    image.spacing = (role == .reference ? spacingRef : spacingTmpl) ?? image.spacing
    return image
  }

  /// The options for the library, without those for answers and resources.
  var alignmentOptions: AlignmentOptions {
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: rotation.bounds, scale: scale.bounds)
    options.mirroring = mirror
    options.isExhaustive = exhaustive
    options.rotationStep = rotationStep
    options.scaleStep = scaleStep
    options.criterion = rank
    options.normalization = norm
    options.minimumOverlap = minOverlap
    options.refinement = refine
    options.window = place.window
    return options
  }
}
