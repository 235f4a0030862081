import TestSupport
import Testing

@testable import CMIFTool

@Suite struct ToneCurveTests {
  @Test func `linear is the share of the way`() {
    #expect(
      ToneCurve.linear.levels(of: [0, 1, 2, 4], in: 0...4, highest: 255) == [0, 64, 128, 255])
    #expect(
      ToneCurve.linear.levels(of: [-3, 1], in: -3...1, highest: 65535) == [0, 65535])
  }

  @Test func `rank is the share of the other values below`() {
    #expect(
      ToneCurve.rank.levels(of: [5, 1, 1, 9], in: 1...9, highest: 255) == [170, 0, 0, 255])
    #expect(ToneCurve.rank.levels(of: [5], in: 5...5, highest: 255) == [0])
  }

  @Test func `log gives the first 255th of the range an eighth of the levels`() {
    let values = [0.0, 1, 3, 15, 255]
    #expect(
      ToneCurve.log.levels(of: values, in: 0...255, highest: 255) == [0, 32, 64, 128, 255])
    #expect(
      ToneCurve.log.levels(of: values, in: 0...255, highest: 8000) == [0, 1000, 2000, 4000, 8000])
  }

  @Test(arguments: [ToneCurve.linear, .log])
  func `a range of the smallest numbers takes all levels`(transfer: ToneCurve) {
    let high = Double.leastNonzeroMagnitude
    #expect(transfer.levels(of: [0, high, 1], in: 0...high, highest: 255) == [0, 255, 255])
  }

  @Test func `the middle of a range wider than the largest number has the middle level`() {
    #expect(
      ToneCurve.linear.levels(of: [-1.7e308, 0, 1.7e308], in: -1.7e308...1.7e308, highest: 200)
        == [0, 100, 200])
  }

  @Test(arguments: ToneCurve.allCases)
  func `values beyond the range count as its ends`(transfer: ToneCurve) {
    let values = [-1e300, -0.5, 0, 0.25, 0.5, 1, 1.5, 1e300]
    let clamped = values.map { min(max($0, 0), 1) }
    #expect(
      transfer.levels(of: values, in: 0...1, highest: 255)
        == transfer.levels(of: clamped, in: 0...1, highest: 255))
  }

  @Test(arguments: ToneCurve.allCases)
  func `a larger value never gets a lower level`(transfer: ToneCurve) {
    var random = SeededGenerator(seed: 7)
    let values = (0..<500).map { _ in Double.random(in: -2...3, using: &random) }.sorted()
    let levels = transfer.levels(of: values, in: -2...3, highest: 65535)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(Set(levels).count > 400)
  }

  @Test(arguments: ToneCurve.allCases)
  func `equal values get the lowest level`(transfer: ToneCurve) {
    #expect(transfer.levels(of: [3, 3, 3], in: 3...3, highest: 255) == [0, 0, 0])
    #expect(transfer.levels(of: [], in: 3...3, highest: 255) == [])
  }
}
