#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Begins the peak anew at what this process holds now. Systems other than Linux keep the peak of all work so far.
func resetPeakMemory() {
  let file = open("/proc/self/clear_refs", O_WRONLY)
  guard file >= 0 else { return }
  // The number that stands for the peak, see proc(5).
  _ = write(file, "5", 1)
  close(file)
}

/// The most bytes of memory that this process has held at once since the peak began.
func peakMemory() -> Int {
  var usage = rusage()
  // 0 is RUSAGE_SELF, whose type differs among the C libraries.
  getrusage(0, &usage)
  #if canImport(Darwin)
    return Int(usage.ru_maxrss)
  #else
    // Linux counts KiB.
    return Int(usage.ru_maxrss) << 10
  #endif
}
