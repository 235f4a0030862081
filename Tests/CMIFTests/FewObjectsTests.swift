import TestSupport
import Testing

@testable import CMIF

@Suite struct FewObjectsTests {
  /// Dark squares of one grey value on a bright ground, with noise of some standard deviation.
  private func image(
    _ objects: [(x: Int, y: Int, side: Int)], noise: Double = 0
  ) -> AlignmentImage {
    var generator = SeededGenerator(seed: 20)
    let samples = (0..<10_000).map { index -> Int32 in
      let (y, x) = index.quotientAndRemainder(dividingBy: 100)
      let isObject = objects.contains {
        ($0.x..<$0.x + $0.side).contains(x) && ($0.y..<$0.y + $0.side).contains(y)
      }
      // Close to a normal distribution.
      let deviation = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0..<1, using: &generator)
      }
      return Int32((isObject ? 80 : 200) + noise * deviation)
    }
    return AlignmentImage(Plane(width: 100, height: 100, samples: samples))
  }

  @Test(arguments: [0, 1.5, 6])
  func `the fewer things stand on an empty ground, the less an answer is worth`(_ noise: Double) {
    let places = [(10, 10, 12), (60, 20, 9), (30, 70, 15), (80, 80, 10)].map {
      (x: $0.0, y: $0.1, side: $0.2)
    }
    let limits = (1...4).map {
      FewObjects.limit(of: image(Array(places.prefix($0)), noise: noise))?.confidence
    }
    #expect(limits == [0.5, 0.7, 0.85, nil])
  }

  @Test func `things outside of the mask do not count, and those of a large template do`() {
    let places = [(x: 10, y: 10, side: 12), (x: 60, y: 60, side: 20)]
    let left = Mask(Size(width: 100, height: 100)) { x, _ in x < 50 }
    #expect(FewObjects.limit(of: image(places))?.count == 2)
    #expect(FewObjects.limit(of: image(places).masked(by: left))?.count == 1)
    let side = 1024
    let samples = (0..<side * side).map { index -> Int32 in
      (100..<300).contains(index % side) && (500..<700).contains(index / side) ? 60_000 : 4000
    }
    let large = AlignmentImage(Plane(width: side, height: side, samples: samples))
    #expect(FewObjects.limit(of: large)?.confidence == 0.5)
  }

  @Test func `a template without an empty ground has no limit`() {
    let samples = (0..<10_000).map { Int32($0 / 100 / 13 % 8) }
    let stripes = AlignmentImage(Plane(width: 100, height: 100, samples: samples))
    #expect(FewObjects.limit(of: stripes) == nil)
  }

  @Test func `a template of one value shows no things`() {
    let constant = [Int32](repeating: 7, count: 10_000)
    let empty = AlignmentImage(Plane(width: 100, height: 100, samples: constant))
    #expect(FewObjects.limit(of: empty) == nil)
  }
}
