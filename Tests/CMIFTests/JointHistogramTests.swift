import Testing

@testable import CMIF

@Suite struct JointHistogramTests {
  private let reference = LabelImage(
    width: 3, height: 2, levelCount: 3, labels: [0, 1, 2, 1, 1, 0])
  private let template = LabelImage(width: 2, height: 2, levelCount: 2, labels: [0, 1, 1, 1])

  @Test func `pairs of levels are counted where the template lies`() {
    // The template's 0 1 / 1 1 lies on the reference's 1 2 / 1 0.
    let histogram = JointHistogram(
      reference: reference, template: template, offset: Offset(x: 1, y: 0))
    #expect(histogram.counts == [0, 1, 1, 1, 0, 1])
    #expect(histogram[0, 1] == 1 && histogram[1, 0] == 1 && histogram[2, 0] == 0)
    #expect(histogram.total == 4)
    #expect(histogram.referenceMarginal == [1, 2, 1])
    #expect(histogram.templateMarginal == [1, 3])
  }

  @Test func `only pixels that lie on each other and take part count`() {
    // The template's last pixel on the reference's first, and the other way round.
    let first = JointHistogram(
      reference: reference, template: template, offset: Offset(x: -1, y: -1))
    #expect(first.counts == [0, 1, 0, 0, 0, 0])
    let last = JointHistogram(reference: reference, template: template, offset: Offset(x: 2, y: 1))
    #expect(last.counts == [1, 0, 0, 0, 0, 0])
    for offset in [
      Offset(x: 3, y: 0), Offset(x: -2, y: 0), Offset(x: 0, y: 2), Offset(x: 0, y: -2),
    ] {
      #expect(JointHistogram(reference: reference, template: template, offset: offset).total == 0)
    }
    let masked = LabelImage(
      width: 2, height: 2, levelCount: 2, labels: template.labels,
      mask: Mask(width: 2, height: 2, isIncluded: [true, false, false, true]))
    let histogram = JointHistogram(
      reference: reference, template: masked, offset: Offset(x: 1, y: 0))
    #expect(histogram.counts == [0, 1, 1, 0, 0, 0])
  }

  @Test func `the information of a small table is what a person reckons`() {
    // Four pixels: Hx = 1.5 ln 2, Hy = ln 4 - 3/4 ln 3, Hxy = ln 4.
    let histogram = JointHistogram(
      reference: reference, template: template, offset: Offset(x: 1, y: 0))
    let (ln2, ln3) = (0.6931471805599453, 1.0986122886681098)
    let (hx, hy, hxy) = (1.5 * ln2, 2 * ln2 - 0.75 * ln3, 2 * ln2)
    let information = hx + hy - hxy
    let expected: [Normalization: Double] = [
      .unnormalized: information, .sum: 2 * information / (hx + hy), .joint: information / hxy,
      .max: information / hx, .min: information / hy,
      .sqrt: information / (hx * hy).squareRoot(),
    ]
    for (normalization, value) in expected {
      #expect(
        abs(histogram.information(normalization: normalization) - value) < 1e-15, "\(normalization)"
      )
    }
  }

  @Test func `an image tells all about itself, and every normalization but the plain one is 1`() {
    let same = JointHistogram(reference: reference, template: reference, offset: Offset(x: 0, y: 0))
    for normalization in Normalization.allCases where normalization != .unnormalized {
      #expect(abs(same.information(normalization: normalization) - 1) < 1e-14, "\(normalization)")
    }
    #expect(abs(same.information() - JointHistogram.entropy(same.referenceMarginal)) < 1e-15)
  }

  @Test func `independent levels, a single level and no overlap have no information`() {
    for normalization in Normalization.allCases {
      #expect(normalization.value(information: 0, hx: 1, hy: 0.5, hxy: 1.5) == 0)
      #expect(normalization.value(information: 1, hx: 0, hy: 1, hxy: 1) == 0)
      #expect(normalization.value(information: 1, hx: 1, hy: 0, hxy: 1) == 0)
      #expect(normalization.value(information: 1, hx: 0, hy: 0, hxy: 0) == 0)
      let nowhere = JointHistogram(
        reference: reference, template: template, offset: Offset(x: 9, y: 9))
      #expect(nowhere.information(normalization: normalization) == 0)
    }
  }

  @Test func `levels beyond a histogram trap`() async {
    await #expect(processExitsWith: .failure) {
      let image = LabelImage(width: 1, height: 1, levelCount: 2, labels: [0])
      let histogram = JointHistogram(
        reference: image, template: image, offset: Offset(x: 0, y: 0))
      // The place of this count in the row-major order would be that of (1, 0).
      _ = histogram[0, 2]
    }
  }

  @Test func `normalizations have their order, and lie from 0 to 1`() {
    let order: [Normalization] = [.joint, .max, .sum, .sqrt, .min]
    for (hx, hy) in [(1.0, 1.0), (0.3, 2), (2, 0.3), (1.5, 1.4)] {
      for share in [0, 0.2, 0.9, 1] {
        let information = share * min(hx, hy)
        let values = order.map {
          $0.value(information: information, hx: hx, hy: hy, hxy: hx + hy - information)
        }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-15 }, "\(values)")
        #expect(values.allSatisfy { (0...1).contains($0) }, "\(values)")
      }
    }
  }
}
