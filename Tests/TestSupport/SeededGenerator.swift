/// A generator of repeatable random numbers (SplitMix64), so that a failing case can be run again.
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

  /// True in one of `odds` cases; never for 0.
  package mutating func oneIn(_ odds: Int) -> Bool {
    odds > 0 && Int.random(in: 0..<odds, using: &self) == 0
  }
}
