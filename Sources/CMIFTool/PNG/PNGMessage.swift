import CPNG

/// The messages of libpng.
enum PNGMessage {
  /// The text of a C buffer: `message` of the reader or the writer.
  static func text<Buffer: BitwiseCopyable>(of buffer: Buffer) -> String {
    withUnsafeBytes(of: buffer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
