#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why the system refused a call.
struct SystemError: Error, Equatable, CustomStringConvertible {
  let code: Int32

  static let notFound = SystemError(code: ENOENT)
  static let isDirectory = SystemError(code: EISDIR)
  static let isBusy = SystemError(code: EBUSY)
  static let isNoText = SystemError(code: EILSEQ)
  static let tooManyLinks = SystemError(code: ELOOP)

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(code: errno) }

  var description: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}

/// The calls on paths that outputs need.
enum FileSystem {
  /// What a path names, symbolic links followed.
  enum Kind {
    case missing, directory, other
    /// A plain file with these permissions.
    case regular(mode: UInt32)
  }

  static func kind(of path: String) throws(SystemError) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .last }
      return .missing
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .directory
    case S_IFREG: return .regular(mode: UInt32(status.st_mode & 0o7777))
    default: return .other
    }
  }

  /// Whether there is something to open at a path, or to fail at.
  static func exists(_ path: String) -> Bool {
    if case .missing? = try? kind(of: path) { false } else { true }
  }

  /// Whether two paths lead to one name, or will once something is made there.
  static func isSamePath(_ path: String, _ other: String) -> Bool {
    FileName(canonical(path)) == FileName(canonical(other))
  }

  /// Whether two paths lead to one name, or to one plain file under two names.
  static func isSameFile(_ path: String, _ other: String) -> Bool {
    if isSamePath(path, other) { return true }
    var (one, another) = (stat(), stat())
    guard stat(path, &one) == 0, stat(other, &another) == 0 else { return false }
    return one.st_mode & S_IFMT == S_IFREG && one.st_dev == another.st_dev
      && one.st_ino == another.st_ino
  }

  static func checkWritable(_ path: String) throws(SystemError) {
    guard access(path, W_OK) == 0 else { throw .last }
  }

  /// The path with every symbolic link resolved, or as it is where it cannot be.
  static func resolved(_ path: String) -> String { realPath(path) ?? path }

  /// The path, or where the symbolic link leads that it names, if need be through others.
  static func followed(_ path: String) throws(SystemError) -> String {
    var path = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let target = try linkTarget(path) else { return path }
      path = target.utf8.first == UInt8(ascii: "/") ? target : split(path).folder + target
    }
    throw .tooManyLinks
  }

  /// A name that is the same for all paths that lead there, as far as that can be told.
  private static func canonical(_ path: String) -> String {
    if let resolved = realPath(path) { return resolved }
    let (folder, name) = split((try? followed(path)) ?? path)
    return realPath(folder.isEmpty ? "." : folder).map { "\($0)/\(name)" } ?? path
  }

  /// A path's folder with the slash at its end, empty where none is named, and what follows it.
  ///
  /// Not by characters: a slash before an accent is one with it, and no slash.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    let start = path.utf8.index(after: slash)
    return (String(path[..<start]), String(path[start...]))
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// What a symbolic link says, or `nil` where the path is none.
  private static func linkTarget(_ path: String) throws(SystemError) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count >= 0 else { return nil }
    let target = bytes.prefix(count).map { UInt8(bitPattern: $0) }
    guard let name = String(validating: target, as: UTF8.self) else { throw .isNoText }
    return name
  }

  static func rename(_ old: String, to new: String) throws(SystemError) {
    guard systemRename(old, new) == 0 else { throw .last }
  }

  static func remove(_ path: String) {
    unlink(path)
  }
}

private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }

/// A file that is open, closed with its last reference unless it is a standard stream.
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

  /// Opens a file for writing from its start, without what it holds; creates it where there is none.
  ///
  /// Throws `isBusy` while another run has it open.
  static func replacing(_ path: String) throws(SystemError) -> OpenFile {
    let file = try OpenFile(path: path, flags: O_WRONLY | O_CREAT)
    try file.lock()
    if try file.size() > 0 { try file.truncate(to: 0) }
    return file
  }

  /// Opens a file that exists for writing at its end.
  ///
  /// Throws `isBusy` while another run has it open.
  static func appending(_ path: String) throws(SystemError) -> OpenFile {
    let file = try OpenFile(path: path, flags: O_WRONLY | O_APPEND)
    try file.lock()
    return file
  }

  /// Keeps other runs off the file until it is closed, where the file system knows locks.
  private func lock() throws(SystemError) {
    if systemLock(descriptor) != 0, errno == EWOULDBLOCK { throw .isBusy }
  }

  /// Cuts off what follows the first bytes.
  func truncate(to byteCount: Int) throws(SystemError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .last }
  }

  /// The file's size in bytes as the system tells it: 0 for what is not a plain file.
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

  /// Closes the file; some systems report only here that bytes could not be stored.
  func close() throws(SystemError) {
    guard descriptor >= 0, !isStandardStream else { return }
    defer { descriptor = -1 }
    guard systemClose(descriptor) == 0 else { throw .last }
  }
}

/// The result of a call, made anew as long as a signal interrupts it.
private func retried(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}

private func systemLock(_ file: Int32) -> Int32 { flock(file, LOCK_EX | LOCK_NB) }

private func systemClose(_ file: Int32) -> Int32 { close(file) }

/// What the shell hands to every program.
enum Environment {
  /// The value of a variable, or `nil` where it is not set.
  static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
