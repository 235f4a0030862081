import TestSupport
import Testing

@testable import CMIF

@Suite struct PixelCounterTests {
  @Test func `single offsets are counted as the definition does, to the last bit`() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let (r, t) = (
        Size.random(upTo: 40, using: &generator), Size.random(upTo: 40, using: &generator)
      )
      let masks = (Mask.orNone(r, using: &generator), Mask.orNone(t, using: &generator))
      let channels = Int.random(in: 1...3, using: &generator)
      let levels = generator.oneIn(10) ? 256 : 9
      func side(_ size: Size, _ mask: Mask?) -> [LabelImage] {
        (0..<channels).map { _ in
          let levels = Int.random(in: 1...levels, using: &generator)
          let image = LabelImage.random(size, levels: levels, using: &generator)
          return LabelImage(
            width: size.width, height: size.height, levelCount: levels, labels: image.labels,
            mask: mask)
        }
      }
      let pair = LabelImagePair(reference: side(r, masks.0), template: side(t, masks.1))
      let normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
      let counter = PixelCounter(
        pair, referenceRuns: PixelRuns(pair.reference[0]),
        table: LogTable(maximum: r.largestOverlap(with: t)))
      let histograms = PixelHistograms(pair, referenceRuns: PixelRuns(pair.reference[0]))
      let definition = Definition(pair, normalization: normalization)
      for far in [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1000, .max / 4] {
        let offset = Offset(
          x: Int.random(in: -t.width - far...r.width + far, using: &generator),
          y: Int.random(in: -t.height - far...r.height + far, using: &generator))
        let counted = counter.information(at: offset, normalization: normalization)
        let defined = definition.value(at: offset)
        #expect(
          (counted.value, counted.overlap) == defined,
          "seed \(seed), \(r) and \(t), \(normalization), at \(offset)")
        guard far == 0 else { continue }
        for (channel, (reference, template)) in zip(pair.reference, pair.template).enumerated() {
          #expect(
            histograms.histogram(ofChannel: channel, at: offset)
              == JointHistogram(reference: reference, template: template, offset: offset),
            "seed \(seed), channel \(channel), at \(offset)")
        }
      }
    }
  }

  @Test(arguments: [(256, 1), (1, 256), (16, 16), (17, 16)])
  func `numbers of levels around those that a byte codes are counted as the definition does`(
    _ reference: Int, _ template: Int
  ) {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: seed)
      func image(_ levels: Int) -> LabelImage {
        .random(Size(width: 40, height: 30), levels: levels, using: &generator)
      }
      let pair = LabelImagePair(reference: image(reference), template: image(template))
      let counter = PixelCounter(
        pair, referenceRuns: PixelRuns(pair.reference[0]), table: LogTable(maximum: 1200))
      let definition = Definition(pair)
      for offset in [Offset(x: 0, y: 0), Offset(x: -3, y: 7), Offset(x: 39, y: -29)] {
        let counted = counter.information(at: offset, normalization: .unnormalized)
        #expect(
          (counted.value, counted.overlap) == definition.value(at: offset),
          "seed \(seed), at \(offset)")
      }
    }
  }

  @Test(arguments: [1, 3, 8, 16])
  func `pictures of few levels are counted exactly whatever the number of their pixels`(
    _ levels: Int
  ) {
    // Far more pixels of one pair of levels than 16 bits count.
    let size = Size(width: 1001, height: 700)
    func image(_ level: (_ x: Int, _ y: Int) -> Int) -> LabelImage {
      LabelImage(
        width: size.width, height: size.height, levelCount: levels,
        labels: (0..<size.area).map { UInt8(level($0 % size.width, $0 / size.width)) })
    }
    let pair = LabelImagePair(
      reference: image { x, _ in x > 900 ? levels - 1 : 0 },
      template: image { _, y in y > 600 ? levels - 1 : 0 })
    let counter = PixelCounter(
      pair, referenceRuns: PixelRuns(pair.reference[0]), table: LogTable(maximum: size.area))
    let definition = Definition(pair, normalization: .unnormalized)
    for offset in [Offset(x: 0, y: 0), Offset(x: 3, y: -5)] {
      let counted = counter.information(at: offset, normalization: .unnormalized)
      #expect((counted.value, counted.overlap) == definition.value(at: offset), "\(offset)")
    }
  }
}

extension Mask {
  /// None, or a mask of single pixels, or one that cuts a corner off.
  fileprivate static func orNone(_ size: Size, using generator: inout SeededGenerator) -> Mask? {
    if generator.oneIn(3) { return nil }
    if generator.oneIn(2) { return .random(size, using: &generator) }
    let cut = Int.random(in: 0...size.width, using: &generator)
    let flags = (0..<size.area).map { $0 % size.width >= cut - $0 / size.width }
    return Mask(width: size.width, height: size.height, isIncluded: flags)
  }
}
