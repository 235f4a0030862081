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
}
