import ArgumentParser
import CMIF

/// `cmif overlay`: both images in one picture.
struct OverlayCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Show both images at once, to judge an alignment by eye.",
    discussion: """
      Writes an 8-bit colour PNG of the reference's size. Each image is first stretched to the whole \
      range of gray. The reference shows where the template has no data.

      Examples:
        cmif overlay reference.png template.png -o overlay.png
        cmif overlay --style edges reference.png template.png -o overlay.png
      """)

  @OptionGroup var pair: PosedPairOptions
  var verbosity: VerbosityOptions { pair.verbosity }

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The PNG to write; - for standard output.", valueName: "file"),
    completion: .files([.png]))
  var output: String

  @Option(
    help: """
      How the images are combined: alternating squares, their mean, reference in magenta and \
      template in green, or the template's edges on the reference.
      """)
  var style: Overlay = .checkerboard

  func validate() throws {
    try pair.check(output: output, formats: [.png], mayReplaceInputs: false)
  }

  func run() async throws {
    let output = try OutputFile(OutputTarget(argument: output))
    var timings = Timings()
    let loaded = try await pair.load(&timings)
    try timings.measure("output") { () throws(ToolError) in try output.commit(try png(of: loaded)) }
    pair.machine.report(timings)
  }

  private func png(of pair: PosedPair) throws(ToolError) -> [UInt8] {
    let name = InputSource(argument: self.pair.template).name
    let template = try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try pair.template.picture.warped(
        by: pair.pose, onto: PixelRect(pair.reference.size),
        mask: self.pair.images.mask(ofDataIn: pair.template, .template))
    }
    return try PNGWriter.encode(style.picture(of: pair.reference.picture, and: template))
  }
}
