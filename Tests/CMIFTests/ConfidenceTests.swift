import Testing

@testable import CMIF

@Suite struct ConfidenceTests {
  private func confidence(
    _ sharpness: Double, _ rival: Double?, freedom: Int = 49, offsets: Int = 10_000
  ) -> Double {
    Confidence.value(sharpness: sharpness, rival: rival, freedom: freedom, offsets: offsets)
  }

  @Test func `no sharpness is no confidence`() {
    #expect(confidence(0, nil) == 0)
    #expect(confidence(-5, 3) == 0)
  }

  @Test func `equal peaks give a fifth, and more than twice the rival nine tenths`() {
    #expect(abs(confidence(800, 800) - 0.2142) < 1e-4)
    #expect(abs(confidence(2.2 * 800, 800) - 0.905) < 1e-3)
  }

  @Test func `sharper is surer, and a sharper rival makes less sure`() {
    let values = stride(from: 10.0, to: 5000, by: 10).map { confidence($0, 500) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    let rivals = stride(from: 100.0, to: 5000, by: 10).map { confidence(900, $0) }
    #expect(zip(rivals, rivals.dropFirst()).allSatisfy { $0 > $1 })
    #expect((values + rivals).allSatisfy { (0...1).contains($0) })
  }

  @Test func `without a rival, chance is one`() {
    // The highest of 10,000 values of chance, with 49 degrees of freedom: sqrt(49 ln 10,000) = 21.2.
    #expect(abs(confidence(21.244, nil) - 0.2142) < 1e-3)
    #expect(confidence(30, nil) == confidence(30, 1))
    #expect(confidence(30, nil, offsets: 100_000) < confidence(30, nil))
    #expect(confidence(30, nil, freedom: 100) < confidence(30, nil))
  }

  @Test func `extreme figures give a share all the same`() {
    for sharpness in [Double.leastNormalMagnitude, 1e-3, 1e300] {
      for rival in [nil, 0, 1e-300, 1e300] as [Double?] {
        let value = confidence(sharpness, rival, freedom: 0, offsets: 1)
        #expect((0...1).contains(value), "\(sharpness), \(String(describing: rival))")
      }
    }
  }
}
