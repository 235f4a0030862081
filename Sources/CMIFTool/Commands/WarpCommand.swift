import ArgumentParser
import CMIF

/// `cmif warp`: the template on the reference's grid.
struct WarpCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "warp",
    abstract: "Lay the template on the reference's grid.",
    discussion: """
      Writes the template as a PNG whose pixels coincide with the reference's: all channels and 16 \
      bits kept, fewer than 8 bits scaled to 8, transparent where the template has no data unless \
      --fill is given. The PNG's text 'Origin' tells where on the grid its first pixel lies.

      Examples:
        cmif warp reference.png template.png -o warped.png
        cmif warp --pose pose.json reference.png template.png -o warped.png
      """)

  /// Which part of the grid is written.
  enum CanvasChoice: String, CaseIterable, ExpressibleByArgument {
    case reference, union
  }

  @OptionGroup var pair: PosedPairOptions
  var talk: TalkOptions { pair.talk }

  @Option(help: "How samples between pixels are found.")
  var interpolation: Interpolation = .bilinear

  @Option(
    help: .init(
      "What pixels without data are filled with: a number for all colours, or one for each with"
        + " commas between.",
      valueName: "value"))
  var fill: FillValue?

  @Flag(help: "Lay the reference on the template's grid instead.")
  var inverse = false

  @Option(help: "The part of the grid to write: the reference's, or what holds both images.")
  var canvas: CanvasChoice = .reference

  func run() async throws {
    let output = try OutputFile(OutputTarget(argument: pair.output))
    let loaded = try await pair.load()
    let name = InputSource(argument: inverse ? pair.reference : pair.template).name
    let posed = try await ToolError.translating("warp \(name)") {
      inverse ? try loaded.exchanged() : loaded
    }
    try output.commit(try await warp(posed, name: name))
  }

  /// The PNG of a pair's template, of which messages speak as `name`.
  private func warp(_ pair: PosedPair, name: String) async throws -> [UInt8] {
    let fill = try fill.map { value throws(ToolError) in
      try value.samples(for: pair.template, name: name)
    }
    let canvas = try await canvas(for: pair, name: name)
    let picture = try await ToolError.translating("warp \(name)") {
      try pair.template.warped(
        by: pair.pose, onto: canvas, interpolation: interpolation, fill: fill)
    }
    let origin = PNGWriter.Text(key: "Origin", value: "\(canvas.x) \(canvas.y)")
    return try PNGWriter.encode(picture, texts: [origin])
  }

  /// The part of the grid to write, if there is memory for it.
  private func canvas(for pair: PosedPair, name: String) async throws -> Canvas {
    let (reference, template) = (pair.reference.size, pair.template.size)
    return try await ToolError.translating("warp \(name)") {
      let canvas =
        switch canvas {
        case .reference: Canvas(reference)
        case .union:
          // No PNG has a longer side.
          try Canvas.union(
            of: reference, and: template, under: pair.pose,
            maxPixels: min(self.pair.maxPixels, Int(Int32.max)))
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
