#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The most memory that this process has held at once, in KiB as Linux counts it.
func peakMemory() -> Int {
  var usage = rusage()
  getrusage(.init(RUSAGE_SELF.rawValue), &usage)
  return Int(usage.ru_maxrss)
}
