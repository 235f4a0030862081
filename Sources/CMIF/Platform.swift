#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The natural logarithm of the platform's mathematics library.
package func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// The exponential function of the platform's mathematics library.
func exponential(_ x: Double) -> Double { exp(x) }

/// The sine of an angle in radians.
func sine(_ x: Double) -> Double { sin(x) }

/// The cosine of an angle in radians.
func cosine(_ x: Double) -> Double { cos(x) }

/// The angle of the direction (x, y) in radians, from -pi to pi.
func arcTangent(y: Double, x: Double) -> Double { atan2(y, x) }

/// The number of cores the system has online.
func onlineCoreCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

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

/// Gives back what `allocateMemory` gave.
func releaseMemory(_ memory: UnsafeMutableRawPointer) { free(memory) }
