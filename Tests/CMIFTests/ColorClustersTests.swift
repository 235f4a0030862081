import TestSupport
import Testing

@testable import CMIF

@Suite struct ColorClustersTests {
  /// Four colours of equal brightness, in blocks, with a little noise.
  private func planes(scale: Int32) -> ([Plane], [Int]) {
    let colors: [[Int32]] = [[200, 20, 80], [20, 80, 200], [80, 200, 20], [100, 100, 100]]
    var generator = SeededGenerator(seed: 5)
    var samples: [[Int32]] = [[], [], []]
    var truth: [Int] = []
    for _ in 0..<900 {
      let color = Int.random(in: 0..<4, using: &generator)
      truth.append(color)
      for channel in 0..<3 {
        samples[channel].append(
          scale * (colors[color][channel] + Int32.random(in: 0...9, using: &generator)))
      }
    }
    return (samples.map { Plane(width: 30, height: 30, samples: $0) }, truth)
  }

  @Test func `colours of one brightness are told apart`() {
    let (planes, truth) = planes(scale: 1)
    let labels = ColorClusters.labels(of: planes, bins: 4, mask: nil).labels
    for color in 0..<4 {
      let levels = Set(zip(labels, truth).filter { $0.1 == color }.map(\.0))
      #expect(levels.count == 1, "colour \(color) has the labels \(levels)")
    }
    #expect(Set(labels).count == 4)
  }

  @Test func `8 and 16 bits give the same labels`() {
    let eight = ColorClusters.labels(of: planes(scale: 1).0, bins: 4, mask: nil)
    let sixteen = ColorClusters.labels(of: planes(scale: 257).0, bins: 4, mask: nil)
    #expect(eight == sixteen)
  }

  @Test func `masked pixels have no influence`() {
    let (planes, _) = planes(scale: 1)
    let mask = Mask(width: 30, height: 30, isIncluded: (0..<900).map { $0 % 7 != 0 })
    let spoiled = planes.map { plane in
      Plane(
        width: 30, height: 30,
        samples: plane.samples.enumerated().map { $0.offset % 7 == 0 ? 9999 : $0.element })
    }
    let clean = ColorClusters.labels(of: planes, bins: 4, mask: mask).labels
    let other = ColorClusters.labels(of: spoiled, bins: 4, mask: mask).labels
    #expect((0..<900).allSatisfy { $0 % 7 == 0 || clean[$0] == other[$0] })
  }

  @Test func `colour is one label image of a source beside orientation`() {
    let (planes, _) = planes(scale: 1)
    let source = AlignmentImage(
      planes: [planes[0]], colors: planes,
      labeling: Labeling(features: [.color, .orientation], bins: 4))
    #expect(source.labels(reducedBy: 1).count == 2)
    #expect(source.labels(reducedBy: 2).map(\.width) == [15, 15])
  }
}
