import Testing

@testable import CMIF

@Suite struct PrecisionTests {
  /// `sqrt(1.1² + (4.1 / p)²)`, to six figures; what rivals have, 1, is the least that counts.
  @Test(arguments: [(-3, 4.24500), (0, 4.24500), (1, 4.24500), (2.2, 2.16406), (49, 1.10318)])
  func `an answer is as precise as its prominence tells`(prominence: Double, pixels: Double) {
    #expect(abs(Precision.value(prominence: prominence) - pixels) < 0.5e-5)
  }

  @Test func `the most prominent answers are off by what remains, 1.1 pixels`() {
    #expect(Precision.value(prominence: .infinity) == 1.1)
    #expect(Precision.value(prominence: 1e6) >= 1.1)
  }
}
