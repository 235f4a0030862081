import TestSupport
import Testing

@testable import CMIF

/// What both pictures show all over, and what a scene shows.
@Suite struct EvenPatternTests {
  private static let size = Size(width: 180, height: 160)

  /// A smooth pattern of the given width: noise, a square of it around each pixel.
  private static func pattern(width: Int, seed: Int) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let noise = (0..<size.area).map { _ in Double.random(in: -1...1, using: &generator) }
    let sums = SquareSums(size) { noise[$0] }
    return noise.indices.map { sums.sum(around: $0, radius: width) / Double(2 * width + 1) }
  }

  /// A scene with flat and with busy places: waves that are high here and low there.
  private static func scene(seed: Int) -> [Double] {
    let waves = pattern(width: 2, seed: seed)
    return waves.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      let height = 1 + sine(Double(x) / 15 + Double(seed)) * sine(Double(y) / 12)
      return 25 * height * waves[index]
    }
  }

  private static func image(
    _ values: [Double], _ mask: Mask? = nil, scale: Double = 1
  ) -> AlignmentImage {
    let samples = values.map { Int32(scale * min(max(110 + $0, 0), 255).rounded()) }
    return AlignmentImage(
      Plane(width: size.width, height: size.height, samples: samples), mask: mask)
  }

  private static func sum(_ one: [Double], _ other: [Double], times factor: Double = 1) -> [Double]
  {
    zip(one, other).map { $0 + factor * $1 }
  }

  @Test(arguments: 1...3, 1...5)
  func `a pattern that pictures of different scenes share is even where it coincides alone`(
    width: Int, seed: Int
  ) {
    let pattern = Self.pattern(width: width, seed: seed)
    let pair = SearchedPair(
      reference: Self.image(Self.sum(Self.scene(seed: seed + 10), pattern, times: 12)),
      template: Self.image(Self.sum(Self.scene(seed: seed + 20), pattern, times: 12)))
    #expect(EvenPattern.width(pair, at: Offset(x: 0, y: 0)) != nil)
    #expect(EvenPattern.width(pair, at: Offset(x: 1, y: -1)) != nil)
    #expect(EvenPattern.width(pair, at: Offset(x: 40, y: 30)) == nil)
  }

  @Test(arguments: 1...5, [1.0, -1])
  func `one scene seen twice, each time with noise of its own, has no even pattern`(
    seed: Int, sign: Double
  ) {
    let scene = Self.scene(seed: seed)
    let (one, other) = (Self.pattern(width: 0, seed: seed), Self.pattern(width: 0, seed: seed + 9))
    let pair = SearchedPair(
      reference: Self.image(Self.sum(scene, one, times: 12)),
      template: Self.image(Self.sum(scene.map { sign * $0 }, other, times: 12)))
    #expect(EvenPattern.width(pair, at: Offset(x: 0, y: 0)) == nil)
  }

  @Test func `an even pattern is looked for in the pixels that take part, in any depth`() {
    let pattern = Self.pattern(width: 1, seed: 3)
    let right = Mask(Self.size) { x, _ in x >= 40 }
    func image(_ seed: Int, pattern isPattern: (Bool) -> Bool, _ mask: Mask?, _ scale: Double)
      -> AlignmentImage
    {
      let scene = Self.scene(seed: seed)
      let values = scene.indices.map {
        scene[$0] + (isPattern(right.isIncluded[$0]) ? 20 * pattern[$0] : 0)
      }
      return Self.image(values, mask, scale: scale)
    }
    for scale in [1.0, 257] {
      func width(_ isPattern: (Bool) -> Bool) -> Int? {
        EvenPattern.width(
          SearchedPair(
            reference: image(1, pattern: isPattern, right, scale),
            template: image(2, pattern: isPattern, nil, scale)),
          at: Offset(x: 0, y: 0))
      }
      #expect(width { $0 } != nil)
      #expect(width { !$0 } == nil)
    }
  }

  @Test(arguments: 1...4)
  func `a pattern makes no place sure in pictures of different scenes`(seed: Int) async throws {
    let pattern = Self.pattern(width: 2, seed: seed)
    let result = try await Aligner().align(
      reference: Self.image(Self.sum(Self.scene(seed: seed + 10), pattern, times: 12)),
      template: Self.image(Self.sum(Self.scene(seed: seed + 20), pattern, times: 12)))
    #expect(result.best.confidence < 0.9, "\(result)")
  }

  @Test func `pictures of less than twelve blocks have no even pattern`() {
    let pattern = Self.pattern(width: 1, seed: 3)
    let (one, other) = (
      Self.image(Self.sum(Self.scene(seed: 1), pattern, times: 40)),
      Self.image(Self.sum(Self.scene(seed: 2), pattern, times: 40))
    )
    func width(_ size: Size) -> Int? {
      let part = PixelRect(x: 0, y: 0, size: size)
      let pair = SearchedPair(
        reference: one.cropped(to: part), template: other.cropped(to: part))
      return EvenPattern.width(pair, at: Offset(x: 0, y: 0))
    }
    #expect(width(Size(width: 64, height: 48)) != nil)
    #expect(width(Size(width: 63, height: 48)) == nil)
  }
}
