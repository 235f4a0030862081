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

  @OptionGroup var inputs: PosedPairOptions
  var verbosity: VerbosityOptions { inputs.verbosity }

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

  func validate() throws(ValidationError) {
    try inputs.check(output: output, formats: [.png])
  }

  func run() async throws {
    let output = try OutputFile(target)
    var timings = Timings()
    let pair = try await inputs.load(&timings) { reference, template throws(ToolError) in
      try checkMemory(reference, template)
    }
    inputs.remarkWhereApart(pair)
    try timings.measure("output") { () throws(ToolError) in try output.commit(try png(of: pair)) }
    inputs.machine.report(timings)
  }

  private func png(of pair: PosedPair) throws(ToolError) -> [UInt8] {
    try checkMemory(pair.reference, pair.template)
    let name = InputSource(argument: inputs.names.template).name
    let template = try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try pair.template.picture.warped(
        by: pair.pose, onto: PixelRect(pair.reference.size),
        mask: inputs.images.mask(ofDataIn: pair.template, .template))
    }
    return try target.naming { () throws(OutputDefect) in
      try PNGWriter.encode(style.picture(of: pair.reference.picture, and: template))
    }
  }

  private var target: OutputTarget { OutputTarget(argument: output) }

  /// Refuses pictures for whose overlay there is no memory: before the search, and before the overlay is drawn.
  private func checkMemory(
    _ reference: InputPicture, _ template: InputPicture
  ) throws(ToolError) {
    let size = reference.size
    let sample = PixelBytes.sample
    // The warped template, with opacity; a colour; and three samples.
    let drawn =
      (template.picture.model.colorCount + 1) * sample + 4 + PixelBytes.growing(3 * sample)
    // Before it is warped: the template in 8 bits, its gray and its mask.
    let prepared = sample + PixelBytes.integer + PixelBytes.flag
    try target.naming { () throws(OutputDefect) in
      try OutputDefect.checkMemory(
        width: size.width, height: size.height,
        bytes: size.area * drawn + template.size.area * prepared)
    }
  }
}
