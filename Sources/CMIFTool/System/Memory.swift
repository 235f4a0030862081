import CMIF

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory, asked for before it is needed: Swift's arrays end the program where there is none.
enum Memory {
  /// Whether this many bytes more can be used.
  ///
  /// The system refuses a mapping that exceeds the limits of the process (`ulimit -v`, `ulimit -d`). It does
  /// not refuse one that exceeds the machine or the container: it kills the process later, when the memory is
  /// written. So machine and container are asked beforehand.
  static func isAvailable(bytes: Int) -> Bool {
    guard bytes > 0 else { return bytes == 0 }
    return bytes <= limitOfThisProcess - residentBytes && canBeMapped(bytes: bytes)
  }

  /// Whether this many bytes more can be used by several arrays, on several threads.
  ///
  /// What is free is not free for every array: the C library keeps up to 64 MiB in parts, and threads have stacks. So up
  /// to as much more is asked for.
  static func isAvailableInParts(bytes: Int) -> Bool {
    isAvailable(bytes: bytes + min(bytes, 64 << 20))
  }

  /// The most bytes of working memory, up to `allowed` each, that so many computations at once can use: all of
  /// `allowed`, or a half, or a half of that, and so on.
  ///
  /// Room for as much as a half more is left for results, threads and the runtime.
  static func available(upTo allowed: Int, computations: Int = 1) -> Int {
    var bytes = allowed
    while bytes > 1 << 20, !isAvailable(bytes: need(of: computations, each: bytes)) { bytes /= 2 }
    return bytes
  }

  /// The bytes that programs can have without swapping, as far as the machine and the control groups tell. Read once,
  /// so that all parts of a run are allowed the same.
  static let free: Int = {
    let ofMachine = readSmallFile("/proc/meminfo").flatMap(available(in:)) ?? .max
    return max(0, min(ofMachine, limitOfThisProcess - residentBytes))
  }()

  /// The memory that Linux's `/proc/meminfo` calls available, in bytes; `nil` where the text does not tell.
  static func available(in meminfo: String) -> Int? {
    let line = meminfo.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kibibytes.map { $0 << 10 }
  }

  /// The bytes that computations need in all; the largest number when that is too large for one.
  private static func need(of computations: Int, each bytes: Int) -> Int {
    let (product, overflow) = computations.multipliedReportingOverflow(by: bytes)
    return overflow || product > .max / 2 ? .max : product + product / 2 + 32 << 20
  }

  /// The bytes that the machine has and the control groups allow.
  static func limit(in groups: ControlGroups) -> Int {
    let physical = Int(sysconf(Int32(_SC_PHYS_PAGES))) * pageBytes
    return min(physical, groups.memory ?? .max)
  }

  /// Read once: several files tell it.
  private static let limitOfThisProcess = limit(in: .ofThisProcess)

  /// The bytes of physical memory that this process holds; 0 when the system does not tell.
  private static var residentBytes: Int {
    // The second number of this file of Linux is the pages of the process that are in memory.
    let numbers = readSmallFile("/proc/self/statm")?.split(separator: " ") ?? []
    return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * pageBytes : 0
  }

  private static var pageBytes: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }

  /// Whether the system lets the process have this many bytes of addresses.
  private static func canBeMapped(bytes: Int) -> Bool {
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard memory != MAP_FAILED else { return false }
    munmap(memory, bytes)
    return true
  }
}
