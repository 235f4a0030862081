#if TIFF
  import CTIFF

  /// The types of a page's samples that are read.
  enum TIFFNumber: Equatable {
    /// Whole numbers from 0 on, of 1, 2, 4, 8 or 16 bits: samples of a picture.
    case sample(bits: Int)
    /// Numbers of an array.
    case number(StoredNumber)

    /// The type of samples of so many bits in a format; `nil` for one that is not read.
    init?(bits: Int, format: Int32) {
      switch (format, bits) {
      case (SAMPLEFORMAT_UINT, 1), (SAMPLEFORMAT_UINT, 2), (SAMPLEFORMAT_UINT, 4),
        (SAMPLEFORMAT_UINT, 8), (SAMPLEFORMAT_UINT, 16):
        self = .sample(bits: bits)
      case (SAMPLEFORMAT_UINT, 32): self = .number(.uint32)
      case (SAMPLEFORMAT_INT, 8): self = .number(.int8)
      case (SAMPLEFORMAT_INT, 16): self = .number(.int16)
      case (SAMPLEFORMAT_INT, 32): self = .number(.int32)
      case (SAMPLEFORMAT_IEEEFP, 32): self = .number(.float32)
      case (SAMPLEFORMAT_IEEEFP, 64): self = .number(.float64)
      default: return nil
      }
    }

    /// The type of an array, for numbers that are not samples of a picture.
    var onlyInArray: StoredNumber? {
      if case .number(let number) = self { number } else { nil }
    }

    /// The type of an array that holds these numbers; `nil` for samples of fewer than 8 bits.
    var inArray: StoredNumber? {
      switch self {
      case .sample(bits: 8): .uint8
      case .sample(bits: 16): .uint16
      case .sample: nil
      case .number(let number): number
      }
    }
  }
#endif
