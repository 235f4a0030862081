import Testing

@testable import CMIF

@Suite struct ConfidenceTests {
  @Test func `no prominence is no confidence`() {
    #expect(Confidence.value(prominence: 0) == 0)
    #expect(Confidence.value(prominence: -5) == 0)
  }

  @Test func `what rivals have gives little, and 2.2 times that nine tenths`() {
    #expect(Confidence.value(prominence: 1) < 0.1)
    #expect(abs(Confidence.value(prominence: 2.2) - 0.9) < 0.01)
  }

  @Test func `more prominent is surer`() {
    let values = stride(from: 0.0, to: 6, by: 0.01).map { Confidence.value(prominence: $0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.allSatisfy { (0...1).contains($0) })
  }

  @Test func `extreme figures give a share all the same`() {
    for prominence in [Double.leastNormalMagnitude, 1e-300, 1e300, .infinity] {
      #expect((0...1).contains(Confidence.value(prominence: prominence)), "\(prominence)")
    }
  }
}
