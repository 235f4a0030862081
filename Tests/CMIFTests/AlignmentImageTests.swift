import Testing

@testable import CMIF

@Suite struct AlignmentImageTests {
  /// Where the labels lie in memory, which tells copies of one array from arrays made apart.
  private static func place(_ image: LabelImage) -> UInt {
    image.labels.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  }

  @Test func `the labels of a resolution are made once for all tasks that ask together`() async {
    let side = 512
    let samples = (0..<side * side).map { Int32(truncatingIfNeeded: $0 &* 7919 % 251) }
    for factor in [1, 2] {
      let image = AlignmentImage(Plane(width: side, height: side, samples: samples))
      let places = await withTaskGroup(of: UInt.self) { group in
        for _ in 0..<8 { group.addTask { Self.place(image.labels(reducedBy: factor)[0]) } }
        return await group.reduce(into: Set<UInt>()) { $0.insert($1) }
      }
      #expect(places.count == 1, "factor \(factor)")
    }
  }

  @Test func `finer labels have twice the levels of grey and three times those of local grey`() {
    let side = 96
    let samples = (0..<side * side).map { Int32($0 % side * ($0 / side) % 251) }
    let image = AlignmentImage(Plane(width: side, height: side, samples: samples))
    for factor in [1, 2] {
      let (labels, finer) = (
        image.labels(reducedBy: factor), image.finer.labels(reducedBy: factor)
      )
      #expect(labels.map(\.levelCount) == [8, 4, 8])
      #expect(finer.map(\.levelCount) == [16, 12, 8])
      let plane = image.planes[0]
      guard factor == 1 else { continue }
      let grey = Quantizer.kmeans.labels(of: plane, bins: 16, mask: nil)
      let local = Quantizer.kmeans.labels(
        of: LocalGrey.plane(of: plane, mask: nil), bins: 12, mask: nil)
      #expect(finer[0].labels == grey.labels)
      #expect(finer[1].labels == local.labels)
      #expect(finer[2].labels == labels[2].labels)
    }
  }

  @Test func `labels that finer ones share are made once`() {
    let side = 64
    let samples = (0..<side * side).map { Int32(truncatingIfNeeded: $0 &* 7919 % 251) }
    let image = AlignmentImage(Plane(width: side, height: side, samples: samples))
    let finer = image.finer.labels(reducedBy: 1)
    let labels = image.labels(reducedBy: 1)
    let shared = zip(labels, finer).map { Self.place($0) == Self.place($1) }
    #expect(shared == [false, false, true])
  }

  @Test func `the labels of a feature are made once, whatever it is compared with`() {
    let side = 64
    let samples = (0..<side * side).map { Int32(truncatingIfNeeded: $0 &* 7919 % 251) }
    let image = AlignmentImage(Plane(width: side, height: side, samples: samples)).finer
    let labels = image.labels(reducedBy: 1)
    let others = image.compared(by: [.local, .intensity]).labels(reducedBy: 1)
    #expect(others.map(Self.place) == [labels[1], labels[0]].map(Self.place))
    #expect(others.map(\.levelCount) == [12, 16])
  }

  @Test func `finer labels have at most 256 levels`() {
    #expect(Labeling(features: [.intensity], bins: 200).finer.bins == 256)
  }
}
