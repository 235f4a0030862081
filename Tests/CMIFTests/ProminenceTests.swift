import TestSupport
import Testing

@testable import CMIF

@Suite struct ProminenceTests {
  private let prominence = Prominence(freedoms: [49, 9], offsets: 10_000)

  @Test func `each feature counts in parts of what it reaches at rivals`() {
    // Root mean squares of 50 and 20, both above the floors of 21.2 and 9.1; of the sums, 58.8.
    let rivals = [[10.0, 28], [70, 4]]
    let whole = 140 / ((38.0 * 38 + 74 * 74) / 2).squareRoot()
    let value = prominence.value(of: [100, 40], among: rivals)
    #expect(abs(value - (2 * whole).squareRoot()) < 1e-12)
  }

  @Test func `a feature of little sharpness cannot decide alone`() {
    // The second feature rises seven times as high as at rivals, but adds little to what the first one has there.
    let rivals = [[Double]](repeating: [120, 10], count: 5)
    #expect(prominence.value(of: [70, 70], among: rivals) < 2.1)
  }

  @Test func `without a rival, chance is one`() {
    // The highest of 10,000 values of chance: sqrt(49 ln 10,000) = 21.24 and sqrt(9 ln 10,000) = 9.10.
    let chance = 21.244 + 9.105
    let whole = chance / (58 * naturalLogarithm(10_000)).squareRoot()
    #expect(
      abs(prominence.value(of: [21.244, 9.105], among: []) - whole.squareRoot()) < 1e-3)
    let more = Prominence(freedoms: [49, 9], offsets: 100_000)
    let few = prominence.value(of: [30, 30], among: [])
    #expect(more.value(of: [30, 30], among: []) < few)
    #expect(prominence.value(of: [30, 30], among: [[1, 1]]) == few)
  }

  @Test func `a feature of a single level takes no part`() {
    let flat = Prominence(freedoms: [49, 0], offsets: 10_000)
    let alone = Prominence(freedoms: [49], offsets: 10_000)
    #expect(flat.value(of: [300, 0], among: [[100, 0]]) == alone.value(of: [300], among: [[100]]))
    #expect(Prominence(freedoms: [0], offsets: 1).value(of: [0], among: []) == 0)
  }

  @Test func `the five rivals of the highest sums count, in whatever order they come`() {
    let best = [[Double]](repeating: [100, 100], count: 5)
    let value = prominence.value(of: [300, 300], among: best)
    let lower = [[0.0, 190], [199, 0], [-50, 20]]
    #expect(value == prominence.value(of: [300, 300], among: lower + best + lower))
    #expect(value > prominence.value(of: [300, 300], among: lower + best + [[900, 900]]))
  }

  @Test func `a place is preferred where features rise that are low elsewhere`() {
    let places = [[500.0, 10], [480, 12], [450, 11], [430, 60]]
    #expect(prominence.order(of: places).first == 3)
  }

  @Test func `one feature keeps the order of sharpness`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<100 {
      let values = (0..<16).map { _ in Double.random(in: -200...900, using: &generator) }
      let order = Prominence(freedoms: [9], offsets: 10_000).order(of: values.map { [$0] })
      #expect(order.map { values[$0] } == values.sorted(by: >))
    }
  }

  @Test func `no peak has no prominence`() {
    #expect(prominence.value(of: [-20, -5], among: [[30, 10]]) == 0)
  }
}
