import ArgumentParser
import CMIF

/// How the images are read.
struct ImageOptions: ParsableArguments {
  /// Which planes of a colour picture are compared.
  enum Channels: String, CaseIterable, ExpressibleByArgument {
    case gray, each
  }

  @Option(help: "Colour as one gray image, or each of R, G, B by itself.")
  var channels = Channels.gray

  @Option(
    help: ArgumentHelp("Reference pixels that count: those not 0 in a PNG.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var maskRef: String?

  @Option(
    help: ArgumentHelp("Template pixels that count: those not 0 in a PNG.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var maskTmpl: String?

  @Flag(help: "Count transparent pixels like all others.")
  var noAlpha = false

  @Option(help: ArgumentHelp("Refuse images of more pixels.", valueName: "count"))
  var maxPixels = PNGReader.defaultMaxPixels

  func validate() throws {
    try PNGReader.validate(maxPixels: maxPixels, areCompared: true)
  }

  /// Reads a picture, says what it is, and gathers what an alignment needs of it.
  func source(
    _ argument: String, mask: String?, _ labeling: Labeling, verbosity: VerbosityOptions? = nil
  ) throws(ToolError) -> AlignmentImage {
    let (picture, mask) = try read(argument, mask: mask)
    verbosity?.report(VerboseMessages.image(argument, picture))
    return AlignmentImage(
      planes: channels == .gray ? [picture.gray] : picture.colors,
      colors: labeling.features.contains(.color) ? picture.colors : nil, mask: mask,
      labeling: labeling)
  }

  /// Reads a picture and the mask that goes with it.
  private func read(_ argument: String, mask: String?) throws(ToolError) -> (Picture, Mask?) {
    let picture = try PNGReader.read(InputSource(argument: argument), maxPixels: maxPixels)
    let opacity = noAlpha ? nil : picture.opacityMask
    guard let mask else { return (picture, opacity) }
    let drawn = try PNGReader.read(InputSource(argument: mask), maxPixels: maxPixels)
    guard drawn.width == picture.width && drawn.height == picture.height else {
      throw ToolError(
        .invalidData,
        "The mask \(mask.quoted) has \(drawn.width) x \(drawn.height) pixels, but \(argument.quoted) "
          + "has \(picture.width) x \(picture.height).")
    }
    let included = Mask(
      width: drawn.width, height: drawn.height, isIncluded: drawn.gray.samples.map { $0 != 0 })
    return (picture, opacity.map(included.intersection) ?? included)
  }
}

extension PNGReader {
  /// Refuses a limit of pixels below 1, or one above what 32-bit counts of compared pixels can tell.
  static func validate(maxPixels: Int, areCompared: Bool) throws {
    let largest = areCompared ? Int(Int32.max) : .max
    guard (1...largest).contains(maxPixels) else {
      throw ValidationError("--max-pixels must be 1 to \(largest), not \(maxPixels).")
    }
  }
}
