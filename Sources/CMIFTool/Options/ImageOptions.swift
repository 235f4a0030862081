import ArgumentParser
import CMIF

/// How the images are read.
struct ImageOptions: ParsableArguments {
  /// The planes of a colour picture that are compared.
  enum Channels: String, CaseIterable, ExpressibleByArgument {
    case gray, each
  }

  @Option(help: "Compare colours as one gray image, or each of R, G and B.")
  var channels = Channels.gray

  @Option(
    help: ArgumentHelp("A PNG that is 0 where reference pixels are ignored.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var maskRef: String?

  @Option(
    help: ArgumentHelp("A PNG that is 0 where template pixels are ignored.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var maskTmpl: String?

  @Flag(help: "Treat transparent pixels like all others.")
  var noAlpha = false

  @Option(help: ArgumentHelp("Refuse images with more pixels.", valueName: "count"))
  var maxPixels = PNGReader.defaultMaxPixels

  func validate() throws {
    try PNGReader.validate(maxPixels: maxPixels, areCompared: true)
  }

  /// Reads a picture and its mask for an alignment.
  ///
  /// - Parameter verbosity: Reports the size of the picture, if given.
  /// - Throws: Status 65 to 69 for a picture or mask that cannot be read, 65 if their sizes differ.
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
  /// Refuses a limit of pixels below 1, and one above `Int32.max` for pixels that are compared, whose counts
  /// have 32 bits.
  static func validate(maxPixels: Int, areCompared: Bool) throws {
    let largest = areCompared ? Int(Int32.max) : .max
    guard (1...largest).contains(maxPixels) else {
      throw ValidationError("--max-pixels must be 1 to \(largest), not \(maxPixels).")
    }
  }
}
