import TestSupport
import Testing

@testable import CMIF

@Suite struct OrientationTests {
  private let side = 61

  /// Dark on one side, bright on the other of a line through the middle; `angle` is the direction
  /// of the gradient in degrees, from x toward y.
  private func edge(_ angle: Double) -> Plane {
    let (c, s) = (cosine(angle * .pi / 180), sine(angle * .pi / 180))
    return plane { x, y in
      let distance = Double(x - side / 2) * c + Double(y - side / 2) * s
      return Int32((min(max(distance / 2 + 0.5, 0), 1) * 255).rounded())
    }
  }

  private func plane(_ value: (Int, Int) -> Int32) -> Plane {
    let samples = (0..<side).flatMap { y in (0..<side).map { x in value(x, y) } }
    return Plane(width: side, height: side, samples: samples)
  }

  private func texture(seed: Int) -> Plane {
    var generator = SeededGenerator(seed: seed)
    var samples = (0..<side * side).map { _ in Int32.random(in: 0...255, using: &generator) }
    (samples[0], samples[1]) = (0, 255)
    return Plane(width: side, height: side, samples: samples)
  }

  private func labels(_ plane: Plane, mask: Mask? = nil) -> [UInt8] {
    Orientation.labels(of: plane, mask: mask).labels
  }

  private func middle(_ plane: Plane) -> UInt8 { labels(plane)[side * side / 2] }

  /// The plane with its pixels moved: the pixel at (x, y) comes from where `source` says.
  private func moved<T>(_ values: [T], from source: (Int, Int) -> (Int, Int)) -> [T] {
    (0..<side).flatMap { y in
      (0..<side).map { x in
        let (u, v) = source(x, y)
        return values[v * side + u]
      }
    }
  }

  @Test func `upright, level and diagonal edges have labels of their own`() {
    let labels = [0.0, 45, 90, 135].map { middle(edge($0)) }
    #expect(Set(labels).count == 4)
    #expect(!labels.contains(0))
  }

  @Test func `an edge is in the sector that holds its direction`() {
    for sector in 0..<Orientation.sectors {
      let angle = (Double(sector) + 0.5) * 180 / Double(Orientation.sectors)
      #expect(Int(middle(edge(angle))) == sector + 1, "\(angle) degrees")
      #expect(Int(middle(edge(angle + 180))) == sector + 1, "\(angle + 180) degrees")
    }
  }

  @Test func `flat areas are weak, and a constant picture is nothing else`() {
    let labels = labels(edge(0))
    #expect(labels[side * side / 2 - 25] == 0 && labels[side * side / 2 + 25] == 0)
    #expect(self.labels(plane { _, _ in 77 }).allSatisfy { $0 == 0 })
  }

  @Test func `half of the pixels at most are on edges`() {
    for seed in 0..<5 {
      let strong = labels(texture(seed: seed)).count { $0 > 0 }
      #expect(2 * strong <= side * side)
      #expect(5 * strong >= 2 * side * side)
    }
  }

  @Test func `inverted contrast has the same labels`() {
    for seed in 0..<10 {
      let plane = texture(seed: seed)
      let inverted = Plane(width: side, height: side, samples: plane.samples.map { 255 - $0 })
      #expect(labels(plane) == labels(inverted), "seed \(seed)")
    }
  }

  @Test func `more or less contrast and light have the same labels`() {
    for seed in 0..<10 {
      let plane = texture(seed: seed)
      let brighter = Plane(
        width: side, height: side, samples: plane.samples.map { 3 * $0 + 1000 })
      #expect(labels(plane) == labels(brighter), "seed \(seed)")
    }
  }

  @Test func `the same picture in 8 and in 16 bits has the same labels`() {
    for seed in 0..<10 {
      let plane = texture(seed: seed)
      let deep = Plane(width: side, height: side, samples: plane.samples.map { $0 * 257 })
      #expect(labels(plane) == labels(deep), "seed \(seed)")
    }
  }

  @Test func `a picture turned by 180 degrees has its labels turned with it`() {
    for seed in 0..<10 {
      let plane = texture(seed: seed)
      let turn = { (x: Int, y: Int) in (self.side - 1 - x, self.side - 1 - y) }
      let turned = Plane(
        width: side, height: side, samples: moved(Array(plane.samples), from: turn))
      #expect(labels(turned) == moved(labels(plane), from: turn), "seed \(seed)")
    }
  }

  @Test func `a picture turned by 90 degrees has its sectors moved on by as much`() {
    // 90 degrees are three and a half sectors: each sector goes into one of two.
    for seed in 0..<10 {
      let plane = texture(seed: seed)
      let turn = { (x: Int, y: Int) in (y, self.side - 1 - x) }
      let turned = Plane(
        width: side, height: side, samples: moved(Array(plane.samples), from: turn))
      for (before, after) in zip(moved(labels(plane), from: turn), labels(turned)) {
        guard before > 0 else {
          #expect(after == 0, "seed \(seed)")
          continue
        }
        let shift = (Int(after) - Int(before) + Orientation.sectors) % Orientation.sectors
        #expect(after > 0 && (shift == 3 || shift == 4), "seed \(seed)")
      }
    }
  }

  @Test func `masked pixels have no influence, and what is near them is weak`() {
    for seed in 0..<5 {
      var generator = SeededGenerator(seed: seed)
      let plane = texture(seed: seed)
      let isIncluded = (0..<side * side).map { ($0 % side) < 40 }
      let mask = Mask(width: side, height: side, isIncluded: isIncluded)
      let other = Plane(
        width: side, height: side,
        samples: zip(plane.samples, isIncluded).map {
          $1 ? $0 : Int32.random(in: 0...60_000, using: &generator)
        })
      let (a, b) = (labels(plane, mask: mask), labels(other, mask: mask))
      let near = (0..<side * side).filter { (34..<40).contains($0 % side) }
      #expect(near.allSatisfy { a[$0] == 0 && b[$0] == 0 }, "seed \(seed)")
      #expect((0..<side * side).contains { $0 % side < 34 && a[$0] > 0 }, "seed \(seed)")
      #expect(a == b, "seed \(seed)")
    }
  }

  @Test func `tall pictures are labelled as one, not by bands`() {
    // Rows are filtered some at a time; a period that does not divide a band shows a seam.
    let tall = Plane(
      width: 20, height: 300, samples: (0..<6000).map { Int32(($0 / 20) % 7 < 3 ? 0 : 255) })
    let rows = (0..<300).map { labels(tall)[$0 * 20 + 10] }
    for y in 20..<270 { #expect(rows[y] == rows[y + 7], "row \(y)") }
  }
}
