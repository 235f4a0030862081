import Testing

@testable import CMIF

@Suite struct ProminenceTests {
  private let prominence = Prominence(freedoms: [49, 9], offsets: 10_000)

  @Test func `each feature counts in parts of what it reaches at rivals`() {
    // Root mean squares of 50 and 20, both above the floors of 21.2 and 9.1.
    let rivals = [[10.0, 28], [70, 4]]
    #expect(abs(prominence.value(of: [100, 40], among: rivals) - 2) < 1e-12)
    #expect(abs(prominence.value(of: [100, -20], among: rivals) - 0.5) < 1e-12)
  }

  @Test func `without a rival, chance is one`() {
    // The highest of 10,000 values of chance: sqrt(49 ln 10,000) = 21.24 and sqrt(9 ln 10,000) = 9.10.
    #expect(abs(prominence.value(of: [21.244, 9.105], among: []) - 1) < 1e-3)
    let more = Prominence(freedoms: [49, 9], offsets: 100_000)
    #expect(more.value(of: [30, 30], among: []) < prominence.value(of: [30, 30], among: []))
    #expect(
      prominence.value(of: [30, 30], among: [[1, 1]]) == prominence.value(of: [30, 30], among: []))
  }

  @Test func `a feature of a single level takes no part`() {
    let flat = Prominence(freedoms: [49, 0], offsets: 10_000)
    let alone = Prominence(freedoms: [49], offsets: 10_000)
    let (two, one) = ([[100.0, 0]], [[100.0]])
    #expect(flat.value(of: [300, 0], among: two) == alone.value(of: [300], among: one))
    #expect(Prominence(freedoms: [0], offsets: 1).value(of: [0], among: []) == 0)
  }

  @Test func `the fifteen best rivals count`() {
    let best = [[Double]](repeating: [100, 100], count: 15)
    let with = prominence.value(of: [300, 300], among: best + [[900, 900]])
    #expect(with == prominence.value(of: [300, 300], among: best))
  }

  @Test func `one feature keeps the order of sharpness`() {
    let prominence = Prominence(freedoms: [49], offsets: 10_000)
    let values = [900.0, 500, 400, 390, 100]
    let ranked = values.map { value in
      prominence.value(of: [value], among: values.filter { $0 != value }.map { [$0] })
    }
    #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0 > $1 })
  }
}
