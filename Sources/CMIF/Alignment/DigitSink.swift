/// Where the digits of a pack are in a packed number.
struct PackedDigits {
  /// One digit's place.
  struct Place {
    let shift: UInt64
    let mask: UInt64

    /// The digit here of a packed number.
    @inline(__always)
    func count(_ packed: UInt64) -> Int { Int(truncatingIfNeeded: (packed &>> shift) & mask) }
  }

  let places: [Place]
  /// The bits of every digit, where they are equally wide.
  let width: UInt64?
  /// The bits of the digits that are summed in each of two words: all in the first if they have room for
  /// their sums, otherwise every other.
  let totalMasks: (UInt64, UInt64)

  /// - Parameter largest: no count has bits that this does not have.
  init(_ pack: LevelPacking.Pack, within largest: UInt64) {
    var masks: [UInt64] = [0, 0]
    for (index, digit) in pack.digits.enumerated() {
      masks[index % pack.totalWords] |= digit.mask << UInt64(digit.shift)
    }
    totalMasks = (masks[0], masks[1])
    places = pack.digits.map { Place(shift: UInt64($0.shift), mask: $0.mask & largest) }
    width = pack.isRoomy ? pack.digits.first.map { UInt64($0.width) } : nil
  }
}

extension LevelPacking.Digit {
  fileprivate var mask: UInt64 { (1 << UInt64(width)) &- 1 }
}

extension LevelPacking.Pack {
  /// The places of the levels' counts in the words that sum the packed numbers over template levels.
  var totals: [[WindowCounts.Digit]] {
    (0..<totalWords).map { word in
      stride(from: word, to: digits.count, by: totalWords).map { index in
        let digit = digits[index]
        let mask: UInt64 = (1 << UInt64(totalWords * digit.width)) &- 1
        return WindowCounts.Digit(
          level: digit.level, place: .init(shift: UInt64(digit.shift), mask: mask))
      }
    }
  }
}

/// Where the digits of a row of packed counts go.
struct DigitSink<Table: LogLookup> {
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  /// What the sum of each offset's counts is added to, where the template's marginal asks for it.
  let templateMarginal: UnsafeMutablePointer<Int32>?
  /// Sums of the packed numbers over template levels, in one word or, with every other digit, in two.
  let totals: (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>)
  let table: Table

  /// Adds a row of numbers.
  ///
  /// The usual numbers of digits get loops of their own: what is not read from an array stays in registers,
  /// of which digits of one width take the fewest.
  func add(_ wholes: UnsafePointer<UInt64>, count: Int, _ digits: PackedDigits) {
    if let width = digits.width {
      addCounts(wholes, count: count, digits.places, width: width)
    } else {
      addCounts(wholes, count: count, digits.places)
    }
    addTotals(wholes, count: count, digits)
  }

  private func addCounts(
    _ wholes: UnsafePointer<UInt64>, count: Int, _ places: [PackedDigits.Place], width: UInt64
  ) {
    let lowest = PackedDigits.Place(shift: 0, mask: places[0].mask)
    switch places.count {
    case 2: addCounts(wholes, count: count) { term(lowest, $0) + term(lowest, $0 &>> width) }
    case 3:
      addCounts(wholes, count: count) { a in
        let b = a &>> width
        return term(lowest, a) + term(lowest, b) + term(lowest, b &>> width)
      }
    case 4:
      addCounts(wholes, count: count) { a in
        let b = a &>> width
        let c = b &>> width
        return (term(lowest, a) + term(lowest, b)) + (term(lowest, c) + term(lowest, c &>> width))
      }
    default: addCounts(wholes, count: count, places)
    }
  }

  private func addCounts(
    _ wholes: UnsafePointer<UInt64>, count: Int, _ places: [PackedDigits.Place]
  ) {
    switch places.count {
    case 1:
      let a = places[0]
      addCounts(wholes, count: count) { term(a, $0) }
    case 2:
      let (a, b) = (places[0], places[1])
      addCounts(wholes, count: count) { term(a, $0) + term(b, $0) }
    case 3:
      let (a, b, c) = (places[0], places[1], places[2])
      addCounts(wholes, count: count) { term(a, $0) + term(b, $0) + term(c, $0) }
    case 4:
      let (a, b, c, d) = (places[0], places[1], places[2], places[3])
      addCounts(wholes, count: count) {
        (term(a, $0) + term(b, $0)) + (term(c, $0) + term(d, $0))
      }
    case 5:
      let (a, b, c, d, e) = (places[0], places[1], places[2], places[3], places[4])
      addCounts(wholes, count: count) {
        (term(a, $0) + term(b, $0)) + (term(c, $0) + term(d, $0)) + term(e, $0)
      }
    default:
      addCounts(wholes, count: count) { whole in
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
    let count = place.count(whole)
    return Term(count: count, log: table.entry(count))
  }

  @inline(__always)
  private func addCounts(
    _ wholes: UnsafePointer<UInt64>, count: Int, terms: (_ whole: UInt64) -> Term
  ) {
    guard let templateMarginal else {
      for i in 0..<count { joint[i] &+= terms(wholes[i]).log }
      return
    }
    for i in 0..<count {
      let sum = terms(wholes[i])
      joint[i] &+= sum.log
      templateMarginal[i] &+= Int32(truncatingIfNeeded: sum.count)
    }
  }

  /// Adds the packed numbers themselves, in loops that compile to vector instructions.
  private func addTotals(
    _ wholes: UnsafePointer<UInt64>, count: Int, _ digits: PackedDigits
  ) {
    let (first, second) = digits.totalMasks
    for i in 0..<count { totals.0[i] &+= wholes[i] & first }
    guard second != 0 else { return }
    for i in 0..<count { totals.1[i] &+= wholes[i] & second }
  }
}
