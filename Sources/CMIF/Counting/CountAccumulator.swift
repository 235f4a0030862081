/// Adds a row of packed counts: `f` of each digit, and the sums of counts that marginals need.
struct CountAccumulator<Table: LogLookup>: DigitLoop {
  /// The packed counts.
  let wholes: UnsafePointer<UInt64>
  let count: Int
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  /// Receives the sum of each offset's counts, where it is needed: the kernel level's count so far.
  let kernelCounts: UnsafeMutablePointer<Int32>?
  /// The packed numbers summed over kernel levels: in one word or, every other digit each, in two.
  let totals: (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>)
  let table: Table

  /// Adds the row.
  func add(_ digits: PackedDigits) {
    if let width = digits.width, (2...4).contains(digits.places.count) {
      add(digits.places.count, mask: digits.places[0].mask, width: width)
    } else {
      run(over: digits.places)
    }
    addTotals(digits)
  }

  /// Adds digits of one width, which take the fewest registers.
  private func add(_ digits: Int, mask: UInt64, width: UInt64) {
    let lowest = PackedDigits.Place(shift: 0, mask: mask)
    switch digits {
    case 2: run { term(lowest, $0).plus(term(lowest, $0 &>> width)) }
    case 3:
      run { a in
        let b = a &>> width
        return term(lowest, a).plus(term(lowest, b)).plus(term(lowest, b &>> width))
      }
    default:
      run { a in
        let b = a &>> width
        let c = b &>> width
        return term(lowest, a).plus(term(lowest, b))
          .plus(term(lowest, c).plus(term(lowest, c &>> width)))
      }
    }
  }

  /// A count, or several together, and `Σ f(count)`.
  struct Term: DigitTerm {
    let count: Int
    let log: Int64

    static var zero: Term { Term(count: 0, log: 0) }

    @inline(__always)
    func plus(_ other: Term) -> Term {
      Term(count: count &+ other.count, log: log &+ other.log)
    }
  }

  @inline(__always)
  func term(_ place: PackedDigits.Place, _ whole: UInt64) -> Term {
    let count = place.count(whole)
    return Term(count: count, log: table.entry(count))
  }

  @inline(__always)
  func run(_ sum: (_ whole: UInt64) -> Term) {
    guard let kernelCounts else {
      for i in 0..<count { joint[i] &+= sum(wholes[i]).log }
      return
    }
    for i in 0..<count {
      let sum = sum(wholes[i])
      joint[i] &+= sum.log
      kernelCounts[i] &+= Int32(truncatingIfNeeded: sum.count)
    }
  }

  /// Adds the packed numbers themselves, in loops that compile to vector instructions.
  private func addTotals(_ digits: PackedDigits) {
    let (first, second) = digits.totalMasks
    for i in 0..<count { totals.0[i] &+= wholes[i] & first }
    guard second != 0 else { return }
    for i in 0..<count { totals.1[i] &+= wholes[i] & second }
  }
}
