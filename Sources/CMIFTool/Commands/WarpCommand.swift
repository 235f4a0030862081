import ArgumentParser
import CMIF

/// `cmif warp`: the template on the reference's grid.
struct WarpCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "warp",
    abstract: "Lay the template on the reference's grid.",
    discussion: """
      Writes the template as a PNG whose pixels coincide with the reference's. All channels and 16 \
      bits are kept; fewer than 8 bits become 8. Pixels without data are transparent, unless --fill \
      is given. A value that --nodata names is no data here, too, and is not blended into the pixels \
      around it. The PNG's text 'Origin' is the place of its first pixel on the grid.

      Examples:
        cmif warp reference.png template.png -o warped.png
        cmif warp --pose pose.json reference.png template.png -o warped.png
      """)

  /// The part of the grid to write.
  enum CanvasChoice: String, CaseIterable, ExpressibleByArgument {
    case reference, union
  }

  @OptionGroup var pair: PosedPairOptions
  var verbosity: VerbosityOptions { pair.verbosity }

  @Option(help: "How samples between pixels are interpolated.")
  var interpolation: Interpolation = .bilinear

  @Option(
    help: ArgumentHelp(
      "The sample of pixels without data: a number for all colours, or one for each, separated by "
        + "commas.", valueName: "value"))
  var fill: FillValue?

  @Flag(help: "Lay the reference on the template's grid instead.")
  var inverse = false

  @Option(help: "The part of the grid to write: the reference, or the union of both images.")
  var canvas: CanvasChoice = .reference

  func run() async throws {
    let output = try OutputFile(OutputTarget(argument: pair.output))
    var timings = Timings()
    let loaded = try await pair.load(&timings) { reference, template throws(ToolError) in
      _ = try samples(toFill: inverse ? reference : template)
    }
    try timings.measure("output") { () throws(ToolError) in try output.commit(try png(of: loaded)) }
    pair.machine.report(timings)
  }

  /// The name of the moved image in messages.
  private var movingName: String {
    InputSource(argument: inverse ? pair.reference : pair.template).name
  }

  private func samples(toFill picture: Picture) throws(ToolError) -> [UInt16]? {
    try fill.map { value throws(ToolError) in try value.samples(for: picture, name: movingName) }
  }

  private func png(of loaded: PosedPair) throws(ToolError) -> [UInt8] {
    let name = movingName
    let pair = try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      inverse ? try loaded.exchanged() : loaded
    }
    let fill = try samples(toFill: pair.template)
    let canvas = try canvas(for: pair, name: name)
    let picture = try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try pair.template.warped(
        by: pair.pose, onto: canvas, interpolation: interpolation, fill: fill,
        mask: self.pair.images.mask(ofDataIn: pair.template, inverse ? .reference : .template))
    }
    let origin = PNGWriter.Text(key: "Origin", value: "\(canvas.x) \(canvas.y)")
    return try PNGWriter.encode(picture, texts: [origin])
  }

  /// The part of the grid to write.
  ///
  /// - Throws: Status 69 where there is no memory for it, and 65 for a union with too many pixels.
  private func canvas(for pair: PosedPair, name: String) throws(ToolError) -> PixelRect {
    let (reference, template) = (pair.reference.size, pair.template.size)
    return try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      let canvas =
        switch canvas {
        case .reference: PixelRect(reference)
        case .union:
          try PixelRect.union(
            of: reference, and: template, under: pair.pose, maxPixels: self.pair.images.maxPixels)
        }
      let (bytes, overflow) = canvas.size.area.multipliedReportingOverflow(
        by: Picture.ColorModel.rgba.channelCount * MemoryLayout<UInt16>.stride)
      guard !overflow, Memory.isAvailable(bytes: bytes) else {
        throw CMIFError.outOfMemory(bytes: overflow ? .max : bytes)
      }
      return canvas
    }
  }
}
