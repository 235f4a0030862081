import CMIF
import CPNG

/// Reads PNG files of every kind, with unaltered samples.
///
/// Gray of 1, 2 and 4 bits keeps its depth and its values, and 16 bits stay 16. Palette indices become
/// 8-bit colours. A transparency chunk becomes an opacity channel. Gamma and colour profiles are
/// ignored. A file that is cut short or has a wrong checksum anywhere is refused as a whole. Bytes after
/// the end of the PNG are ignored.
enum PNGReader {
  /// The default limit of an image's pixels: 2^30, some 32,000 x 32,000.
  static let defaultMaxPixels = 1 << 30

  /// Reads a picture.
  ///
  /// - Parameter maxPixels: The most pixels an image may have; one with more is refused before
  ///   memory is taken for them.
  static func read(
    _ source: InputSource, maxPixels: Int = defaultMaxPixels
  ) throws(ToolError) -> Picture {
    let bytes = try bytes(of: source, maxPixels: maxPixels)
    do {
      return try decode(bytes, maxPixels: maxPixels)
    } catch {
      throw source.failure(error.status, error.cause)
    }
  }

  /// The first bytes of every PNG.
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes of the file.
  ///
  /// - Throws: Status 65, before the rest is read, if the first bytes are no PNG or tell a size over the
  ///   limit.
  private static func bytes(
    of source: InputSource, maxPixels: Int
  ) throws(ToolError) -> [UInt8] {
    var input = try InputBytes(source)
    try input.read(atLeast: PNGHeader.end)
    guard !input.bytes.isEmpty else { throw source.failure(.invalidData, "it is empty") }
    guard input.bytes.starts(with: signature) else {
      throw source.failure(.invalidData, "it is not a PNG, convert it to PNG first")
    }
    // A PNG without a header at its start is corrupt; libpng says so from these bytes alone.
    guard let header = PNGHeader(input.bytes) else { return input.bytes }
    do {
      try check(width: header.width, height: header.height, maxPixels: maxPixels)
    } catch {
      throw source.failure(error.status, error.cause)
    }
    try input.readAll(limit: header.largestFile)
    return input.bytes
  }

  /// Refuses a size over the limit.
  private static func check(width: Int, height: Int, maxPixels: Int) throws(Defect) {
    guard width * height <= maxPixels else {
      throw Defect(
        "its \(width) x \(height) pixels are more than the limit of \(maxPixels),"
          + " which --max-pixels can raise")
    }
  }

  /// Why bytes are no picture.
  private struct Defect: Error {
    let status: ExitStatus
    let cause: String

    init(_ cause: String, status: ExitStatus = .invalidData) {
      self.status = status
      self.cause = cause
    }

    /// The error of libpng. Data that are cut off are told apart by the reader of the bytes.
    init(_ reader: cmif_png_reader) {
      guard !reader.is_out_of_memory else {
        self.init("there is no memory to read it with", status: .outOfMemory)
        return
      }
      self.init(
        reader.is_cut_short
          ? "the PNG is cut short, copy or export it again"
          : "the PNG is corrupt (\(PNGMessage.text(of: reader.message)))")
    }
  }

  private static func decode(_ bytes: [UInt8], maxPixels: Int) throws(Defect) -> Picture {
    try bytes.withUnsafeBufferPointer { buffer throws(Defect) in
      var reader = cmif_png_reader()
      defer { cmif_png_close(&reader) }
      guard cmif_png_open(&reader, buffer.baseAddress, buffer.count) else { throw Defect(reader) }
      // If an unknown chunk comes first, the size is known only now.
      try check(width: Int(reader.width), height: Int(reader.height), maxPixels: maxPixels)
      let model = try model(reader)
      let count = try sampleCount(reader)
      let samples = try samples(&reader, count: count)
      return Picture(
        width: Int(reader.width), height: Int(reader.height), model: model,
        bitDepth: Int(reader.bit_depth), samples: samples)
    }
  }

  /// The bytes a pixel may take beside its samples, for planes, labels and their making: for each channel, and
  /// once.
  private static let workingBytes = (channel: 4, pixel: 16)

  /// The number of samples.
  ///
  /// - Throws: Status 69 if there is no memory for the samples and the working bytes.
  private static func sampleCount(_ reader: cmif_png_reader) throws(Defect) -> Int {
    // At most (2^31 - 1)^2: no overflow.
    let pixels = Int(reader.width) * Int(reader.height)
    let channels = Int(reader.channels)
    let each = channels * (MemoryLayout<UInt16>.stride + workingBytes.channel) + workingBytes.pixel
    let (size, overflow) = pixels.multipliedReportingOverflow(by: each)
    guard !overflow, Memory.isAvailable(bytes: size) else {
      throw Defect(
        "there is no memory for its \(reader.width) x \(reader.height) pixels",
        status: .outOfMemory)
    }
    return pixels * channels
  }

  private static func samples(
    _ reader: inout cmif_png_reader, count: Int
  ) throws(Defect) -> [UInt16] {
    var isRead = false
    let samples = [UInt16](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      isRead = cmif_png_read_samples(&reader, buffer.baseAddress, buffer.count)
      initializedCount = isRead ? count : 0
    }
    guard isRead else { throw Defect(reader) }
    return samples
  }

  private static func model(_ reader: cmif_png_reader) throws(Defect) -> Picture.ColorModel {
    switch reader.channels {
    case 1: return .gray
    case 2: return .grayAlpha
    case 3: return .rgb
    case 4: return .rgba
    default: throw Defect("it has \(reader.channels) channels")
    }
  }
}
