/// The bytes of an input, read in steps.
struct InputBytes {
  /// The bytes read so far.
  private(set) var bytes: [UInt8] = []

  let source: InputSource
  private let file: OpenFile

  private static let firstChunk = 4096
  private static let chunk = 1 << 20

  /// Opens the source.
  init(_ source: InputSource) throws(ToolError) {
    self.source = source
    file = try source.open()
  }

  /// Reads until there are at least `count` bytes, or to the end.
  mutating func read(atLeast count: Int) throws(ToolError) {
    while bytes.count < count, try readMore(limit: Self.firstChunk) {}
  }

  /// Reads to the end.
  ///
  /// - Parameters:
  ///   - limit: The most bytes to accept, so that an endless stream is refused with status 65.
  ///   - excess: What is said of more bytes; their number if it is not given.
  mutating func readAll(limit: Int, excess: String? = nil) throws(ToolError) {
    // A chunk more than the file has: the last read, which finds the end, asks for a whole one.
    try reserve(min((try? file.size()) ?? 0, limit, .max - Self.chunk) + Self.chunk)
    repeat {
      guard bytes.count <= limit else {
        throw source.failure(.invalidData, excess ?? "it has more than \(limit) bytes")
      }
    } while try readMore(limit: Self.chunk)
  }

  /// Reads up to `limit` more bytes; returns false at the end.
  private mutating func readMore(limit: Int) throws(ToolError) -> Bool {
    if bytes.capacity - bytes.count < limit { try reserve(2 * bytes.count + limit) }
    do {
      return try file.read(into: &bytes, limit: limit) > 0
    } catch {
      throw source.failure(error == .isDirectory ? .noInput : .ioError, "\(error)")
    }
  }

  private mutating func reserve(_ capacity: Int) throws(ToolError) {
    guard capacity > bytes.capacity else { return }
    guard Memory.isAvailable(bytes: capacity) else {
      throw source.failure(.outOfMemory, "there is no memory for \(capacity) bytes")
    }
    bytes.reserveCapacity(capacity)
  }
}

extension InputBytes {
  /// Runs a step of reading, and names the file in what it throws.
  func namingSource<Result>(
    _ step: () throws(InputDefect) -> Result
  ) throws(ToolError) -> Result {
    do {
      return try step()
    } catch {
      throw failure(error)
    }
  }

  func failure(_ defect: InputDefect) -> ToolError { source.failure(defect.status, defect.cause) }
}
