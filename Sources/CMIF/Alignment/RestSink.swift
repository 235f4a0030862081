/// Where a row of known marginal counts goes, and what the counts of the transformed template levels leave of
/// them.
struct RestSink<Table: LogLookup> {
  /// `Σ f(c_a)` of each offset.
  let reference: UnsafeMutablePointer<Int64>
  /// `Σ f(c_ab)` of each offset.
  let joint: UnsafeMutablePointer<Int64>
  /// The overlap at each offset, where it is to be summed up.
  let total: UnsafeMutablePointer<Int32>?
  let table: Table

  /// Adds a row; false when a rest is negative.
  ///
  /// - Parameters:
  ///   - marginals: the marginal counts of some reference levels, packed.
  ///   - counts: their counts with all transformed template levels, packed alike.
  ///   - places: where each level's count is.
  func add(
    _ marginals: UnsafePointer<UInt64>, minus counts: UnsafePointer<UInt64>, count: Int,
    _ places: [PackedDigits.Place]
  ) -> Bool {
    switch places.count {
    case 1:
      let a = places[0]
      return add(marginals, minus: counts, count: count) { term(a, $0, $1) }
    case 2:
      let (a, b) = (places[0], places[1])
      return add(marginals, minus: counts, count: count) { term(a, $0, $1) + term(b, $0, $1) }
    case 3:
      let (a, b, c) = (places[0], places[1], places[2])
      return add(marginals, minus: counts, count: count) {
        term(a, $0, $1) + term(b, $0, $1) + term(c, $0, $1)
      }
    case 4:
      let (a, b, c, d) = (places[0], places[1], places[2], places[3])
      return add(marginals, minus: counts, count: count) {
        (term(a, $0, $1) + term(b, $0, $1)) + (term(c, $0, $1) + term(d, $0, $1))
      }
    default:
      return add(marginals, minus: counts, count: count) { marginals, rests in
        places.reduce(Term()) { $0 + term($1, marginals, rests) }
      }
    }
  }

  /// A level's marginal count and rest, or several together.
  private struct Term {
    var marginal = 0
    var marginalLog: Int64 = 0
    var restLog: Int64 = 0
    /// Negative if a rest is.
    var sign = 0

    @inline(__always)
    static func + (a: Term, b: Term) -> Term {
      Term(
        marginal: a.marginal &+ b.marginal, marginalLog: a.marginalLog &+ b.marginalLog,
        restLog: a.restLog &+ b.restLog, sign: a.sign | b.sign)
    }
  }

  @inline(__always)
  private func term(_ place: PackedDigits.Place, _ marginals: UInt64, _ rests: UInt64) -> Term {
    let (marginal, rest) = (place.count(marginals), place.count(rests))
    // A negative rest takes from the digit above it and wraps around to more than the marginal.
    return Term(
      marginal: marginal, marginalLog: table[marginal], restLog: table[rest],
      sign: marginal &- rest)
  }

  /// Each loop computes just the part of the terms that it uses.
  @inline(__always)
  private func add(
    _ marginals: UnsafePointer<UInt64>, minus counts: UnsafePointer<UInt64>, count: Int,
    terms: (_ marginals: UInt64, _ rests: UInt64) -> Term
  ) -> Bool {
    if let total {
      for i in 0..<count {
        total[i] &+= Int32(truncatingIfNeeded: terms(marginals[i], 0).marginal)
      }
    }
    var sign = 0
    for i in 0..<count {
      let sum = terms(marginals[i], marginals[i] &- counts[i])
      reference[i] &+= sum.marginalLog
      joint[i] &+= sum.restLog
      sign |= sum.sign
    }
    return sign >= 0
  }
}
