import ArgumentParser

/// The arguments that name a single pair of images.
struct PairArguments: ParsableArguments {
  @Argument(
    help: "The reference, a PNG, .npy or TIFF file; - for standard input.",
    completion: .images)
  var reference: String

  @Argument(
    help: "The template, a PNG, .npy or TIFF file; - for standard input.",
    completion: .images)
  var template: String
}
