#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file. It is closed with the last reference to it, unless it is a standard stream.
final class OpenFile {
  private var descriptor: Int32
  private let isStandardStream: Bool

  private init(descriptor: Int32, isStandardStream: Bool) {
    self.descriptor = descriptor
    self.isStandardStream = isStandardStream
  }

  private convenience init(path: String, flags: Int32) throws(SystemError) {
    let descriptor = Int32(retried { Int(open(path, flags | O_CLOEXEC, 0o666)) })
    guard descriptor >= 0 else { throw .last }
    self.init(descriptor: descriptor, isStandardStream: false)
  }

  deinit { try? close() }

  static func standardInput() -> OpenFile {
    OpenFile(descriptor: STDIN_FILENO, isStandardStream: true)
  }

  static func standardOutput() -> OpenFile {
    OpenFile(descriptor: STDOUT_FILENO, isStandardStream: true)
  }

  static func standardError() -> OpenFile {
    OpenFile(descriptor: STDERR_FILENO, isStandardStream: true)
  }

  /// Opens a file that exists for reading.
  static func reading(_ path: String) throws(SystemError) -> OpenFile {
    try OpenFile(path: path, flags: O_RDONLY)
  }

  /// Opens a file that exists for writing from its start.
  static func writing(_ path: String) throws(SystemError) -> OpenFile {
    try OpenFile(path: path, flags: O_WRONLY)
  }

  /// Creates a file that must not exist yet, with the permissions that the umask leaves.
  static func creating(_ path: String) throws(SystemError) -> OpenFile {
    try OpenFile(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
  }

  /// Opens a file for writing and empties it, or creates it.
  ///
  /// - Throws: `isBusy` while another run has it open for writing.
  static func replacing(_ path: String) throws(SystemError) -> OpenFile {
    let file = try OpenFile(path: path, flags: O_WRONLY | O_CREAT)
    try file.lock()
    if try file.size() > 0 { try file.truncate(to: 0) }
    return file
  }

  /// Opens a file for reading from its start and writing at its end, or creates it.
  ///
  /// - Throws: `isBusy` while another run has it open for writing.
  static func appending(_ path: String) throws(SystemError) -> OpenFile {
    let file = try OpenFile(path: path, flags: O_RDWR | O_APPEND | O_CREAT)
    try file.lock()
    return file
  }

  /// Keeps other runs off the file until it is closed. File systems without locks are left alone.
  private func lock() throws(SystemError) {
    if systemLock(descriptor) != 0, errno == EWOULDBLOCK { throw .isBusy }
  }

  /// Cuts the file off after its first `byteCount` bytes.
  func truncate(to byteCount: Int) throws(SystemError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .last }
  }

  /// The size in bytes of a plain file; 0 for everything else.
  func size() throws(SystemError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  func setMode(_ mode: UInt32) throws(SystemError) {
    guard fchmod(descriptor, mode_t(mode)) == 0 else { throw .last }
  }

  /// Reads up to `limit` more bytes and appends them; 0 at the end of the file.
  func read(into bytes: inout [UInt8], limit: Int) throws(SystemError) -> Int {
    let chunk = try readChunk(limit: limit)
    bytes += chunk
    return chunk.count
  }

  private func readChunk(limit: Int) throws(SystemError) -> [UInt8] {
    var error: SystemError?
    let chunk = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let result = retried { systemRead(descriptor, buffer.baseAddress, limit) }
      if result < 0 { error = .last }
      count = max(result, 0)
    }
    if let error { throw error }
    return chunk
  }

  /// Writes all bytes.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    let error = bytes.withUnsafeBytes { buffer -> SystemError? in
      var rest = buffer[...]
      while !rest.isEmpty {
        let slice = UnsafeRawBufferPointer(rebasing: rest)
        let written = retried { systemWrite(descriptor, slice.baseAddress, slice.count) }
        guard written > 0 else { return .last }
        rest = rest.dropFirst(written)
      }
      return nil
    }
    if let error { throw error }
  }

  /// Waits until all bytes are on the disk. Files that cannot be synchronised, as on some file systems,
  /// are left alone.
  func synchronize() throws(SystemError) {
    guard retried({ Int(fsync(descriptor)) }) != 0 else { return }
    let error = SystemError.last
    guard [EINVAL, ENOTSUP, ENOSYS].contains(error.code) else { throw error }
  }

  /// Closes the file. Some systems report only here that bytes could not be stored.
  func close() throws(SystemError) {
    guard descriptor >= 0, !isStandardStream else { return }
    defer { descriptor = -1 }
    guard systemClose(descriptor) == 0 else { throw .last }
  }
}

/// Makes a system call, and makes it again as long as a signal interrupts it.
private func retried(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

// The members above hide the functions of the same names.

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}

private func systemLock(_ file: Int32) -> Int32 { flock(file, LOCK_EX | LOCK_NB) }

private func systemClose(_ file: Int32) -> Int32 { close(file) }
