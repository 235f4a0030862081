import ArgumentParser
import CMIF

/// The arguments of commands that show two images by a pose.
struct PosedPairOptions: ParsableArguments {
  @Argument(
    help: .init("The reference image, a PNG (- for standard input).", valueName: "reference"),
    completion: .file(extensions: ["png"]))
  var reference: String

  @Argument(
    help: .init("The template image, a PNG (- for standard input).", valueName: "template"),
    completion: .file(extensions: ["png"]))
  var template: String

  @Option(
    help: .init(
      "Where the template lies: JSON of 'cmif align', an ITK transform or two lines of three"
        + " numbers (- for standard input). It is searched for if not given.",
      valueName: "file"),
    completion: .file())
  var pose: String?

  @Option(
    name: .shortAndLong,
    help: .init("The PNG to write (- for standard output).", valueName: "file"),
    completion: .file(extensions: ["png"]))
  var output: String

  @Option(help: .init("The most pixels an image may have.", valueName: "count"))
  var maxPixels: Int = PNGReader.defaultMaxPixels

  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Labels") var labels: LabelingOptions
  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var talk: TalkOptions

  func validate() throws {
    try PNGReader.validate(maxPixels: maxPixels, areCompared: pose == nil)
    try StandardStreams.check(inputs: [reference, template, pose], outputs: [output])
  }

  /// Reads both images and the pose, or searches for it.
  func load() async throws -> PosedPair {
    let given = try pose.map { argument throws(ToolError) in
      try PoseFile.read(InputSource(argument: argument))
    }
    let reference = try read(reference)
    let template = try read(template)
    if let given { return PosedPair(reference: reference, template: template, pose: given) }
    let found = try await searchedPose(reference: reference, template: template)
    return PosedPair(reference: reference, template: template, pose: found)
  }

  private func read(_ argument: String) throws(ToolError) -> Picture {
    let picture = try PNGReader.read(InputSource(argument: argument), maxPixels: maxPixels)
    talk.say(RunNotes.image(argument, picture))
    return picture
  }
}
