#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The cores that a process may keep busy.
enum UsableCores {
  /// The number of cores that this process may keep busy, at least 1.
  ///
  /// The least of three numbers: the cores online, those of them in the affinity mask (`taskset`, Slurm,
  /// cpusets), and the processor time that the control groups allow (containers). The last two are Linux's;
  /// elsewhere the first counts.
  ///
  /// It is found once in a process, because several files have to be read for it.
  static let count: Int = {
    let online = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let affinity = readSmallFile("/proc/self/status").flatMap(affinity(inStatus:))
    return min(online, affinity ?? online, ControlGroups.ofThisProcess.cores ?? online)
  }()

  /// The number of cores in the affinity mask that `/proc/self/status` tells of, in a line like
  /// `Cpus_allowed: 1,0000000f`; `nil` without such a line.
  ///
  /// Unlike `sched_getaffinity`, this knows no largest number of cores.
  static func affinity(inStatus status: String) -> Int? {
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") })
    else { return nil }
    let digits = line.drop { $0 != ":" }.compactMap(\.hexDigitValue)
    let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }
}
