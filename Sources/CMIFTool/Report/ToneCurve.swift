internal import CMIF

/// How the values of a map become levels of a picture.
///
/// Values are first clamped to a range `low ... high`. Each then gets a share `t` from 0 to 1, and the
/// level `t * highest`, rounded.
enum ToneCurve: String, Sendable, CaseIterable {
  /// The share of the way, `t = (v - low) / (high - low)`; 0 where the range is a single number.
  case linear
  /// The share of the other values that are below, `t = #{w < v} / (n - 1)`: all levels are used about
  /// as often, whatever the values are. 0 where there is one value alone.
  case rank
  /// `t = log2(1 + 255 s) / 8` with `s` the share of the way: the lower a value, the more a difference
  /// shows. The first 255th of the range takes an eighth of the levels.
  case log

  /// The level of every value, from 0 to `highest`.
  ///
  /// - Parameters:
  ///   - values: Finite numbers.
  ///   - range: The values that get the lowest and the highest level; others count as the nearer one.
  ///   - highest: The highest level.
  /// - Complexity: Linear in the number of values; with `rank` that of sorting them.
  func levels(
    of values: [Double], in range: ClosedRange<Double>, highest: UInt16
  ) -> [UInt16] {
    let (low, high) = (range.lowerBound, range.upperBound)
    func clamped(_ value: Double) -> Double { min(max(value, low), high) }
    // Divided, as a factor would be infinite for a range of a few smallest numbers.
    func share(_ value: Double) -> Double { high > low ? (clamped(value) - low) / (high - low) : 0 }
    switch self {
    case .linear:
      return values.map { UInt16((share($0) * Double(highest)).rounded()) }
    case .rank:
      let sorted = values.map(clamped).sorted()
      let scale = Double(highest) / Double(max(values.count - 1, 1))
      return values.map { UInt16((Double(sorted.countBelow(clamped($0))) * scale).rounded()) }
    case .log:
      let unit = Double(highest) / naturalLogarithm(256)
      return values.map { UInt16((naturalLogarithm(1 + share($0) * 255) * unit).rounded()) }
    }
  }
}

extension [Double] {
  /// The number of elements below a value, where the elements ascend.
  fileprivate func countBelow(_ value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
