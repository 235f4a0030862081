import CPNG

/// What libpng says.
enum PNGMessage {
  /// The text of a message buffer of the shim, `message` of its reader and writer.
  static func text<Buffer: BitwiseCopyable>(of buffer: Buffer) -> String {
    withUnsafeBytes(of: buffer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
