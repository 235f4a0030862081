/// Adds `Σ f(count)` over the digits of packed marginal counts.
struct LogLoop<Table: LogLookup>: DigitLoop {
  let words: UnsafePointer<UInt64>
  let count: Int
  let sums: UnsafeMutablePointer<Int64>
  let table: Table

  @inline(__always)
  func term(_ place: PackedDigits.Place, _ word: UInt64) -> Int64 { table[place.count(word)] }

  @inline(__always)
  func run(_ sum: (UInt64) -> Int64) {
    for i in 0..<count { sums[i] &+= sum(words[i]) }
  }
}

/// Adds the digits of packed marginal counts themselves, which sum up to the overlaps.
struct CountLoop: DigitLoop {
  let words: UnsafePointer<UInt64>
  let count: Int
  let totals: UnsafeMutablePointer<Int32>

  @inline(__always)
  func term(_ place: PackedDigits.Place, _ word: UInt64) -> Int { place.count(word) }

  @inline(__always)
  func run(_ sum: (UInt64) -> Int) {
    for i in 0..<count { totals[i] &+= Int32(truncatingIfNeeded: sum(words[i])) }
  }
}
