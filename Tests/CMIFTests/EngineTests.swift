import Testing

@testable import CMIF

@Suite struct EngineTests {
  @Test(arguments: 0..<300)
  func `a map equals the pixel-by-pixel definition at every offset`(seed: Int) async throws {
    var generator = SeededGenerator(seed: seed)
    func length() -> Int { Int.random(in: 1...24, using: &generator) }
    let reference = LabelImage.random(
      Size(width: length(), height: length()), levels: Int.random(in: 1...9, using: &generator),
      maskOdds: 3, using: &generator)
    let template = LabelImage.random(
      Size(width: length(), height: length()), levels: Int.random(in: 1...9, using: &generator),
      maskOdds: 3, using: &generator)
    let pair = ImagePair(reference: reference, template: template)
    let region = Region.allCases.randomElement(using: &generator) ?? .full
    guard let offsets = region.offsets(reference: reference.size, template: template.size) else {
      await #expect(
        throws: CMIFError.templateLargerThanReference(
          template: template.size, reference: reference.size)
      ) { try await InformationMap(pair, region: region) }
      return
    }
    let norm = Norm.allCases.randomElement(using: &generator) ?? .none
    let map = try await InformationMap(pair, region: region, norm: norm)
    #expect(map.offsets == offsets)
    for index in map.values.indices {
      let histogram = JointHistogram(
        reference: reference, template: template, offset: map.offset(at: index))
      #expect(Int(map.overlaps[index]) == histogram.total, "seed \(seed), \(map.offset(at: index))")
      #expect(
        abs(map.values[index] - histogram.information(norm: norm)) <= 1e-9,
        "seed \(seed), \(map.offset(at: index)), \(norm)")
    }
  }
}
