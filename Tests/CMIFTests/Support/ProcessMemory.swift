@testable import CMIF

/// The memory of this process, where the system tells it in a file as Linux does.
enum ProcessMemory {
  /// Whether the system tells it.
  static let isKnown = resident != nil && peak != nil

  /// The bytes that are in memory now.
  static var resident: Int? { bytes(of: "VmRSS") }

  /// The most bytes that have been in memory so far.
  static var peak: Int? { bytes(of: "VmHWM") }

  private static func bytes(of name: String) -> Int? {
    let lines = readSmallFile("/proc/self/status")?.split(separator: "\n") ?? []
    let words = lines.first { $0.hasPrefix(name + ":") }?.split { $0 == "\t" || $0 == " " } ?? []
    return words.count == 3 ? Int(words[1]).map { $0 << 10 } : nil
  }
}
