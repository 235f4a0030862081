import CMIF

/// Reads pictures of every format, which their first bytes tell apart: names may end in anything.
enum PictureReader {
  /// Reads a picture.
  ///
  /// - Parameter noData: The rule for pixels without data, which do not count where the numbers of an array are spread
  ///   over the samples of a picture.
  /// - Throws: Status 65 to 69 for what cannot be read.
  static func read(
    _ source: InputSource, budget: PixelBudget, noData: NoData = .none
  ) throws(ToolError) -> InputPicture {
    let page = PicturePage(source)
    var input = try InputBytes(page.source)
    try input.read(atLeast: NPYHeader.magic.count)
    if TIFFSignature.begins(input.bytes) {
      #if TIFF
        return try TIFFReader.read(&input, page: page.number ?? 1, budget: budget, noData: noData)
      #else
        throw input.failure(TIFFSignature.refusal)
      #endif
    }
    guard page.number == nil else {
      throw input.failure(InputDefect("it has no pages by number, which only TIFF has"))
    }
    guard input.bytes.starts(with: NPYHeader.magic) else {
      return InputPicture(picture: try PNGReader.read(&input, budget: budget))
    }
    let array = try NPYReader.read(&input, budget: budget)
    return InputPicture(picture: array.picture(noData: noData), array: array)
  }
}
