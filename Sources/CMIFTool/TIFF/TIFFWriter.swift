#if TIFF
  import CMIF
  import CTIFF

  /// Writes pictures and arrays as TIFF, compressed without loss. The same contents give the same bytes.
  struct TIFFWriter {
    /// The size, and the meaning of a pixel's channels.
    private let width: Int
    private let height: Int
    private let model: Picture.ColorModel
    private let number: StoredNumber
    private let geoTags: GeoTags?
    /// The value that stands for no data, if the file is to name one.
    private let noDataValue: Double?

    /// The bytes of a picture of 8 or 16 bits a sample.
    ///
    /// - Throws: Status 69 if there is no memory for the file, 73 for a picture that no TIFF can hold.
    static func encode(_ picture: Picture, geoTags: GeoTags?) throws(OutputDefect) -> [UInt8] {
      let writer = TIFFWriter(
        width: picture.width, height: picture.height, model: picture.model,
        number: picture.bitDepth > 8 ? .uint16 : .uint8, geoTags: geoTags, noDataValue: nil)
      return try writer.encode { picture.samples[$0].map(Double.init) }
    }

    /// The bytes of other pixels of an array's kind.
    ///
    /// - Throws: What ``encode(_:geoTags:)`` throws.
    static func encode(
      _ pixels: PixelArray, like array: StoredArray, geoTags: GeoTags?
    ) throws(OutputDefect) -> [UInt8] {
      let writer = TIFFWriter(
        width: pixels.width, height: pixels.height, model: pixels.model, number: array.number,
        geoTags: geoTags, noDataValue: array.noDataValue)
      return try writer.encode { pixels.values[$0].map(array.marked) }
    }

    /// What a strip should have at most, before compression: other programs decode whole strips.
    private static let stripBytes = 1 << 18

    private func encode(_ values: (Range<Int>) -> [Double]) throws(OutputDefect) -> [UInt8] {
      let rowBytes = width * model.channelCount * number.size
      // Compression can make bytes more: places of 32 bits are given up early.
      let file = TIFFFile(writing: rowBytes * height > 3 << 30)
      let rows = max(1, min(height, Self.stripBytes / rowBytes))
      if let file, setTags(of: file, rows: rows), write(values, rows: rows, to: file),
        let bytes = file.finish()
      {
        return bytes
      }
      guard let cause = file?.writingError else { throw .memory(width: width, height: height) }
      throw OutputDefect(
        "its \(width) x \(height) pixels are no TIFF (\(cause))", status: .cannotCreate)
    }

    private func setTags(of file: TIFFFile, rows: Int) -> Bool {
      let isFractional = number.wholeNumbers == nil
      let isSigned = [.int8, .int16, .int32].contains(number)
      return file.set([
        TIFFTAG_IMAGEWIDTH: width, TIFFTAG_IMAGELENGTH: height,
        TIFFTAG_BITSPERSAMPLE: 8 * number.size, TIFFTAG_SAMPLESPERPIXEL: model.channelCount,
        TIFFTAG_SAMPLEFORMAT: Int(
          isFractional ? SAMPLEFORMAT_IEEEFP : isSigned ? SAMPLEFORMAT_INT : SAMPLEFORMAT_UINT),
        TIFFTAG_PHOTOMETRIC: Int(
          model.colorCount > 1 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK),
        TIFFTAG_PLANARCONFIG: Int(PLANARCONFIG_CONTIG), TIFFTAG_ROWSPERSTRIP: rows,
        TIFFTAG_COMPRESSION: Int(COMPRESSION_ADOBE_DEFLATE),
        TIFFTAG_PREDICTOR: Int(isFractional ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL),
      ]) && (!model.hasAlpha || file.setOpacity())
        && geoTags?.set(in: file) ?? true
        && file.set(TIFFNoData.tag, noDataValue.map(TIFFNoData.text) ?? [])
    }

    private func write(_ values: (Range<Int>) -> [Double], rows: Int, to file: TIFFFile) -> Bool {
      let row = width * model.channelCount
      for (strip, top) in stride(from: 0, to: height, by: rows).enumerated() {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows * row * number.size)
        for value in values(top * row..<min(top + rows, height) * row) {
          // libtiff takes numbers in the machine's order, which is little-endian wherever Swift runs.
          number.append(value, to: &bytes)
        }
        let count = tmsize_t(bytes.count)
        let isWritten = bytes.withUnsafeMutableBytes {
          TIFFWriteEncodedStrip(file.handle, UInt32(strip), $0.baseAddress, count) == count
        }
        guard isWritten else { return false }
      }
      return true
    }
  }
#endif
