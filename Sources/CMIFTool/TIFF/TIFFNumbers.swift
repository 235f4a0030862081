#if TIFF
  import CMIF

  /// The numbers of a page as an array.
  struct TIFFNumbers {
    private let blocks: TIFFBlocks
    private let number: StoredNumber
    private var page: TIFFPage { blocks.page }

    init(_ blocks: TIFFBlocks, _ number: StoredNumber) {
      (self.blocks, self.number) = (blocks, number)
    }

    /// Reads the array.
    ///
    /// - Parameter noData: The value that stands for no data; pixels are NaN whose every colour has it.
    func array(noData: Double?) throws(InputDefect) -> StoredArray {
      // libtiff gives numbers in the machine's order, which is little-endian wherever Swift runs.
      var values = try blocks.numbers { row, place in
        number.value(at: place, in: row, isBigEndian: false)
      }
      if page.isPremultiplied { divide(&values) }
      if let noData { empty(noData, in: &values) }
      let pixels = PixelArray(
        width: page.width, height: page.height, model: page.model, values: values)
      var array = StoredArray(
        pixels: pixels, number: number, hasChannelAxis: page.model.channelCount > 1)
      array.noDataValue = noData
      return array
    }

    /// Undoes the multiplication of colours by opacity, which is 1 for opaque pixels where numbers are fractional.
    private func divide(_ values: inout [Double]) {
      let step = page.model.channelCount
      let full = number.wholeNumbers?.upperBound ?? 1
      for index in stride(from: 0, to: values.count, by: step) {
        let opacity = values[index + step - 1]
        guard opacity > 0 else { continue }
        for color in index..<index + step - 1 {
          let value = values[color] * full / opacity
          values[color] = number.wholeNumbers == nil ? value : min(value.rounded(), full)
        }
      }
    }

    private func empty(_ noData: Double, in values: inout [Double]) {
      // The value is written in digits, of which 32 bits may keep fewer.
      let noData = number == .float32 ? Double(Float(noData)) : noData
      let step = page.model.channelCount
      for index in stride(from: 0, to: values.count, by: step) {
        let colors = index..<index + page.model.colorCount
        guard values[colors].allSatisfy({ $0 == noData }) else { continue }
        for color in colors { values[color] = .nan }
      }
    }
  }
#endif
