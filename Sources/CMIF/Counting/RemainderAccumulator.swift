/// Adds a row of the counts with the dropped kernel level: what the counts with all other levels leave of the
/// field's known marginal.
struct RemainderAccumulator<Table: LogLookup>: DigitLoop {
  /// The marginal counts of some field levels, packed.
  let marginals: UnsafePointer<UInt64>
  /// Their counts with all transformed kernel levels, packed alike.
  let counts: UnsafePointer<UInt64>
  let count: Int
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  let table: Table

  /// Adds the row; false when a remainder is negative.
  func add(_ places: [PackedDigits.Place]) -> Bool {
    let borrowed = run(over: places)
    // A negative remainder borrows from the bit above its digit.
    return places.allSatisfy { borrowed & ($0.mask &+ 1) &<< $0.shift == 0 }
  }

  @inline(__always)
  func term(_ place: PackedDigits.Place, _ remainders: UInt64) -> Int64 {
    table[place.count(remainders)]
  }

  /// Returns the bits that a subtraction of any offset borrowed from.
  @inline(__always)
  func run(_ sum: (_ remainders: UInt64) -> Int64) -> UInt64 {
    var borrowed: UInt64 = 0
    for i in 0..<count {
      let remainders = marginals[i] &- counts[i]
      joint[i] &+= sum(remainders)
      borrowed |= marginals[i] ^ counts[i] ^ remainders
    }
    return borrowed
  }
}
