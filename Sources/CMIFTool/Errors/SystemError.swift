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
  static let notUTF8 = SystemError(code: EILSEQ)
  static let tooManyLinks = SystemError(code: ELOOP)

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(code: errno) }

  var description: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}
