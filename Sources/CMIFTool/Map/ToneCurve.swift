internal import CMIF

/// The tone curve of a map's picture: it turns values into levels.
///
/// A value `v` is clamped to a range `low ... high` and gets a share `t` from 0 to 1. Its level is
/// `t * highest`, rounded.
enum ToneCurve: String, Sendable, CaseIterable {
  /// The share of the range, `t = (v - low) / (high - low)`; 0 if the range is a single number.
  case linear
  /// The share of the other values that are smaller, `t = #{w < v} / (n - 1)`; 0 for a single value. All
  /// levels are used about equally often, whatever the values are.
  case rank
  /// `t = log2(1 + 255 s) / 8`, where `s` is the share of the range. Differences of low values show more
  /// than those of high values: the first 255th of the range takes an eighth of the levels.
  case log

  /// The level of every value, from 0 to `highest`.
  ///
  /// - Parameters:
  ///   - values: Finite numbers.
  ///   - range: The values of the lowest and the highest level.
  ///   - highest: The highest level.
  /// - Complexity: Linear in the number of values; with `rank` that of sorting them.
  func levels(
    of values: [Double], in range: ClosedRange<Double>, highest: UInt16
  ) -> [UInt16] {
    let (low, high) = (range.lowerBound, range.upperBound)
    func clamped(_ value: Double) -> Double { min(max(value, low), high) }
    // Halves, where the width of the range would be infinite.
    let unit = (high - low).isFinite ? 1 : 0.5
    // A division: its reciprocal as a factor would be infinite for a range of the smallest numbers.
    func share(_ value: Double) -> Double {
      high > low ? (unit * clamped(value) - unit * low) / (unit * high - unit * low) : 0
    }
    switch self {
    case .linear:
      return values.map { UInt16((share($0) * Double(highest)).rounded()) }
    case .rank:
      let sorted = values.map(clamped).sorted()
      let scale = Double(highest) / Double(max(values.count - 1, 1))
      return values.map { value in
        let value = clamped(value)
        let below = sorted.partitionIndex { $0 >= value }
        return UInt16((Double(below) * scale).rounded())
      }
    case .log:
      let unit = Double(highest) / naturalLogarithm(256)
      return values.map { UInt16((naturalLogarithm(1 + share($0) * 255) * unit).rounded()) }
    }
  }
}
