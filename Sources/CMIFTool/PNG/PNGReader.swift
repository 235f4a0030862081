import CMIF
import CPNG

/// Reads PNG files of every kind, with unaltered samples.
///
/// Gray of 1, 2 and 4 bits keeps its depth and its values, and 16 bits stay 16. Palette indices become
/// 8-bit colours. A transparency chunk becomes an opacity channel. Gamma and colour profiles are
/// ignored. A file that is cut short or has a wrong checksum anywhere is refused as a whole. Bytes after
/// the end of the PNG are ignored.
enum PNGReader {
  /// Reads a picture.
  static func read(
    _ input: inout InputBytes, budget: PixelBudget
  ) throws(ToolError) -> Picture {
    try readBytes(&input, budget: budget)
    return try input.namingSource { () throws(InputDefect) in
      try decode(input.bytes, budget: budget)
    }
  }

  /// The first bytes of every PNG.
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Reads the bytes of the file.
  ///
  /// - Throws: Status 65, before the rest is read, if the first bytes are no PNG or tell a size over the
  ///   limit.
  private static func readBytes(
    _ input: inout InputBytes, budget: PixelBudget
  ) throws(ToolError) {
    try input.read(atLeast: PNGHeader.end)
    let header = try input.namingSource { () throws(InputDefect) in
      guard !input.bytes.isEmpty else { throw InputDefect("it is empty") }
      guard input.bytes.starts(with: signature) else {
        throw foreign(input.bytes)
      }
      let header = PNGHeader(input.bytes)
      if let header { try budget.check(width: header.width, height: header.height) }
      return header
    }
    // A PNG without a header at its start is corrupt; libpng says so from these bytes alone.
    if let header { try input.readAll(limit: header.largestFile) }
  }

  /// Why the bytes of a file in another format are no picture. NumPy saves several arrays in a ZIP archive.
  private static func foreign(_ bytes: [UInt8]) -> InputDefect {
    InputDefect(
      bytes.starts(with: Array("PK\u{3}\u{4}".utf8))
        ? "it is a ZIP archive, as .npz is: save an array of it as .npy"
        : "it is neither PNG, .npy nor TIFF, convert it to PNG first")
  }

  private static func decode(
    _ bytes: [UInt8], budget: PixelBudget
  ) throws(InputDefect) -> Picture {
    try bytes.withUnsafeBufferPointer { buffer throws(InputDefect) in
      var reader = cmif_png_reader()
      // libpng keeps the address.
      return try withUnsafeMutablePointer(to: &reader) { reader throws(InputDefect) in
        defer { cmif_png_close(reader) }
        guard cmif_png_open(reader, buffer.baseAddress, buffer.count) else {
          throw defect(reader.pointee)
        }
        return try picture(reader, budget: budget)
      }
    }
  }

  /// The picture of a PNG that is open.
  private static func picture(
    _ reader: UnsafeMutablePointer<cmif_png_reader>, budget: PixelBudget
  ) throws(InputDefect) -> Picture {
    let (width, height) = (Int(reader.pointee.width), Int(reader.pointee.height))
    // If an unknown chunk comes first, the size is known only now.
    try budget.check(width: width, height: height)
    let model = try model(reader.pointee)
    try budget.checkMemory(width: width, height: height, channels: model.channelCount)
    let samples = try samples(reader, count: width * height * model.channelCount)
    return Picture(
      width: width, height: height, model: model, bitDepth: Int(reader.pointee.bit_depth),
      samples: samples)
  }

  /// The error of libpng. Data that are cut off are told apart by the reader of the bytes.
  private static func defect(_ reader: cmif_png_reader) -> InputDefect {
    guard !reader.is_out_of_memory else {
      return InputDefect("there is no memory to read it with", status: .outOfMemory)
    }
    return InputDefect(
      reader.is_cut_short
        ? "the PNG is cut short, copy or export it again"
        : "the PNG is corrupt (\(PNGMessage.text(of: reader.message)))")
  }

  private static func samples(
    _ reader: UnsafeMutablePointer<cmif_png_reader>, count: Int
  ) throws(InputDefect) -> [UInt16] {
    var isRead = false
    let samples = [UInt16](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      isRead = cmif_png_read_samples(reader, buffer.baseAddress, buffer.count)
      initializedCount = isRead ? count : 0
    }
    guard isRead else { throw defect(reader.pointee) }
    return samples
  }

  private static func model(_ reader: cmif_png_reader) throws(InputDefect) -> Picture.ColorModel {
    switch reader.channels {
    case 1: return .gray
    case 2: return .grayAlpha
    case 3: return .rgb
    case 4: return .rgba
    default: throw InputDefect("it has \(reader.channels) channels")
    }
  }
}
