/// `f(n) = n ln n` for whole `n`, in fixed point.
///
/// Entropies of counts are sums of `f`. Sums of fixed-point numbers are exact, so the order of the terms, the
/// tiles and the threads cannot change a bit of the answer.
///
/// - `f(0) = f(1) = 0` exactly; any other term is off by at most half of the last bit.
/// - The number of fraction bits is the largest, up to 32, for which a sum over any histogram of `maximum`
///   pixels stays below 2^61. Such a sum is at most `f(maximum)`.
struct LogTable: Sendable {
  /// The largest number of table entries, 32 MiB; `f` of larger numbers is computed at each look-up.
  static let entryLimit = 1 << 22

  /// One unit of the fixed-point numbers, `2^-fractionBits`.
  let unit: Double
  /// The largest number that the table was made for.
  let maximum: Int
  private let scale: Double
  /// The number of entries is a power of two, so that an index cut to its lower bits stays inside.
  private let entries: [Int64]

  /// Makes the table for histograms of up to `maximum` pixels.
  init(maximum: Int) {
    precondition((0..<1 << 40).contains(maximum), "no table for histograms of \(maximum) pixels")
    let largest = Self.product(Swift.max(maximum, 2))
    var bits = 32
    while largest * Double(1 << bits) >= 0x1p61 { bits -= 1 }
    let scale = Double(1 << bits)
    self.scale = scale
    unit = 1 / scale
    self.maximum = maximum
    let count = Self.entryCount(maximum: maximum)
    var entries = [Int64](repeating: 0, count: count)
    for n in 2..<Swift.max(2, Swift.min(maximum + 1, count)) {
      entries[n] = Int64((Self.product(n) * scale).rounded())
    }
    self.entries = entries
  }

  /// The bytes that a table for histograms of up to `maximum` pixels takes.
  static func byteCount(maximum: Int) -> Int { entryCount(maximum: maximum) * 8 }

  private static func entryCount(maximum: Int) -> Int {
    Swift.min(1 << (Int.bitWidth - maximum.leadingZeroBitCount), entryLimit)
  }

  /// Calls one of two closures with a window on the table that needs no reference counting.
  ///
  /// - Parameters:
  ///   - complete: called when the table holds all numbers up to its maximum.
  ///   - partial: called when larger numbers must be computed.
  func withLookup<R>(
    complete: (CompleteLookup) throws -> R, partial: (PartialLookup) throws -> R
  ) rethrows -> R {
    try entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { preconditionFailure("a table has entries") }
      let last = entries.count - 1
      return maximum <= last
        ? try complete(CompleteLookup(entries: base, mask: last))
        : try partial(PartialLookup(entries: base, last: last, maximum: maximum, scale: scale))
    }
  }

  private static func product(_ n: Int) -> Double {
    n < 2 ? 0 : Double(n) * naturalLogarithm(Double(n))
  }

  /// A window on a table that holds all numbers up to its maximum.
  struct CompleteLookup: LogLookup {
    fileprivate let entries: UnsafePointer<Int64>
    /// The largest index, whose bits are all set.
    fileprivate let mask: Int

    var argumentMask: UInt64 { UInt64(mask) }

    @inline(__always)
    func entry(_ n: Int) -> Int64 { entries[n] }

    @inline(__always)
    subscript(n: Int) -> Int64 { entries[n & mask] }
  }

  /// A window on a table whose larger numbers are computed.
  struct PartialLookup: LogLookup {
    fileprivate let entries: UnsafePointer<Int64>
    /// The largest index.
    fileprivate let last: Int
    fileprivate let maximum: Int
    fileprivate let scale: Double

    var argumentMask: UInt64 { .max }

    @inline(__always)
    func entry(_ n: Int) -> Int64 { self[n] }

    @inline(__always)
    subscript(n: Int) -> Int64 {
      (0...last).contains(n)
        ? entries[n] : Int64((LogTable.product(Swift.min(n, maximum)) * scale).rounded())
    }
  }
}

/// `f(n)` in units of a table, for `n` from 0 to the table's maximum.
///
/// Any other number gives a meaningless value, but no fault in memory: only wrong counts, which are rejected
/// afterwards, lead to such numbers. The two types that conform spare the loops a test at each look-up.
protocol LogLookup {
  subscript(n: Int) -> Int64 { get }
  /// The mask of the bits that an argument of `entry(_:)` may have set.
  var argumentMask: UInt64 { get }
  /// The same as the subscript, for a number without bits outside `argumentMask`.
  func entry(_ n: Int) -> Int64
}
