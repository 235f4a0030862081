import TestSupport
import Testing

@testable import CMIF

@Suite struct DigitTests {
  /// A table, and digits whose counts it is for.
  struct Case: Sendable, CustomTestStringConvertible {
    let table: LogTable
    let digits: ClosedRange<Int>
    let widths: ClosedRange<Int>

    var testDescription: String { "up to \(table.maximum)" }

    /// Digits side by side.
    func places(using generator: inout SeededGenerator) -> [PackedDigits.Place] {
      let count = Int.random(in: digits, using: &generator)
      let width = Int.random(in: widths, using: &generator)
      return (0..<count).map { .init(shift: UInt64($0 * width), mask: (1 << UInt64(width)) - 1) }
    }
  }

  /// A table of all numbers, and one of which the larger numbers are computed.
  static let cases = [
    Case(table: LogTable(maximum: 511), digits: 1...7, widths: 3...9),
    Case(table: LogTable(maximum: 1 << 30), digits: 1...2, widths: 20...30),
  ]

  private func packed(_ counts: [Int], _ places: [PackedDigits.Place]) -> UInt64 {
    zip(counts, places).reduce(0) { $0 + UInt64($1.0) << $1.1.shift }
  }

  /// What a row of remainders adds to the joint sums, and whether it is sound.
  private func remainders(
    _ marginals: [UInt64], _ counts: [UInt64], _ places: [PackedDigits.Place], _ table: LogTable
  ) -> (joint: [Int64], isSound: Bool) {
    func add(_ table: some LogLookup) -> (joint: [Int64], isSound: Bool) {
      var joint = [Int64](repeating: 0, count: marginals.count)
      let isSound = joint.withUnsafeMutableBufferPointer { joint in
        marginals.withUnsafeBufferPointer { marginals in
          counts.withUnsafeBufferPointer { counts -> Bool? in
            guard let joint = joint.baseAddress, let marginals = marginals.baseAddress,
              let first = counts.baseAddress
            else { return nil }
            return RemainderAccumulator(
              marginals: marginals, counts: first, count: counts.count, joint: joint, table: table
            ).add(places)
          }
        }
      }
      return (joint, isSound == true)
    }
    return table.withLookup(complete: { add($0) }, partial: { add($0) })
  }

  @Test(arguments: cases)
  func `remainders are what counts leave of marginals, whatever the number of digits`(_ given: Case)
  {
    for seed in 0..<400 {
      var generator = SeededGenerator(seed: seed)
      let places = given.places(using: &generator)
      let most = Int(places[0].mask)
      let offsets = (0..<5).map { _ in
        places.map { _ in
          let marginal = Int.random(in: 0...most, using: &generator)
          return (marginal: marginal, count: Int.random(in: 0...marginal, using: &generator))
        }
      }
      let result = remainders(
        offsets.map { packed($0.map(\.marginal), places) },
        offsets.map { packed($0.map(\.count), places) }, places, given.table)
      let expected = offsets.map { offset in
        given.table.withLookup(
          complete: { table in offset.reduce(0) { $0 + table[$1.marginal - $1.count] } },
          partial: { table in offset.reduce(0) { $0 + table[$1.marginal - $1.count] } })
      }
      #expect(result.isSound && result.joint == expected, "seed \(seed)")
    }
  }

  @Test(arguments: cases)
  func `a single count above its marginal is noticed, in any digit`(_ given: Case) {
    for seed in 0..<400 {
      var generator = SeededGenerator(seed: seed)
      let places = given.places(using: &generator)
      let most = Int(places[0].mask)
      let marginals = places.map { _ in Int.random(in: 0..<most, using: &generator) }
      var counts = marginals.map { Int.random(in: 0...$0, using: &generator) }
      let wrong = Int.random(in: 0..<places.count, using: &generator)
      counts[wrong] = Int.random(in: marginals[wrong] + 1...most, using: &generator)
      let row = Int.random(in: 0..<3, using: &generator)
      func rowOnly(_ word: UInt64) -> [UInt64] { (0..<3).map { $0 == row ? word : 0 } }
      let result = remainders(
        rowOnly(packed(marginals, places)), rowOnly(packed(counts, places)), places, given.table)
      #expect(!result.isSound, "seed \(seed)")
    }
  }

  @Test(arguments: cases)
  func `a number without meaning has a value that counts can have`(_ given: Case) {
    func values(_ table: some LogLookup) -> [Int64] {
      [-1, .min, .max, given.table.maximum + 1].map { table[$0] }
    }
    let largest = given.table.withLookup(
      complete: { $0[given.table.maximum] }, partial: { $0[given.table.maximum] })
    for value in given.table.withLookup(complete: { values($0) }, partial: { values($0) }) {
      #expect((0...largest).contains(value))
    }
  }
}
