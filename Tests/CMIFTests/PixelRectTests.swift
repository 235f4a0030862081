import CMIF
import Testing

@Suite struct PixelRectTests {
  private func union(_ pose: Pose, maxPixels: Int = 1 << 20) throws(CMIFError) -> PixelRect {
    try PixelRect.union(
      of: Size(width: 10, height: 8), and: Size(width: 4, height: 3), under: pose,
      maxPixels: maxPixels)
  }

  @Test func `a template inside the reference adds nothing`() throws {
    #expect(try union(Pose(x: 6, y: 5)) == PixelRect(Size(width: 10, height: 8)))
  }

  @Test func `a template beyond the border widens the rectangle`() throws {
    let left = PixelRect(x: -2, y: -1, size: Size(width: 12, height: 9))
    #expect(try union(Pose(x: -1.5, y: -1)) == left)
    let right = PixelRect(x: 0, y: 0, size: Size(width: 13, height: 10))
    #expect(try union(Pose(x: 8.25, y: 6.75)) == right)
  }

  @Test func `what rounding adds to whole coordinates widens nothing`() throws {
    let rect = PixelRect(x: -2, y: 0, size: Size(width: 12, height: 8))
    #expect(try union(Pose(x: 1e-12, y: 4 + 1e-12, angle: 90)) == rect)
    #expect(try union(Pose(x: -1e-12, y: 4 - 1e-12, angle: 90)) == rect)
  }

  @Test func `the limit is the largest number of pixels`() throws {
    #expect(try union(Pose(x: 8, y: 0), maxPixels: 96).size == Size(width: 12, height: 8))
    #expect(throws: CMIFError.canvasTooLarge(limit: 95)) {
      try union(Pose(x: 8, y: 0), maxPixels: 95)
    }
  }

  @Test(arguments: [1e10, -1e18, 1e19, 1e300])
  func `a template far away exceeds the limit`(x: Double) {
    #expect(throws: CMIFError.canvasTooLarge(limit: .max)) {
      try union(Pose(x: x, y: x), maxPixels: .max)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a pose that is not finite is refused`(x: Double) {
    #expect(throws: CMIFError.singularPose) { try union(Pose(x: 0, y: x)) }
    #expect(throws: CMIFError.singularPose) { try union(Pose(x: x, y: 0)) }
  }
}
