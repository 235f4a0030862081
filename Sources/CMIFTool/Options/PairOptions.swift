import ArgumentParser
import CMIF

/// The options of a pair. The command line sets them for all pairs, a table for each.
struct PairOptions: ParsableArguments {
  @OptionGroup(title: "Images") var images: ImageOptions
  @OptionGroup(title: "Labels") var labels: LabelingOptions
  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Answers") var answers: AnswerOptions

  func validate() throws(ValidationError) {
    try images.checkLimit()
    try labels.check(images.channels)
    guard !search.exhaustive || search.isShift || !answers.subpixel else {
      throw ValidationError(
        "--subpixel does not go with --exhaustive over turns or scales, whose answers are poses of a grid."
      )
    }
  }

  /// The options for the library.
  func alignmentOptions(resources: Resources) -> AlignmentOptions {
    var options = search.alignmentOptions
    options.peakCount = answers.peaks
    options.peakRadius = answers.peakRadius
    options.isSubpixel = answers.subpixel
    options.resources = resources
    return options
  }

  /// Reads a picture and makes it ready for an alignment, with pixels of the size that is given.
  func image(
    _ argument: String, as role: ImageRole, verbosity: VerbosityOptions? = nil
  ) throws(ToolError) -> AlignmentImage {
    let image = try images.source(
      argument, as: role, labels.labeling(of: role), verbosity: verbosity)
    return search.spaced(image, as: role)
  }

  /// Checks all options again, after a table has changed some.
  func validateAll() throws(ValidationError) {
    try labels.validate()
    try search.validate()
    try search.place.check()
    try answers.validate()
    try validate()
  }
}
