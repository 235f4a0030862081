import CMIF
import CPNG

/// Writes pictures as PNG. The same contents give the same bytes.
enum PNGWriter {
  /// A text in the file: a tEXt chunk.
  struct Text: Sendable, Equatable {
    /// 1 to 79 characters of Latin-1.
    let key: String
    /// Any characters of Latin-1; others become question marks.
    let value: String
  }

  /// The bytes of a PNG file, not interlaced.
  ///
  /// - Parameters:
  ///   - picture: Any colour model with 8 or 16 bits a sample.
  ///   - texts: Texts, written before the samples and in this order.
  /// - Throws: Status 69 if there is no memory for the file, 73 for a picture that no PNG can hold.
  static func encode(_ picture: Picture, texts: [Text] = []) throws(OutputDefect) -> [UInt8] {
    precondition(
      picture.bitDepth == 8 || picture.bitDepth == 16,
      "samples of \(picture.bitDepth) bits are written as 8 or 16 bits")
    var writer = cmif_png_writer()
    defer { cmif_png_free(&writer) }
    let notes = texts.map { latin1($0.key) + [0] + latin1($0.value) }
    let isWritten = write(picture, notes: notes, to: &writer)
    guard isWritten || writer.is_out_of_memory else {
      throw OutputDefect(
        "its \(picture.width) x \(picture.height) pixels are no PNG "
          + "(\(PNGMessage.text(of: writer.message)))", status: .cannotCreate)
    }
    guard isWritten, Memory.isAvailable(bytes: writer.count) else {
      throw .memory(width: picture.width, height: picture.height)
    }
    return [UInt8](UnsafeBufferPointer(start: writer.bytes, count: writer.count))
  }

  private static func write(
    _ picture: Picture, notes: [[UInt8]], to writer: inout cmif_png_writer
  ) -> Bool {
    let lengths = notes.map(\.count)
    return picture.samples.withUnsafeBufferPointer { samples in
      Array(notes.joined()).withUnsafeBufferPointer { notes in
        lengths.withUnsafeBufferPointer { lengths in
          var contents = cmif_png_contents(
            width: UInt32(clamping: picture.width), height: UInt32(clamping: picture.height),
            channels: UInt32(picture.model.channelCount), bit_depth: UInt32(picture.bitDepth),
            samples: samples.baseAddress, texts: notes.baseAddress,
            text_lengths: lengths.baseAddress, text_count: lengths.count)
          return cmif_png_write(&writer, &contents)
        }
      }
    }
  }

  private static func latin1(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
  }
}
