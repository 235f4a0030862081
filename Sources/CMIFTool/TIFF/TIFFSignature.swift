/// The first bytes of TIFF files, and what a build without libtiff says of them.
enum TIFFSignature {
  /// Whether bytes begin as a TIFF or a BigTIFF of either byte order.
  static func begins(_ bytes: [UInt8]) -> Bool { all.contains { bytes.starts(with: $0) } }

  private static let all: [[UInt8]] = [42, 43].flatMap { version in
    [Array("II".utf8) + [version, 0], Array("MM".utf8) + [0, version]]
  }

  #if !TIFF
    /// How to have a program that knows TIFF.
    static let advice = "build cmif with 'make install TIFF=1' or 'swift build --traits TIFF'"

    static let refusal = InputDefect(
      "it is TIFF, which this build does not read; \(advice), or convert the file to PNG")
  #endif
}
