import TestSupport
import Testing

@testable import CMIF

/// The chain of proofs: the definition, the plain map, the engine.
@Suite struct PlainInformationMapTests {
  @Test func `the plain map equals the definition at every offset, under any masks`() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        .random(upTo: 17, using: &generator), .random(upTo: 13, using: &generator), levels: 1...6,
        maskOdds: 2, using: &generator)
      let (reference, template) = (pair.reference[0], pair.template[0])
      let plain = try PlainInformationMap(reference: reference, template: template)
      #expect(
        plain.offsets == Region.full.offsets(reference: reference.size, template: template.size))
      let wrong = plain.values.indices.first { i in
        let offset = Offset(
          x: plain.offsets.x + i % plain.offsets.width, y: plain.offsets.y + i / plain.offsets.width
        )
        let defined = JointHistogram(reference: reference, template: template, offset: offset)
        return plain.overlaps[i] != defined.total
          || !(abs(plain.values[i] - defined.information()) <= 1e-9)
      }
      #expect(wrong == nil, "seed \(seed), \(reference.size) and \(template.size)")
    }
  }

  @Test(arguments: [(512, 128, false), (512, 512, true), (1024, 256, false)])
  func `the engine equals the plain map at every offset of large images`(
    reference: Int, template: Int, isMasked: Bool
  ) async throws {
    var generator = SeededGenerator(seed: reference + template)
    // One pixel off the sizes that transforms are made for.
    let pair = LabelImagePair.random(
      Size(width: reference, height: reference - 1), Size(width: template + 1, height: template),
      levels: 8...8, maskOdds: isMasked ? 1 : 0, using: &generator)
    let plain = try PlainInformationMap(reference: pair.reference[0], template: pair.template[0])
    let map = try await InformationMap(pair, region: .full)
    #expect(map.offsets == plain.offsets)
    let isSameOverlap = map.overlaps.elementsEqual(plain.overlaps) { Int($0) == $1 }
    #expect(isSameOverlap)
    let isSameValue = zip(map.values, plain.values).allSatisfy { abs($0 - $1) <= 1e-9 }
    #expect(isSameValue)
  }
}
