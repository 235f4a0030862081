import TestSupport

extension [UInt8] {
  /// Changes, removes or repeats a few bytes, or cuts the rest off.
  mutating func spoil(using generator: inout SeededGenerator) {
    guard !isEmpty else { return }
    let place = Int.random(in: 0..<count, using: &generator)
    let end = Swift.min(count, place + Int.random(in: 1...16, using: &generator))
    switch Int.random(in: 0..<7, using: &generator) {
    case 0, 1: self[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
    case 2: self[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
    case 3: removeSubrange(place..<end)
    case 4: insert(contentsOf: self[place..<end], at: place)
    case 5: for i in place..<end { self[i] = .random(in: 0...255, using: &generator) }
    default: removeSubrange(place...)
    }
  }
}
