#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Memory aligned for vector instructions, to be given back by `releaseMemory`; `nil` when there is none.
///
/// Large blocks ask Linux for pages of 2 MiB: transforms step through them from column to column, and
/// with pages of 4 KiB each step would need another translation of addresses.
func allocateMemory(bytes: Int) -> UnsafeMutableRawPointer? {
  let page = 2 << 20
  let isLarge = bytes >= 2 * page
  var memory: UnsafeMutableRawPointer?
  guard posix_memalign(&memory, isLarge ? page : 64, bytes) == 0, let memory else { return nil }
  #if os(Linux)
    if isLarge { madvise(memory, bytes, MADV_HUGEPAGE) }
  #endif
  return memory
}

/// Gives back memory of `allocateMemory`, or memory that C code took with `malloc`.
func releaseMemory(_ memory: UnsafeMutableRawPointer) { free(memory) }
