/// A loop over packed numbers that adds up a term for each of their digits.
///
/// The usual numbers of digits get loops of their own: what is not read from an array stays in registers.
protocol DigitLoop {
  associatedtype Term: DigitTerm
  associatedtype Outcome

  /// What a digit of a packed number contributes.
  func term(_ place: PackedDigits.Place, _ packed: UInt64) -> Term

  /// Goes through the numbers; `sum` adds up the terms of one.
  func run(_ sum: (_ packed: UInt64) -> Term) -> Outcome
}

/// What can be added up over digits.
protocol DigitTerm {
  static var zero: Self { get }
  func plus(_ other: Self) -> Self
}

extension DigitTerm where Self: FixedWidthInteger {
  @inline(__always)
  func plus(_ other: Self) -> Self { self &+ other }
}

extension Int: DigitTerm {}
extension Int64: DigitTerm {}

extension DigitLoop {
  /// Goes through the numbers and adds up the terms of these digits.
  @inline(__always)
  func run(over places: [PackedDigits.Place]) -> Outcome {
    switch places.count {
    case 1:
      let a = places[0]
      return run { term(a, $0) }
    case 2:
      let (a, b) = (places[0], places[1])
      return run { term(a, $0).plus(term(b, $0)) }
    case 3:
      let (a, b, c) = (places[0], places[1], places[2])
      return run { term(a, $0).plus(term(b, $0)).plus(term(c, $0)) }
    case 4:
      let (a, b, c, d) = (places[0], places[1], places[2], places[3])
      return run {
        term(a, $0).plus(term(b, $0)).plus(term(c, $0).plus(term(d, $0)))
      }
    case 5:
      let (a, b, c, d, e) = (places[0], places[1], places[2], places[3], places[4])
      return run {
        term(a, $0).plus(term(b, $0)).plus(term(c, $0).plus(term(d, $0)))
          .plus(term(e, $0))
      }
    default:
      return run { packed in places.reduce(.zero) { $0.plus(term($1, packed)) } }
    }
  }
}
