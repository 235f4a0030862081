/// Where the digits of a pack are in a packed number.
struct PackedDigits {
  /// One digit's place.
  struct Place {
    let shift: UInt64
    let mask: UInt64

    @inline(__always)
    func count(in whole: UInt64) -> Int { Int(truncatingIfNeeded: (whole &>> shift) & mask) }
  }

  let places: [Place]
  /// The bits of every other digit, from the lowest and from the second.
  let evenMask: UInt64
  let oddMask: UInt64

  /// - Parameter largest: no count has bits that this does not have.
  init(_ pack: [LevelPacking.Digit], within largest: UInt64) {
    var everyOther: [UInt64] = [0, 0]
    for (index, digit) in pack.enumerated() {
      everyOther[index % 2] |= digit.mask << UInt64(digit.shift)
    }
    evenMask = everyOther[0]
    oddMask = everyOther[1]
    places = pack.map { Place(shift: UInt64($0.shift), mask: $0.mask & largest) }
  }
}

extension LevelPacking.Digit {
  fileprivate var mask: UInt64 { (1 << UInt64(width)) &- 1 }
}

/// Where the digits of a row of packed counts go.
struct DigitSink<Table: LogLookup> {
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  /// What is left of each offset's template marginal.
  let templateRest: UnsafeMutablePointer<Int32>
  /// Sums of the packed numbers over template levels, even and odd digits apart, so that every digit
  /// has room for two.
  let evenTotals: UnsafeMutablePointer<UInt64>
  let oddTotals: UnsafeMutablePointer<UInt64>
  let table: Table

  /// Adds a row of numbers whose digits start `bits` above the lowest.
  ///
  /// The usual numbers of digits get a loop of their own: places that are not read from an array stay
  /// in registers, which makes the loop half as long.
  func add(
    _ wholes: UnsafePointer<UInt64>, count: Int, above bits: Int, _ digits: PackedDigits
  ) {
    let places = digits.places
    switch places.count {
    case 1:
      let a = places[0]
      add(wholes, count: count, above: bits, digits) { term(a, $0) }
    case 2:
      let (a, b) = (places[0], places[1])
      add(wholes, count: count, above: bits, digits) { term(a, $0) + term(b, $0) }
    case 3:
      let (a, b, c) = (places[0], places[1], places[2])
      add(wholes, count: count, above: bits, digits) { term(a, $0) + term(b, $0) + term(c, $0) }
    case 4:
      let (a, b, c, d) = (places[0], places[1], places[2], places[3])
      add(wholes, count: count, above: bits, digits) {
        (term(a, $0) + term(b, $0)) + (term(c, $0) + term(d, $0))
      }
    case 5:
      let (a, b, c, d, e) = (places[0], places[1], places[2], places[3], places[4])
      add(wholes, count: count, above: bits, digits) {
        (term(a, $0) + term(b, $0)) + (term(c, $0) + term(d, $0)) + term(e, $0)
      }
    default:
      add(wholes, count: count, above: bits, digits) { whole in
        places.reduce(Term(count: 0, log: 0)) { $0 + term($1, whole) }
      }
    }
  }

  /// A count, or several together, and `Σ f(count)`.
  private struct Term {
    let count: Int
    let log: Int64

    @inline(__always)
    static func + (a: Term, b: Term) -> Term {
      Term(count: a.count &+ b.count, log: a.log &+ b.log)
    }
  }

  @inline(__always)
  private func term(_ place: PackedDigits.Place, _ whole: UInt64) -> Term {
    let count = place.count(in: whole)
    return Term(count: count, log: table.entry(count))
  }

  @inline(__always)
  private func add(
    _ wholes: UnsafePointer<UInt64>, count: Int, above bits: Int, _ digits: PackedDigits,
    terms: (_ whole: UInt64) -> Term
  ) {
    let (evenMask, oddMask, shift) = (digits.evenMask, digits.oddMask, UInt64(bits))
    for i in 0..<count {
      let whole = wholes[i] &>> shift
      let sum = terms(whole)
      joint[i] &+= sum.log
      templateRest[i] &-= Int32(truncatingIfNeeded: sum.count)
      evenTotals[i] &+= whole & evenMask
      oddTotals[i] &+= whole & oddMask
    }
  }
}
