/// Reads a file line by line.
struct LineReader {
  /// The bytes up to a line feed, without it.
  struct Line {
    let bytes: [UInt8]
    /// Whether a line feed followed. Only the last line of a file can lack it.
    let isEnded: Bool
  }

  /// The longest line in bytes, which bounds the memory: 16 MiB.
  static let longest = 16 << 20

  private let source: InputSource
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var position = 0

  private static let chunk = 1 << 16
  private static let lineFeed = UInt8(ascii: "\n")

  /// Opens the source.
  init(_ source: InputSource) throws(ToolError) {
    self.init(source, file: try source.open())
  }

  /// Reads the source from a file that is open already.
  init(_ source: InputSource, file: OpenFile) {
    (self.source, self.file) = (source, file)
  }

  /// The next line, or `nil` after the last.
  mutating func next() throws(ToolError) -> Line? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: Self.lineFeed) {
        defer { position = end + 1 }
        return Line(bytes: Array(buffer[position..<end]), isEnded: true)
      }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      guard buffer.count <= Self.longest else {
        throw source.failure(.invalidData, "a line is longer than \(Self.longest) bytes")
      }
      guard try readMore() else { break }
    }
    guard !buffer.isEmpty else { return nil }
    defer { buffer = [] }
    return Line(bytes: buffer, isEnded: false)
  }

  private mutating func readMore() throws(ToolError) -> Bool {
    do {
      return try file.read(into: &buffer, limit: Self.chunk) > 0
    } catch {
      throw source.failure(error == .isDirectory ? .noInput : .ioError, "\(error)")
    }
  }
}
