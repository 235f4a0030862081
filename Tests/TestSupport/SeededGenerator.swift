/// A small generator of repeatable numbers (SplitMix64), so that a failing case can be run again.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// True in one of `odds` cases, never for 0.
  package mutating func oneIn(_ odds: Int) -> Bool {
    odds > 0 && Int.random(in: 0..<odds, using: &self) == 0
  }
}

/// How long a test runs that can go on as long as one likes, by what the environment says.
package struct Endurance: Sendable {
  /// The number of the first case; each number is a case of its own, the same in every run.
  package let first: Int
  private let count: Int
  private let seconds: Double?
  private let start = ContinuousClock.now

  /// Reads `CMIF_SECONDS`, how long to go on, and `CMIF_FIRST`, the number of the first case.
  ///
  /// - Parameter count: how many cases there are where no time is given.
  package init(count: Int, environment: [String: String]) {
    self.count = count
    seconds = environment["CMIF_SECONDS"].flatMap(Double.init)
    first = environment["CMIF_FIRST"].flatMap { Int($0) } ?? 0
  }

  /// Whether a time was asked for, so that somebody waits for news.
  package var isLong: Bool { seconds != nil }

  /// Whether there is to be a case of this number.
  package func goesOn(at number: Int) -> Bool {
    guard let seconds else { return number < first + count }
    return ContinuousClock.now - start < .seconds(seconds)
  }
}
