#if TIFF
  import CMIF
  import CTIFF

  /// The samples of a page as a picture: whole numbers from 0 on, of up to 16 bits.
  struct TIFFSamples {
    private let blocks: TIFFBlocks
    private var page: TIFFPage { blocks.page }

    init(_ blocks: TIFFBlocks) { self.blocks = blocks }

    /// Reads the picture.
    ///
    /// - Parameter colors: Holds the palette, if the page has one.
    func picture(colors: cmif_tiff_page) throws(InputDefect) -> Picture {
      var samples = try stored()
      switch page.coding {
      case .palette:
        samples = lookUp(samples, colors)
      case .whiteIsZero:
        for index in stride(from: 0, to: samples.count, by: page.channels.count) {
          samples[index] = maximum - samples[index]
        }
      case .plain:
        break
      }
      if page.isPremultiplied { divide(&samples) }
      return Picture(
        width: page.width, height: page.height, model: page.model,
        bitDepth: page.coding == .palette ? 8 : page.bits, samples: samples)
    }

    /// The largest stored sample.
    private var maximum: UInt16 { UInt16((1 << page.bits) - 1) }

    private func stored() throws(InputDefect) -> [UInt16] {
      let bits = page.bits
      switch bits {
      case 8: return try blocks.numbers { row, index in UInt16(row[index]) }
      case 16:
        return try blocks.numbers { row, index in
          row.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
        }
      default:
        let maximum = maximum
        return try blocks.numbers { row, index in
          // The first number of a byte is in its highest bits.
          let shift = 8 - bits - index * bits % 8
          return UInt16(row[index * bits / 8]) >> UInt16(shift) & maximum
        }
      }
    }

    /// Replaces indices by colours of 8 bits, of which a palette has 16.
    private func lookUp(_ samples: [UInt16], _ colors: cmif_tiff_page) -> [UInt16] {
      guard let red = colors.red, let green = colors.green, let blue = colors.blue else {
        return []
      }
      let count = 1 << page.bits
      let lists = [red, green, blue].map { UnsafeBufferPointer(start: $0, count: count) }
      // Some programs have written 8 bits.
      let isWide = lists.contains { $0.contains { $0 > 255 } }
      let palette = lists.map { list in
        list.map { isWide ? UInt16((Int($0) * 255 + 32_767) / 65_535) : $0 }
      }
      var found: [UInt16] = []
      found.reserveCapacity(page.width * page.height * page.model.channelCount)
      for index in stride(from: 0, to: samples.count, by: page.channels.count) {
        for list in palette { found.append(list[Int(samples[index])]) }
        if page.hasOpacity { found.append(UInt16(Int(samples[index + 1]) * 255 / Int(maximum))) }
      }
      return found
    }

    /// Undoes the multiplication of colours by opacity.
    private func divide(_ samples: inout [UInt16]) {
      let step = page.model.channelCount
      let full = page.coding == .palette ? 255 : Int(maximum)
      for index in stride(from: 0, to: samples.count, by: step) {
        let opacity = Int(samples[index + step - 1])
        guard opacity > 0 else { continue }
        for color in index..<index + step - 1 {
          let value = (Int(samples[color]) * full + opacity / 2) / opacity
          samples[color] = UInt16(min(value, full))
        }
      }
    }
  }
#endif
