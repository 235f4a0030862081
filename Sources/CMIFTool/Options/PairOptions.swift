import ArgumentParser
import CMIF

/// How a pair is aligned: on the command line for all pairs, in a table for each.
struct PairOptions: ParsableArguments {
  @OptionGroup(title: "Images") var images: ImageOptions
  @OptionGroup(title: "Labels") var labels: LabelingOptions
  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Answers") var answers: AnswerOptions

  func validate() throws { try labels.check(images.channels) }

  /// What the library is asked for.
  func options(resources: Resources) -> AlignmentOptions {
    var options = search.options
    options.peakCount = answers.peaks
    options.peakRadius = answers.peakRadius
    options.isSubpixel = answers.subpixel
    options.resources = resources
    return options
  }

  /// Checks everything anew after some of it was set.
  func validateAll() throws {
    try images.validate()
    try labels.validate()
    try search.validate()
    try answers.validate()
    try validate()
  }
}
