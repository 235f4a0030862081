#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// System calls on paths.
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

  /// Whether a path names something. A path that cannot be looked up counts: opening it tells why.
  static func exists(_ path: String) -> Bool {
    if case .missing? = try? kind(of: path) { false } else { true }
  }

  /// Whether two paths lead to one name, whether or not a file has it already.
  static func isSamePath(_ path: String, _ other: String) -> Bool {
    FileName(canonical(path)) == FileName(canonical(other))
  }

  /// Whether two paths lead to one name, or to one plain file under two names.
  static func isSameFile(_ path: String, _ other: String) -> Bool {
    if isSamePath(path, other) { return true }
    guard let file = FileIdentity(path) else { return false }
    return file == FileIdentity(other)
  }

  static func checkWritable(_ path: String) throws(SystemError) {
    guard access(path, W_OK) == 0 else { throw .last }
  }

  /// The path with every symbolic link resolved, or as it is where it cannot be.
  static func resolved(_ path: String) -> String { realPath(path) ?? path }

  /// The end of the chain of symbolic links that begins at a path; the path itself if it is no link.
  static func followed(_ path: String) throws(SystemError) -> String {
    var path = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let target = try linkTarget(path) else { return path }
      path = target.utf8.first == UInt8(ascii: "/") ? target : split(path).folder + target
    }
    throw .tooManyLinks
  }

  /// One name for all paths that lead to the same place, whether or not it and its folders exist.
  static func canonical(_ path: String) -> String {
    realPath(path) ?? inCanonicalFolder((try? followed(path)) ?? path)
  }

  /// The path with its folder resolved, of which the last parts may be missing.
  private static func inCanonicalFolder(_ path: String) -> String {
    let (folder, name) = split(path)
    guard !folder.isEmpty else { return realPath(".").map { "\($0)/\(name)" } ?? path }
    if let folder = realPath(folder) { return "\(folder)/\(name)" }
    let slash = UInt8(ascii: "/")
    let end = folder.utf8.lastIndex { $0 != slash } ?? folder.startIndex
    return "\(inCanonicalFolder(String(folder[...end])))/\(name)"
  }

  /// A path's folder with the slash at its end, empty where the path has none, and the name after it.
  ///
  /// The path is split by bytes: a slash and the accent after it are one `Character`, which is no slash.
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

  /// The text of a symbolic link, or `nil` where the path is no link.
  private static func linkTarget(_ path: String) throws(SystemError) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count >= 0 else { return nil }
    let target = bytes.prefix(count).map { UInt8(bitPattern: $0) }
    guard let name = String(validating: target, as: UTF8.self) else { throw .notUTF8 }
    return name
  }

  static func rename(_ old: String, to new: String) throws(SystemError) {
    guard systemRename(old, new) == 0 else { throw .last }
  }

  /// Waits until the entries of a folder are on the disk; the empty path is the working directory.
  ///
  /// A folder that may be written but not read cannot be opened, and is left to the system.
  static func synchronize(folder: String) throws(SystemError) {
    guard let folder = try? OpenFile.reading(folder.isEmpty ? "." : folder) else { return }
    try folder.synchronize()
  }

  /// Makes a folder in one that exists. A folder that is there already is left as it is.
  static func createFolder(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o777) != 0 else { return }
    let error = SystemError.last
    if case .directory? = try? kind(of: path) { return }
    throw error
  }

  static func remove(_ path: String) {
    unlink(path)
  }
}

// The members above hide the functions of the same names.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
