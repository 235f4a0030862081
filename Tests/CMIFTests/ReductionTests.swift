import TestSupport
import Testing

@testable import CMIF

@Suite struct ReductionTests {
  private let size = Size(width: 61, height: 47)

  private func samples(seed: Int) -> [Int32] {
    var generator = SeededGenerator(seed: seed)
    return (0..<size.area).map { _ in Int32.random(in: 0...255, using: &generator) }
  }

  private func plane(_ samples: [Int32]) -> Plane {
    Plane(width: size.width, height: size.height, samples: samples)
  }

  @Test(arguments: [2, 3, 4, 5, 8, 16])
  func `a pixel of lower resolution is the sum of a block of those that take part`(factor: Int) {
    let samples = samples(seed: factor)
    let isIncluded = samples.indices.map { $0 % 3 > 0 || $0 % 7 > 0 }
    let mask = Mask(width: size.width, height: size.height, isIncluded: isIncluded)
    let reduced = AlignmentImage(plane(samples), mask: mask).reduced(by: factor)
    #expect(
      reduced.size == Size(width: size.width / factor, height: size.height / factor))
    for y in 0..<reduced.size.height {
      for x in 0..<reduced.size.width {
        let block = (0..<factor * factor).map { i in
          (y * factor + i / factor) * size.width + x * factor + i % factor
        }
        let taking = block.filter { isIncluded[$0] }
        let index = y * reduced.size.width + x
        #expect(reduced.mask?.isIncluded[index] == (2 * taking.count >= block.count))
        let sum = taking.reduce(0) { $0 + Int(samples[$1]) }
        let expected = sum * block.count / max(taking.count, 1)
        #expect(Int(reduced.planes[0].samples[index]) == expected, "(\(x), \(y))")
      }
    }
  }

  @Test(arguments: 2...5)
  func `samples whose sums exceed 32 bits have the labels of the same picture in 8 bits`(
    factor: Int
  ) {
    let small = samples(seed: factor)
    for base in [0, -1 << 31, -128 << 23] {
      let large = small.map { Int32(base + Int($0) << 23) }
      for labeling in [Labeling(), Labeling(features: [.color])] {
        let few = AlignmentImage(plane(small), labeling: labeling)
        let many = AlignmentImage(plane(large), labeling: labeling)
        #expect(
          few.labels(reducedBy: factor) == many.labels(reducedBy: factor),
          "\(base), \(labeling.features)")
      }
    }
  }

  @Test func `sums of large blocks with a mask fit, however large the samples`() {
    let size = Size(width: 512, height: 512)
    let plane = Plane(
      width: 512, height: 512, samples: [Int32](repeating: Int32.max - 7, count: size.area))
    let mask = Mask(size) { x, y in x != 3 || y != 4 }
    let reduced = AlignmentImage(plane, mask: mask).reduced(by: 512)
    let sum = Int(Int32.max - 7) << 18
    #expect(reduced.planes[0].samples == [Int32(sum >> 18)])
  }

  @Test func `colours are reduced by one unit, so that their distances keep their ratios`() {
    let dark = plane(samples(seed: 1))
    let bright = plane(dark.samples.map { $0 << 23 })
    let reduced = AlignmentImage(planes: [dark], colors: [dark, bright]).reduced(by: 2)
    let colors = reduced.colors ?? []
    #expect(colors.count == 2)
    for (a, b) in zip(colors[0].samples, colors[1].samples) {
      #expect(Int(a) == Int(b) >> 23, "\(a) and \(b)")
    }
  }
}
