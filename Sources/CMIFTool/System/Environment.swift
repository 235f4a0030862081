#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The environment of the process.
enum Environment {
  /// The value of a variable, or `nil` where it is not set.
  static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
