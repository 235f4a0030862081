#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory, asked for before it is needed: Swift's arrays end the program where there is none.
enum Memory {
  /// Whether the system would hand out this many bytes at once.
  static func isAvailable(bytes: Int) -> Bool {
    guard bytes > 0 else { return bytes == 0 }
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard memory != MAP_FAILED else { return false }
    munmap(memory, bytes)
    return true
  }

  /// The most working memory the system would hand out, of so much allowed: all of it, or a half, or
  /// a half of that.
  ///
  /// Room for as much as a half more is left for results, threads and the runtime.
  static func available(upTo allowed: Int) -> Int {
    var bytes = allowed
    while bytes > 1 << 20, !isAvailable(bytes: bytes / 2 + min(bytes, .max / 4) + 32 << 20) {
      bytes /= 2
    }
    return bytes
  }
}
