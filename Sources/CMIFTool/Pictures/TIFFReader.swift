#if TIFF
  import CMIF
  import CTIFF

  /// Reads pages of TIFF files, with unaltered samples.
  ///
  /// Whole numbers from 0 on of up to 16 bits are a picture as in a PNG; all others, and those with a value that
  /// stands for no data, are an array. Where white is 0, numbers are inverted. Indices of a palette become 8-bit
  /// colours. Gamma, colour profiles and the page's orientation are ignored. A page that is cut short or corrupt
  /// anywhere is refused as a whole.
  enum TIFFReader {
    /// Reads a page, counted from 1.
    ///
    /// - Throws: Status 65 for what is no picture, and 69 where there is no memory for it.
    static func read(
      _ input: inout InputBytes, page: Int, budget: PixelBudget, noData: NoData
    ) throws(ToolError) -> InputPicture {
      try input.readAll(limit: largestFile(budget))
      return try input.namingSource { () throws(InputDefect) in
        try input.bytes.withUnsafeBufferPointer { bytes throws(InputDefect) in
          let file = try TIFFFile(reading: bytes, page: page)
          var picture = try picture(in: file, budget: budget, noData: noData)
          picture.geoTags = GeoTags(file)
          return picture
        }
      }
    }

    /// A limit for the bytes of a file: twice the largest picture, and 64 MiB for everything else.
    private static func largestFile(_ budget: PixelBudget) -> Int {
      budget.maxPixels < 1 << 50 ? 64 * budget.maxPixels + 64 << 20 : .max
    }

    private static func picture(
      in file: TIFFFile, budget: PixelBudget, noData: NoData
    ) throws(InputDefect) -> InputPicture {
      let page = try TIFFPage(file)
      let stored = page.coding == .plain ? page.number.inArray : nil
      let noDataValue = stored.flatMap { TIFFNoData.value(in: file, of: $0) }
      let number = noDataValue == nil ? page.number.onlyInArray : stored
      try checkSize(of: page, stored: number == nil ? 0 : PixelBytes.number, budget)
      let blocks = try TIFFBlocks(of: page, in: file)
      guard let number else {
        return InputPicture(picture: try TIFFSamples(blocks).picture(colors: file.description))
      }
      let array = try TIFFNumbers(blocks, number).array(noData: noDataValue)
      return InputPicture(picture: array.picture(noData: noData), array: array)
    }

    private static func checkSize(
      of page: TIFFPage, stored: Int, _ budget: PixelBudget
    ) throws(InputDefect) {
      try budget.check(width: page.width, height: page.height)
      try budget.checkMemory(
        width: page.width, height: page.height, channels: page.model.channelCount,
        stored: stored)
      // Tiles reach beyond the picture, and far beyond a small one. They are decoded one by one and whole: a small
      // file could otherwise keep the machine busy for hours.
      let limit = max(budget.maxPixels, 1 << 20)
      let (pixels, overflow) = page.coveredWidth.multipliedReportingOverflow(by: page.coveredHeight)
      guard !overflow, pixels / 4 <= limit else {
        throw InputDefect(
          "its tiles cover \(page.coveredWidth) x \(page.coveredHeight) pixels, more than 4 times the "
            + "limit of \(limit), which --max-pixels can raise")
      }
      guard Memory.isAvailable(bytes: page.blockBytes) else {
        throw InputDefect(
          "there is no memory for its blocks of \(page.blockWidth) x \(page.blockHeight) pixels",
          status: .outOfMemory)
      }
    }
  }
#endif
