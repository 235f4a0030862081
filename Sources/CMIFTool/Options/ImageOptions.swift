import ArgumentParser
import CMIF

/// How the images are read, and which of their pixels take part.
struct ImageOptions: ParsableArguments {
  /// The planes of a colour picture that are compared.
  enum Channels: String, CaseIterable, ExpressibleByArgument {
    case gray, each
  }

  @Option(help: "Compare colours as one gray image, or each of R, G and B.")
  var channels = Channels.gray

  @Option(
    help: ArgumentHelp(
      "A PNG, .npy or TIFF that is 0 or transparent where reference pixels are ignored. If all of its "
        + "opaque pixels are black, only the transparent ones are ignored.", valueName: "image"),
    completion: .images)
  var maskRef: String?

  @Option(
    help: ArgumentHelp("The same for template pixels.", valueName: "image"),
    completion: .images)
  var maskTmpl: String?

  @Flag(help: "Treat transparent pixels like all others.")
  var noAlpha = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pixels without data: those of one value, a whole number of at most 32 bits like 0, or near it, like "
        + "0+-3; none; or auto, areas of one value at the border where they mislead a search.",
      valueName: "rule"))
  var nodata = NoDataRule(.automatic)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same for the reference alone.", valueName: "rule"))
  var nodataRef: NoDataRule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same for the template alone.", valueName: "rule"))
  var nodataTmpl: NoDataRule?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A rectangle of reference pixels to ignore, X,Y,WIDTH,HEIGHT; can be repeated.",
      valueName: "area"))
  var ignoreRef: [IgnoredArea] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The same for template pixels.", valueName: "area"))
  var ignoreTmpl: [IgnoredArea] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse images with more pixels.", valueName: "count"))
  var maxPixels = PixelBudget.defaultMaxPixels

  /// Refuses a limit of pixels below 1, and one above `Int32.max` for pixels that are compared, whose counts
  /// have 32 bits.
  func checkLimit(areCompared: Bool = true) throws(ValidationError) {
    let largest = areCompared ? Int(Int32.max) : .max
    guard (1...largest).contains(maxPixels) else {
      throw ValidationError("--max-pixels must be 1 to \(largest), not \(maxPixels).")
    }
  }

  /// The masks that are named, `nil` for those not given.
  var masks: [String?] { [maskRef, maskTmpl] }

  /// Refuses a mask that does not exist, with status 66, where masks are not read.
  func checkMasksExist() throws(ToolError) {
    for mask in masks.compactMap(\.self) {
      let source = PicturePage(InputSource(argument: mask)).source
      guard case .file(let path) = source, !FileSystem.exists(path) else { continue }
      throw source.failure(.noInput, "\(SystemError.notFound)")
    }
  }

  /// Which pixels of a picture take part.
  func pixels(of role: ImageRole) -> PixelChoice {
    let isReference = role == .reference
    return PixelChoice(
      mask: isReference ? maskRef : maskTmpl,
      noData: ((isReference ? nodataRef : nodataTmpl) ?? nodata).noData,
      ignored: isReference ? ignoreRef : ignoreTmpl, heedsOpacity: !noAlpha)
  }

  /// Reads a picture.
  ///
  /// - Parameter verbosity: Reports the size of the picture, if given.
  /// - Throws: Status 65 to 69 for a picture that cannot be read.
  func picture(
    _ argument: String, as role: ImageRole, verbosity: VerbosityOptions? = nil
  ) throws(ToolError) -> InputPicture {
    let noData = pixels(of: role).noData
    let picture = try PictureReader.read(
      InputSource(argument: argument), budget: budget, noData: noData)
    verbosity?.report(VerboseMessages.image(argument, picture, noData: noData))
    return picture
  }

  private var budget: PixelBudget { PixelBudget(maxPixels: maxPixels) }

  /// Reads a picture and its mask for an alignment.
  ///
  /// - Throws: What ``picture(_:as:verbosity:)`` and `image(of:named:as:_:)` throw.
  func source(
    _ argument: String, as role: ImageRole, _ labeling: Labeling, verbosity: VerbosityOptions? = nil
  ) throws(ToolError) -> AlignmentImage {
    try image(
      of: try picture(argument, as: role, verbosity: verbosity), named: argument, as: role, labeling
    )
  }

  /// Makes a picture ready for an alignment, with the pixels that take part.
  ///
  /// - Throws: What ``PixelChoice/included(of:named:budget:)`` throws.
  func image(
    of input: InputPicture, named argument: String, as role: ImageRole, _ labeling: Labeling
  ) throws(ToolError) -> AlignmentImage {
    let (pixels, picture) = (pixels(of: role), input.picture)
    var image = AlignmentImage(
      planes: channels == .gray ? [picture.gray] : picture.colors,
      colors: labeling.features.contains(.color) ? picture.colors : nil,
      mask: try pixels.included(of: input, named: argument, budget: budget),
      labeling: labeling)
    image.noData = pixels.noData
    image.white = channels == .gray ? picture.whiteOfGray : Double(picture.maximum)
    return image
  }
}
