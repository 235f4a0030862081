/// The places of a pack's digits in a packed number.
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
  /// The bits of the digits that each of two words sums: all in the first if the digits have room for their
  /// sums, otherwise every other one.
  let totalMasks: (UInt64, UInt64)

  /// - Parameter largest: a mask of the bits that counts may have.
  init(_ pack: LevelPacking.Pack, within largest: UInt64) {
    var masks: [UInt64] = [0, 0]
    for (index, digit) in pack.digits.enumerated() {
      masks[index % pack.totalWords] |= digit.mask << UInt64(digit.shift)
    }
    totalMasks = (masks[0], masks[1])
    places = pack.digits.map { Place(shift: UInt64($0.shift), mask: $0.mask & largest) }
    width = pack.isUniform ? pack.digits.first.map { UInt64($0.width) } : nil
  }
}

extension LevelPacking.Digit {
  fileprivate var mask: UInt64 { (1 << UInt64(width)) &- 1 }
}

extension LevelPacking.Pack {
  /// The places of the levels' counts in the words that sum the packed numbers over kernel levels.
  var totals: [[SlidingLevelCounts.Digit]] {
    (0..<totalWords).map { word in
      stride(from: word, to: digits.count, by: totalWords).map { index in
        let digit = digits[index]
        let mask: UInt64 = (1 << UInt64(totalWords * digit.width)) &- 1
        return SlidingLevelCounts.Digit(
          level: digit.level, place: .init(shift: UInt64(digit.shift), mask: mask))
      }
    }
  }
}
