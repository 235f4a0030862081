#if TIFF
  import CTIFF

  /// A TIFF in memory that libtiff reads or writes; closed with the last reference to it.
  final class TIFFFile {
    // libtiff keeps the address.
    private let file: UnsafeMutablePointer<cmif_tiff_file>
    let handle: OpaquePointer
    private let ownsBytes: Bool

    private static let isSetUp: Void = cmif_tiff_set_up()

    /// Opens a file at one of its pages, counted from 1. The bytes must outlive it.
    ///
    /// - Throws: Why there is no such page.
    init(reading bytes: UnsafeBufferPointer<UInt8>, page: Int) throws(InputDefect) {
      let file = Self.nothing()
      let isOpen = cmif_tiff_open(file, bytes.baseAddress, bytes.count)
      guard isOpen, let handle = file.pointee.tiff else {
        let defect = Self.defect(of: file)
        file.deallocate()
        throw defect
      }
      (self.file, self.handle, ownsBytes) = (file, handle, false)
      try turn(to: page)
    }

    /// Begins an empty file.
    ///
    /// - Parameter isBig: Whether the places in the file take 64 bits.
    /// - Returns: `nil` where there is no memory.
    init?(writing isBig: Bool) {
      let file = Self.nothing()
      guard cmif_tiff_create(file, isBig), let handle = file.pointee.tiff else {
        free(file.pointee.bytes)
        file.deallocate()
        return nil
      }
      (self.file, self.handle, ownsBytes) = (file, handle, true)
    }

    private static func nothing() -> UnsafeMutablePointer<cmif_tiff_file> {
      _ = isSetUp
      let file = UnsafeMutablePointer<cmif_tiff_file>.allocate(capacity: 1)
      file.initialize(to: cmif_tiff_file())
      return file
    }

    deinit {
      cmif_tiff_close(file)
      if ownsBytes { free(file.pointee.bytes) }
      file.deallocate()
    }

    private func turn(to page: Int) throws(InputDefect) {
      guard page > 0 else { throw InputDefect("its pages are counted from 1") }
      guard page > 1 else { return }
      let count = Int(TIFFNumberOfDirectories(handle))
      guard page <= count else {
        throw InputDefect(
          "it has \(count) page\(count == 1 ? "" : "s"), and page \(page) is none of them")
      }
      guard let index = tdir_t(exactly: page - 1), TIFFSetDirectory(handle, index) != 0 else {
        throw defect
      }
    }

    /// Forgets what was wrong before, to see whether more is.
    func forgetErrors() { cmif_tiff_forget_errors(file) }

    /// What libtiff said of an error, on one line; empty where it said nothing.
    var message: String { Self.message(of: file) }

    /// The error of libtiff.
    var defect: InputDefect { Self.defect(of: file) }

    private static func defect(of file: UnsafeMutablePointer<cmif_tiff_file>) -> InputDefect {
      let message = message(of: file)
      return InputDefect(
        file.pointee.is_cut_short
          ? cutShort : message.isEmpty ? "the TIFF is corrupt" : "the TIFF is corrupt (\(message))")
    }

    static let cutShort = "the TIFF is cut short, copy or export it again"

    private static func message(of file: UnsafeMutablePointer<cmif_tiff_file>) -> String {
      let text = withUnsafeBytes(of: file.pointee.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let line = text.unicodeScalars.map {
        $0.properties.generalCategory == .control ? " " : String($0)
      }
      // Our sentence has its own end.
      return String(line.joined().reversed().drop { ". ".contains($0) }.reversed())
    }

    // MARK: Reading

    /// The number of bytes in the file.
    var count: Int { file.pointee.count }

    /// What the page says of itself.
    var description: cmif_tiff_page { cmif_tiff_describe(handle) }

    /// The values of a tag; empty where the page has none of this tag.
    func values<Value: BitwiseCopyable>(of tag: UInt32, as type: Value.Type) -> [Value] {
      var count: UInt32 = 0
      guard let values = cmif_tiff_values(handle, tag, &count) else { return [] }
      let pointer = values.assumingMemoryBound(to: type)
      return Array(UnsafeBufferPointer(start: pointer, count: Int(count)))
    }

    // MARK: Writing

    /// Sets a tag to values. There is no such tag for no values.
    func set<Value: BitwiseCopyable>(_ tag: UInt32, _ values: [Value]) -> Bool {
      values.isEmpty
        || values.withUnsafeBytes {
          cmif_tiff_set_values(handle, tag, $0.baseAddress, UInt32(clamping: values.count))
        }
    }

    /// Sets tags to a number each.
    func set(_ numbers: KeyValuePairs<Int32, Int>) -> Bool {
      numbers.allSatisfy { cmif_tiff_set(handle, UInt32($0), UInt32(clamping: $1)) }
    }

    /// Why the file cannot be written, by libtiff's word; `nil` where memory is the reason.
    var writingError: String? {
      file.pointee.is_out_of_memory || message.isEmpty ? nil : message
    }

    func setOpacity() -> Bool { cmif_tiff_set_opacity(handle) }

    /// Writes what is left, and closes the file.
    ///
    /// - Returns: The bytes; `nil` where libtiff has met with an error, or where there is no memory.
    func finish() -> [UInt8]? {
      cmif_tiff_close(file)
      let (bytes, count) = (file.pointee.bytes, file.pointee.count)
      guard message.isEmpty, Memory.isAvailable(bytes: count) else { return nil }
      return [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    }
  }
#endif
