#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The text of a file of the kernel's, as in `/proc`; `nil` when it cannot be read.
///
/// Reads up to 64 KiB: more than those files have.
package func readSmallFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 64 << 10)
  var count = 0
  while count < bytes.count {
    let length = bytes[count...].withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard length >= 0 else { return nil }
    if length == 0 { break }
    count += length
  }
  return String(decoding: bytes[..<count], as: UTF8.self)
}
