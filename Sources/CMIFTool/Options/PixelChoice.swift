import CMIF

/// Which pixels of one picture take part in an alignment.
struct PixelChoice: Sendable {
  /// The picture that is 0 where pixels are ignored.
  let mask: String?
  let noData: NoData
  let ignored: [IgnoredArea]
  /// Whether wholly transparent pixels are left out.
  let heedsOpacity: Bool

  /// The pixels of a picture that take part; `nil` for all of them.
  ///
  /// - Throws: Status 65 to 69 for a mask that cannot be read, 65 for one of another size and for a rectangle
  ///   outside of the picture, 1 where no pixel is left.
  func included(
    of input: InputPicture, named name: String, budget: PixelBudget
  ) throws(ToolError) -> Mask? {
    let picture = input.picture
    let parts = [
      Part(input.dataMask, "none of its pixels holds data"),
      heedsOpacity
        ? Part(picture.opacityMask, "it is transparent everywhere (--no-alpha ignores its alpha)")
        : nil,
      Part(
        try drawn(for: picture, named: name, budget: budget),
        "its mask \((mask ?? "").quoted) includes no pixel, being black or transparent everywhere"),
      Part(
        input.mask(noData: noData),
        "every pixel has the value that --nodata \(NoDataRule(noData)) leaves out"),
      Part(
        try unignored(in: picture, named: name), "the areas to ignore leave no pixel of it"),
    ].compactMap { $0 }
    var included: Mask?
    for part in parts {
      guard part.mask.hasPixels else { throw Self.nothing(of: name, part.cause) }
      included = included?.intersection(part.mask) ?? part.mask
    }
    guard included?.hasPixels != false else {
      throw Self.nothing(
        of: name, "its alpha, mask, --nodata and areas to ignore together leave no pixel of it")
    }
    return included
  }

  /// Pixels that take part, and what to say where there are none.
  private struct Part {
    let mask: Mask
    let cause: String

    init?(_ mask: Mask?, _ cause: String) {
      guard let mask else { return nil }
      self.mask = mask
      self.cause = cause
    }
  }

  private static func nothing(of name: String, _ cause: String) -> ToolError {
    ToolError(.noAlignment, "Cannot align \(InputSource(argument: name).name): \(cause).")
  }

  /// The pixels that the mask's picture includes.
  private func drawn(
    for picture: Picture, named name: String, budget: PixelBudget
  ) throws(ToolError) -> Mask? {
    guard let mask else { return nil }
    let drawn = try PictureReader.read(InputSource(argument: mask), budget: budget)
    guard drawn.size == picture.size else {
      throw ToolError(
        .invalidData,
        "The mask \(mask.quoted) has \(drawn.size.width) x \(drawn.size.height) pixels, but "
          + "\(name.quoted) has \(picture.width) x \(picture.height).")
    }
    return drawn.drawnMask
  }

  /// The pixels outside of the areas to ignore; `nil` where there are none.
  private func unignored(in picture: Picture, named name: String) throws(ToolError) -> Mask? {
    guard !ignored.isEmpty else { return nil }
    var flags = [Bool](repeating: true, count: picture.size.area)
    for area in ignored {
      let (columns, rows) = area.pixels(of: picture.size)
      guard !columns.isEmpty, !rows.isEmpty else {
        throw ToolError(
          .invalidData,
          "The area \(area) to ignore lies outside of \(InputSource(argument: name).name), which has "
            + "\(picture.width) x \(picture.height) pixels.")
      }
      for row in rows { for column in columns { flags[row * picture.width + column] = false } }
    }
    return Mask(width: picture.width, height: picture.height, isIncluded: flags)
  }
}

extension Mask {
  fileprivate var hasPixels: Bool { isIncluded.contains(true) }
}
