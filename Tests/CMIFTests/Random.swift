import CMIF

/// A small generator of repeatable numbers (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension LabelImage {
  /// Blobs of random labels, with a mask in one of `maskOdds` cases (never for 0).
  static func random(
    _ size: Size, levels: Int, maskOdds: Int = 0, using generator: inout SeededGenerator
  ) -> LabelImage {
    let cell = Int.random(in: 1...4, using: &generator)
    let across = size.width / cell + 1
    let cells = (0..<across * (size.height / cell + 1)).map { _ in
      UInt8.random(in: 0..<UInt8(clamping: levels), using: &generator)
    }
    var labels: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width { labels.append(cells[y / cell * across + x / cell]) }
    }
    var mask: Mask?
    if maskOdds > 0 && Int.random(in: 0..<maskOdds, using: &generator) == 0 {
      let flags = labels.map { _ in Int.random(in: 0..<4, using: &generator) > 0 }
      mask = Mask(width: size.width, height: size.height, isIncluded: flags)
    }
    return LabelImage(
      width: size.width, height: size.height, levelCount: levels, labels: labels, mask: mask)
  }
}
