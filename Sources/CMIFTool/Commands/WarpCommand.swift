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

      If the name ends in .npy, writes an array for NumPy instead. An array's type and values are \
      kept. Pixels without data have the value that --nodata names; otherwise they are NaN, or in \
      whole numbers 0 or the value that the file names. Opacity and --fill come before that.

      If it ends in .tif or .tiff, writes TIFF: an array's numbers, or the samples of the PNG, with \
      the GeoTIFF tags of the image whose grid it is. A value for no data that an array's file or \
      --nodata names marks its pixels without data, and is named in the tag GDAL_NODATA. TIFF is \
      known where cmif was built with it.

      Examples:
        cmif warp reference.png template.png -o warped.png
        cmif warp --pose pose.json reference.png template.png -o warped.png
        cmif warp reference.png template.npy -o warped.npy
      """)

  /// The part of the grid to write.
  enum CanvasChoice: String, CaseIterable, ExpressibleByArgument {
    case reference, union
  }

  @OptionGroup var inputs: PosedPairOptions
  var verbosity: VerbosityOptions { inputs.verbosity }

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The image to write, .png, .npy or .tif; - for PNG on standard output.", valueName: "file"),
    completion: .images)
  var output: String

  @Option(help: "How samples between pixels are interpolated.")
  var interpolation: Interpolation = .bilinear

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The sample of pixels without data: a number for all colours, or one for each, separated by "
        + "commas.", valueName: "value"))
  var fill: FillValue?

  @Flag(help: "Lay the reference on the template's grid instead.")
  var inverse = false

  @Option(help: "The part of the grid to write: the reference, or the union of both images.")
  var canvas: CanvasChoice = .reference

  func validate() throws(ValidationError) {
    try inputs.check(output: output, formats: [.png, .npy, .tiff], replacing: moving)
    guard target.keepsNumbers || fill?.areSamples ?? true else {
      throw ValidationError("--fill takes whole numbers from 0 to 65535 where a PNG is written.")
    }
  }

  func run() async throws {
    let output = try OutputFile(target)
    var timings = Timings()
    let pair = try await inputs.load(&timings) { reference, template throws(ToolError) in
      try check(fill, for: inverse ? reference : template)
    }
    if canvas == .reference { inputs.remarkWhereApart(pair) }
    try timings.measure("output") { () throws(ToolError) in
      try output.commit(try bytes(of: pair))
    }
    inputs.machine.report(timings)
  }

  private var target: OutputTarget { OutputTarget(argument: output) }

  private var movingRole: ImageRole { inverse ? .reference : .template }

  /// The argument that names the moved image.
  private var moving: String { inverse ? inputs.names.reference : inputs.names.template }

  /// The name of the moved image in messages.
  private var movingName: String { InputSource(argument: moving).name }

  /// Refuses a fill that does not suit the moved image.
  private func check(_ fill: FillValue?, for moving: InputPicture) throws(ToolError) {
    if target.keepsNumbers, let array = moving.array {
      _ = try fill?.values(for: array, name: movingName)
    } else {
      _ = try fill?.samples(for: moving.picture, name: movingName)
    }
  }

  private func bytes(of loaded: PosedPair) throws(ToolError) -> [UInt8] {
    let name = movingName
    let pair = try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      inverse ? try loaded.exchanged() : loaded
    }
    let part = try part(of: pair, name: name)
    verbosity.report("canvas: its first pixel is at x = \(part.x), y = \(part.y)")
    let warped = WarpedImage(
      moving: pair.template, name: name, pose: pair.pose, interpolation: interpolation, fill: fill,
      noData: inputs.images.pixels(of: movingRole).noData)
    if target.isNumPy { return try warped.bytes(on: part) }
    #if TIFF
      if target.isTIFF { return try tiff(of: pair, warped, on: part) }
    #endif
    let origin = PNGWriter.Text(key: "Origin", value: "\(part.x) \(part.y)")
    let picture = try warped.picture(on: part)
    return try target.naming { () throws(OutputDefect) in
      try PNGWriter.encode(picture, texts: [origin])
    }
  }

  #if TIFF
    /// A TIFF with the numbers of an array or the samples of a picture, and the geographic tags of the grid.
    private func tiff(
      of pair: PosedPair, _ warped: WarpedImage, on part: PixelRect
    ) throws(ToolError) -> [UInt8] {
      let tags = pair.reference.geoTags?.beginning(atX: part.x, y: part.y)
      guard var stored = pair.template.array else {
        let picture = try warped.picture(on: part)
        return try target.naming { () throws(OutputDefect) in
          try TIFFWriter.encode(picture, geoTags: tags)
        }
      }
      stored.noDataValue = warped.namedValue(for: stored.number) ?? stored.noDataValue
      let pixels = try warped.pixels(of: stored, on: part)
      return try target.naming { () throws(OutputDefect) in
        try TIFFWriter.encode(pixels, like: stored, geoTags: tags)
      }
    }
  #endif

  /// The part of the grid to write.
  ///
  /// - Throws: Status 69 where there is no memory for it, and 65 for a union with too many pixels.
  private func part(of pair: PosedPair, name: String) throws(ToolError) -> PixelRect {
    try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      let part =
        switch canvas {
        case .reference: PixelRect(pair.reference.size)
        case .union:
          try PixelRect.union(
            of: pair.reference.size, and: pair.template.size, under: pair.pose,
            maxPixels: inputs.images.maxPixels)
        }
      let (bytes, overflow) = part.size.area.multipliedReportingOverflow(by: bytesPerPixel)
      guard !overflow, Memory.isAvailable(bytes: bytes) else {
        throw CMIFError.outOfMemory(bytes: overflow ? .max : bytes)
      }
      return part
    }
  }

  /// The most bytes for each pixel: for every channel a sample, or a value, a copy in which no data are marked, and the
  /// bytes in the file, which are those of an integer, as the copy is for whole numbers alone.
  private var bytesPerPixel: Int {
    let each =
      target.keepsNumbers ? 2 * PixelBytes.number + PixelBytes.integer : PixelBytes.sample
    return Picture.ColorModel.rgba.channelCount * each
  }
}
