import ArgumentParser
import CMIF

/// `cmif overlay`: both images at once.
struct OverlayCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Show both images at once, to judge an alignment by eye.",
    discussion: """
      Writes an 8-bit colour PNG of the reference's size. Each image is stretched to the whole range \
      of gray first. Where the template has no data, the reference shows.

      Examples:
        cmif overlay reference.png template.png -o overlay.png
        cmif overlay --style edges reference.png template.png -o overlay.png
      """)

  @OptionGroup var pair: PosedPairOptions
  var talk: TalkOptions { pair.talk }

  @Option(
    help: """
      How both are shown: squares of one and the other, their mean, reference in magenta and \
      template in green, or the template's edges on the reference.
      """)
  var style: Overlay = .checkerboard

  func run() async throws {
    let output = try OutputFile(OutputTarget(argument: pair.output))
    let loaded = try await pair.load()
    let name = InputSource(argument: pair.template).name
    let template = try await ToolError.translating("warp \(name)") {
      try loaded.template.warped(by: loaded.pose, onto: Canvas(loaded.reference.size))
    }
    let picture = style.picture(of: loaded.reference, and: template)
    try output.commit(try PNGWriter.encode(picture))
  }
}
