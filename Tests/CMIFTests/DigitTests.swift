import TestSupport
import Testing

@testable import CMIF

@Suite struct DigitTests {
  private let table = LogTable(maximum: 4000)

  /// Digits side by side that hold `width` bits each, with room for their sums in as many words.
  private func places(_ count: Int, width: Int) -> [PackedDigits.Place] {
    (0..<count).map { .init(shift: UInt64($0 * width), mask: (1 << UInt64(width)) - 1) }
  }

  private func packed(_ counts: [Int], _ places: [PackedDigits.Place]) -> UInt64 {
    zip(counts, places).reduce(0) { $0 + UInt64($1.0) << $1.1.shift }
  }

  /// What a row of rests adds to the joint sums, and whether it is sound.
  private func rests(
    _ marginals: [UInt64], _ counts: [UInt64], _ places: [PackedDigits.Place]
  ) -> (joint: [Int64], isSound: Bool) {
    var joint = [Int64](repeating: 0, count: marginals.count)
    var isSound = false
    table.withLookup(
      complete: { table in
        joint.withUnsafeMutableBufferPointer { joint in
          marginals.withUnsafeBufferPointer { marginals in
            counts.withUnsafeBufferPointer { counts in
              guard let joint = joint.baseAddress, let m = marginals.baseAddress,
                let c = counts.baseAddress
              else { return }
              let sink = RestSink(
                marginals: m, counts: c, count: marginals.count, joint: joint, table: table)
              isSound = sink.add(places)
            }
          }
        }
      }, partial: { _ in Issue.record("a table of 4000 entries is complete") })
    return (joint, isSound)
  }

  @Test func `rests are what counts leave of marginals, whatever the number of digits`() {
    for seed in 0..<400 {
      var generator = SeededGenerator(seed: seed)
      let places = places(1 + seed % 7, width: Int.random(in: 3...9, using: &generator))
      let most = Int(places[0].mask)
      let offsets = (0..<5).map { _ in
        places.map { _ in
          let marginal = Int.random(in: 0...most, using: &generator)
          return (marginal: marginal, count: Int.random(in: 0...marginal, using: &generator))
        }
      }
      let result = rests(
        offsets.map { packed($0.map(\.marginal), places) },
        offsets.map { packed($0.map(\.count), places) }, places)
      #expect(result.isSound, "seed \(seed)")
      let expected = offsets.map { offset in
        table.withLookup(
          complete: { table in offset.reduce(0) { $0 + table[$1.marginal - $1.count] } },
          partial: { _ in 0 })
      }
      #expect(result.joint == expected, "seed \(seed)")
    }
  }

  @Test func `a single count above its marginal is noticed, in any digit`() {
    for seed in 0..<400 {
      var generator = SeededGenerator(seed: seed)
      let places = places(1 + seed % 7, width: Int.random(in: 3...9, using: &generator))
      let most = Int(places[0].mask)
      let marginals = places.map { _ in Int.random(in: 0..<most, using: &generator) }
      var counts = marginals.map { Int.random(in: 0...$0, using: &generator) }
      let wrong = Int.random(in: 0..<places.count, using: &generator)
      counts[wrong] = Int.random(in: marginals[wrong] + 1...most, using: &generator)
      let row = Int.random(in: 0..<3, using: &generator)
      let (marginal, count) = (packed(marginals, places), packed(counts, places))
      let result = rests(
        (0..<3).map { $0 == row ? marginal : 0 }, (0..<3).map { $0 == row ? count : 0 }, places)
      #expect(!result.isSound, "seed \(seed)")
    }
  }
}
