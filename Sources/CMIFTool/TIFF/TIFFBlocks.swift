#if TIFF
  import CTIFF

  /// The strips or tiles of a page.
  struct TIFFBlocks {
    let page: TIFFPage
    private let file: TIFFFile

    init(of page: TIFFPage, in file: TIFFFile) throws(InputDefect) {
      (self.page, self.file) = (page, file)
      try checkPlaces()
    }

    /// Refuses a file that ends before its blocks do, before there is memory for what they hold.
    private func checkPlaces() throws(InputDefect) {
      let count = page.isTiled ? TIFFNumberOfTiles(file.handle) : TIFFNumberOfStrips(file.handle)
      for index in 0..<count {
        let bytes = TIFFGetStrileByteCount(file.handle, index)
        guard bytes > 0 else {
          throw InputDefect(
            "some of its pixels are not stored (a sparse file), store all of them first")
        }
        let (end, overflow) = TIFFGetStrileOffset(file.handle, index)
          .addingReportingOverflow(bytes)
        guard !overflow, end <= UInt64(file.count) else { throw InputDefect(TIFFFile.cutShort) }
      }
    }

    /// Reads every number of the channels that are read, interleaved and row by row.
    ///
    /// - Parameter number: The number at a place of a row of stored numbers.
    func numbers<Number: Numeric>(
      _ number: (_ row: UnsafeRawBufferPointer, _ index: Int) -> Number
    ) throws(InputDefect) -> [Number] {
      let channels = page.channels.count
      var numbers: [Number] = []
      var block = [UInt8](repeating: 0, count: page.blockBytes)
      for plane in page.isPlanar ? page.channels.indices.map({ $0...$0 }) : [0...channels - 1] {
        for top in stride(from: 0, to: page.height, by: page.blockHeight) {
          for left in stride(from: 0, to: page.width, by: page.blockWidth) {
            let rows = top..<min(top + page.blockHeight, page.height)
            try read(
              &block, x: left, y: top, rows: rows.count, sample: page.channels[plane.lowerBound])
            if numbers.isEmpty {
              numbers = [Number](repeating: 0, count: page.width * page.height * channels)
            }
            place(block, x: left, rows: rows, plane, in: &numbers, number)
          }
        }
      }
      return numbers
    }

    /// Has libtiff decode a block. Where libtiff tells of an error, the block is refused even if libtiff goes on.
    private func read(
      _ block: inout [UInt8], x: Int, y: Int, rows: Int, sample: Int
    ) throws(InputDefect) {
      file.forgetErrors()
      let plane = UInt16(page.isPlanar ? sample : 0)
      let size = tmsize_t(block.count)
      let count = block.withUnsafeMutableBytes { bytes in
        page.isTiled
          ? TIFFReadEncodedTile(
            file.handle, TIFFComputeTile(file.handle, UInt32(x), UInt32(y), 0, plane),
            bytes.baseAddress, size)
          : TIFFReadEncodedStrip(
            file.handle, TIFFComputeStrip(file.handle, UInt32(y), plane), bytes.baseAddress, size)
      }
      guard Int(count) >= rows * page.rowBytes, file.message.isEmpty else { throw file.defect }
    }

    /// Puts the numbers of a block in their places.
    private func place<Number>(
      _ block: [UInt8], x left: Int, rows: Range<Int>, _ channels: ClosedRange<Int>,
      in numbers: inout [Number],
      _ number: (_ row: UnsafeRawBufferPointer, _ index: Int) -> Number
    ) {
      precondition(
        rows.count * page.rowBytes <= block.count, "\(rows.count) rows are not in a block")
      let columns = left..<min(left + page.blockWidth, page.width)
      let step = page.isPlanar ? 1 : page.samples
      block.withUnsafeBytes { bytes in
        for y in rows {
          let start = (y - rows.lowerBound) * page.rowBytes
          let row = UnsafeRawBufferPointer(rebasing: bytes[start..<start + page.rowBytes])
          for channel in channels {
            let sample = page.isPlanar ? 0 : page.channels[channel]
            for x in columns {
              let index = (y * page.width + x) * page.channels.count + channel
              numbers[index] = number(row, (x - left) * step + sample)
            }
          }
        }
      }
    }
  }
#endif
