#if TIFF
  import CMIF
  import CTIFF

  /// What a page of a TIFF says of its samples, checked: only what can be read gets here.
  struct TIFFPage {
    /// How stored numbers become colours.
    enum Coding: Equatable {
      case plain
      /// The largest number is black.
      case whiteIsZero
      /// Numbers are places in a list of colours.
      case palette
    }

    let width: Int
    let height: Int
    let number: TIFFNumber
    let coding: Coding
    /// The bits of a stored number.
    let bits: Int
    /// The numbers of a stored pixel, and those among them that are read, in this order: colours, then opacity.
    let samples: Int
    let channels: [Int]
    let hasOpacity: Bool
    /// Whether colours were multiplied by their opacity.
    let isPremultiplied: Bool
    /// Whether each channel has blocks of its own.
    let isPlanar: Bool
    let isTiled: Bool
    /// The size of a tile or a strip, in pixels, and the bytes of its rows and of the whole.
    let blockWidth: Int
    let blockHeight: Int
    let rowBytes: Int
    let blockBytes: Int

    /// The size of all blocks together.
    var coveredWidth: Int { (width - 1) / blockWidth * blockWidth + blockWidth }
    var coveredHeight: Int { (height - 1) / blockHeight * blockHeight + blockHeight }

    /// The meaning of the channels that are read.
    var model: Picture.ColorModel {
      let isColor = coding == .palette || channels.count > 2
      return isColor ? (hasOpacity ? .rgba : .rgb) : hasOpacity ? .grayAlpha : .gray
    }

    /// Checks what a page says.
    ///
    /// - Throws: Why it cannot be read.
    init(_ file: TIFFFile) throws(InputDefect) {
      let page = file.description
      guard TIFFIsCODECConfigured(page.compression) != 0 else {
        throw InputDefect(
          "its compression, scheme \(page.compression), is none that libtiff can undo here, "
            + "store it with another")
      }
      (width, height) = (Int(page.width), Int(page.height))
      guard width > 0, height > 0 else {
        throw InputDefect("it has \(width) x \(height) pixels, so that there is no picture")
      }
      (bits, samples) = (Int(page.bits), Int(page.samples))
      number = try Self.number(of: page)
      let colors = try Self.colors(of: page)
      coding = try Self.coding(of: page, number)
      (channels, isPremultiplied) = try Self.channels(of: page, colors: colors)
      hasOpacity = channels.count > colors
      isPlanar = samples > 1 && Int32(page.planar) == PLANARCONFIG_SEPARATE
      isTiled = page.is_tiled
      (blockWidth, blockHeight) = (Int(page.block_width), Int(page.block_height))
      (rowBytes, blockBytes) = (Int(page.row_bytes), Int(page.block_bytes))
      try checkBlocks(file)
    }

    /// Refuses blocks of other sizes than the page says: their rows would be read from wrong places.
    private func checkBlocks(_ file: TIFFFile) throws(InputDefect) {
      let rowBits = (isPlanar ? 1 : samples).multipliedReportingOverflow(by: bits * blockWidth)
      guard blockWidth > 0, blockHeight > 0, !rowBits.overflow,
        rowBytes == (rowBits.partialValue + 7) / 8,
        rowBytes.multipliedReportingOverflow(by: blockHeight) == (blockBytes, false)
      else {
        throw file.message.isEmpty
          ? InputDefect("the TIFF is corrupt (its blocks have no size that fits)") : file.defect
      }
    }

    private static func number(of page: cmif_tiff_page) throws(InputDefect) -> TIFFNumber {
      // Numbers of an unknown format are taken for whole ones, as by other readers.
      let isVoid = Int32(page.format) == SAMPLEFORMAT_VOID
      let format = isVoid ? SAMPLEFORMAT_UINT : Int32(page.format)
      guard let number = TIFFNumber(bits: Int(page.bits), format: format) else {
        let kinds = [
          SAMPLEFORMAT_UINT: "unsigned integers", SAMPLEFORMAT_INT: "signed integers",
          SAMPLEFORMAT_IEEEFP: "floating-point numbers",
        ]
        throw InputDefect(
          "its samples are \(kinds[format] ?? "complex numbers") of \(page.bits) bits, convert it to "
            + "integers of 8, 16 or 32 bits or floating-point numbers of 32 or 64 first")
      }
      return number
    }

    /// The number of stored colours: 1 or 3.
    private static func colors(of page: cmif_tiff_page) throws(InputDefect) -> Int {
      switch Int32(page.photometric) {
      case PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_MASK, PHOTOMETRIC_PALETTE:
        return 1
      case PHOTOMETRIC_RGB:
        return 3
      case Int32(UInt16.max):
        throw InputDefect("the TIFF is corrupt (it does not say what its samples mean)")
      case let other:
        throw InputDefect(
          "its colours are \(names[other] ?? "of kind \(other)"), convert it to RGB first")
      }
    }

    private static let names = [
      PHOTOMETRIC_SEPARATED: "CMYK", PHOTOMETRIC_YCBCR: "YCbCr", PHOTOMETRIC_CIELAB: "CIELAB",
      PHOTOMETRIC_ICCLAB: "CIELAB", PHOTOMETRIC_ITULAB: "CIELAB", PHOTOMETRIC_LOGL: "LogL",
      PHOTOMETRIC_LOGLUV: "LogLuv", PHOTOMETRIC_CFA: "those of a sensor's filters",
    ]

    private static func coding(
      of page: cmif_tiff_page, _ number: TIFFNumber
    ) throws(InputDefect) -> Coding {
      switch Int32(page.photometric) {
      case PHOTOMETRIC_PALETTE:
        guard page.red != nil, case .sample = number else {
          throw InputDefect("the TIFF is corrupt (it has no palette)")
        }
        return .palette
      case PHOTOMETRIC_MINISWHITE:
        guard case .sample = number else {
          throw InputDefect("its smallest number is white, invert it first")
        }
        return .whiteIsZero
      default:
        return .plain
      }
    }

    /// The most samples of a pixel, most of which would be left out.
    private static let mostSamples = 256

    /// The samples that are read: colours, and the first that is opacity.
    private static func channels(
      of page: cmif_tiff_page, colors: Int
    ) throws(InputDefect) -> (channels: [Int], isPremultiplied: Bool) {
      let samples = Int(page.samples)
      guard samples <= mostSamples else {
        throw InputDefect("its pixels have \(samples) samples, more than \(mostSamples)")
      }
      guard samples >= colors else {
        throw InputDefect("the TIFF is corrupt (its pixels have \(samples) samples)")
      }
      let extras = (0..<samples - colors).map { index in
        index < Int(page.extra_count) ? page.extras.map { Int32($0[index]) } : nil
      }
      let opacity = extras.firstIndex {
        $0 == EXTRASAMPLE_ASSOCALPHA || $0 == EXTRASAMPLE_UNASSALPHA
      }
      guard colors > 1 || samples == (opacity == nil ? 1 : 2) else {
        throw InputDefect(
          "it has \(samples) bands of gray, make a file of one of them, or of three as RGB, first")
      }
      return (
        Array(0..<colors) + (opacity.map { [colors + $0] } ?? []),
        opacity.map { extras[$0] == EXTRASAMPLE_ASSOCALPHA } ?? false
      )
    }
  }
#endif
