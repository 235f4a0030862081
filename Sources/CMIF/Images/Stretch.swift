/// Stretches a range of samples to 0...65535, in whole numbers.
///
///     stretched = floor((v - low) 65535 / (high - low))
///
/// Samples outside of the range count as its ends. A picture of 8 bits and the same picture in 16 bits (257 times
/// the value) have the same stretched samples.
struct Stretch {
  /// The highest stretched sample.
  static let highest = 65_535

  private let low: Int
  private let high: Int
  private let span: Int
  /// The stretched samples by their rise above `low`; empty for ranges too wide for a table.
  private let table: [Double]

  init(_ range: (low: Int32, high: Int32)) {
    let (low, high) = (Int(range.low), Int(range.high))
    let span = max(high - low, 1)
    (self.low, self.high, self.span) = (low, high, span)
    table = span < 1 << 16 ? (0...span).map { Double($0 * Self.highest / span) } : []
  }

  subscript(sample: Int32) -> Double {
    let rise = min(max(Int(sample), low), high) - low
    return table.isEmpty ? Double(rise * Self.highest / span) : table[rise]
  }
}
