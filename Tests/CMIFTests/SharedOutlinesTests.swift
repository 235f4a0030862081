import Testing

@testable import CMIF

/// Outlines of areas without data that coincide at a place, to the pixel of a resolution.
@Suite struct SharedOutlinesTests {
  private static let size = Size(width: 160, height: 120)

  /// All pixels but those outside of a round field of view.
  private let field = Mask(Self.size) { x, y in
    let (u, v) = (Double(x) - 79.5, Double(y) - 59.5)
    return u * u + v * v < 55 * 55
  }

  private func coincide(_ mask: Mask, x: Double, factor: Int) -> Bool {
    SharedOutlines(reference: mask, template: mask, pose: Pose(x: x, y: 0), factor: factor).coincide
  }

  @Test func `outlines coincide within about a pixel`() {
    #expect(coincide(field, x: 0, factor: 1))
    #expect(coincide(field, x: 1, factor: 1))
    #expect(!coincide(field, x: 6, factor: 1))
  }

  @Test func `a pixel is one of the resolution at which answers are compared`() {
    #expect(coincide(field, x: 6, factor: 4))
    #expect(!coincide(field, x: 24, factor: 4))
  }

  @Test func `a frame of a single pixel has an outline at any resolution`() {
    let (right, bottom) = (Self.size.width - 1, Self.size.height - 1)
    let frame = Mask(Self.size) { x, y in x > 0 && y > 0 && x < right && y < bottom }
    for factor in [1, 2, 4] { #expect(coincide(frame, x: 0, factor: factor), "factor \(factor)") }
  }
}
