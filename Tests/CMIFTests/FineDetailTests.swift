import Foundation
import TestSupport
import Testing

@testable import CMIF

@Suite struct FineDetailTests {
  private let size = Size(width: 120, height: 90)

  private func plane(_ value: (_ x: Int, _ y: Int) -> Int32) -> Plane {
    Plane(
      width: size.width, height: size.height,
      samples: (0..<size.height).flatMap { y in (0..<size.width).map { x in value(x, y) } })
  }

  @Test(arguments: [5.0, 9, 12, 31], [1, 2, 4])
  func `the detail of a wave is what its period says`(period: Double, distance: Int) throws {
    let wave = 2 * Double.pi / period
    let step = wave * Double(distance)
    let expected = pow((1 - (9 * cos(step) - cos(3 * step)) / 8) / (2 * sin(step)), 2)
    for isAlongRows in [true, false] {
      let plane = plane { x, y in Int32(1e8 * sin(wave * Double(isAlongRows ? x : y) + 0.3)) }
      let detail = try #require(plane.detail(finerThan: distance, mask: nil))
      #expect(abs(detail / expected - 1) < 0.2, "\(detail), not \(expected)")
    }
  }

  @Test func `independent noise has a detail of 0.82, and none of it between its own pixels`()
    throws
  {
    for seed in 1...5 {
      var generator = SeededGenerator(seed: seed)
      let noise = plane { _, _ in Int32.random(in: 0...255, using: &generator) }
      let detail = try #require(noise.detail(finerThan: 1, mask: nil))
      #expect(abs(detail - 0.82) < 0.03, "seed \(seed), \(detail)")
    }
  }

  @Test func `pixels that take no part add no detail`() throws {
    var generator = SeededGenerator(seed: 3)
    let plane = plane { x, y in
      x < 60
        ? Int32(100 + 90 * sin(Double(x + y) / 5)) : Int32.random(in: 0...255, using: &generator)
    }
    let mask = Mask(
      width: size.width, height: size.height,
      isIncluded: (0..<size.area).map { $0 % size.width < 60 })
    let (masked, whole) = (
      try #require(plane.detail(finerThan: 1, mask: mask)),
      try #require(plane.detail(finerThan: 1, mask: nil))
    )
    #expect(masked < 0.01)
    #expect(whole > 0.5)
  }

  @Test func `an even plane and a small one have no detail to tell`() {
    #expect(plane { _, _ in 7 }.detail(finerThan: 1, mask: nil) == nil)
    #expect(plane { x, _ in Int32(x) }.detail(finerThan: 20, mask: nil) == nil)
  }

  @Test func `answers are compared at the resolution of what pictures show`() {
    func factor(_ period: Double, noise: Int32, _ side: Int) -> Int {
      var generator = SeededGenerator(seed: 1)
      let picture = Plane(
        width: side, height: side,
        samples: (0..<side * side).map { index in
          let (y, x) = index.quotientAndRemainder(dividingBy: side)
          let wave = sin(Double(x) * 2 * .pi / period) + sin(Double(y) * 2 * .pi / period)
          return Int32(127 + 60 * wave) + Int32.random(in: -noise...noise, using: &generator)
        })
      let image = AlignmentImage(picture)
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -10...10)
      return PoseSearch(SearchedPair(reference: image, template: image), options: options)
        .comparedFactor
    }
    #expect(factor(40, noise: 0, 250) == 2)
    #expect(factor(40, noise: 0, 420) == 4)
    #expect(factor(40, noise: 60, 250) == 1, "noise is detail, whatever it is worth")
    #expect(factor(4.5, noise: 0, 250) == 1)
    #expect(factor(40, noise: 0, 150) == 1, "less than 100 x 100 pixels would be left")
  }
}
