#if TIFF
  /// The value that stands for no data, in the tag that GDAL writes.
  enum TIFFNoData {
    static let tag: UInt32 = 42_113

    /// The value; `nil` where the page names none that its numbers can be, or NaN, which stands for no data anyway.
    static func value(in file: TIFFFile, of number: StoredNumber) -> Double? {
      let text = file.values(of: tag, as: UInt8.self).prefix { $0 != 0 }
      let word = String(decoding: text, as: UTF8.self).split(separator: " ").first
      guard let value = word.flatMap({ Double($0) }), !value.isNaN else { return nil }
      return number.holds(value) ? value : nil
    }

    /// The tag's text.
    static func text(_ value: Double) -> [UInt8] { Array(Number.exact(value).utf8) + [0] }
  }
#endif
