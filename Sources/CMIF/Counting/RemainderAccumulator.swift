/// Where a row of what the counts with all transformed template levels leave of known marginal counts goes: the
/// counts with the dropped level.
struct RemainderAccumulator<Table: LogLookup>: DigitLoop {
  /// The marginal counts of some reference levels, packed.
  let marginals: UnsafePointer<UInt64>
  /// Their counts with all transformed template levels, packed alike.
  let counts: UnsafePointer<UInt64>
  let count: Int
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  let table: Table

  /// Adds the row; false when a rest is negative.
  func add(_ places: [PackedDigits.Place]) -> Bool {
    let borrowed = run(over: places)
    // A negative rest takes from the bit above its digit.
    return places.allSatisfy { borrowed & ($0.mask &+ 1) &<< $0.shift == 0 }
  }

  @inline(__always)
  func term(_ place: PackedDigits.Place, _ rests: UInt64) -> Int64 { table[place.count(rests)] }

  /// Returns the bits that some subtraction took a one from.
  @inline(__always)
  func run(_ sum: (_ rests: UInt64) -> Int64) -> UInt64 {
    var borrowed: UInt64 = 0
    for i in 0..<count {
      let rests = marginals[i] &- counts[i]
      joint[i] &+= sum(rests)
      borrowed |= marginals[i] ^ counts[i] ^ rests
    }
    return borrowed
  }
}
