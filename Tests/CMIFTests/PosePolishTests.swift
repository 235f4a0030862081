import Testing

@testable import CMIF

@Suite struct PosePolishTests {
  private let size = Size(width: 60, height: 48)
  private let range = PoseRange(rotation: -180...180, scale: 0.1...10)

  /// A scene without symmetries, smooth on the scale of a pixel.
  private func scene(_ x: Double, _ y: Double) -> Double {
    128 + 50 * sine(0.31 * x + 0.07 * y) * cosine(0.23 * y - 0.05 * x)
      + 40 * sine(0.09 * x - 0.17 * y) + 30 * cosine(0.05 * x + 0.04 * y)
  }

  private func image(_ size: Size, _ value: (Double, Double) -> Double) -> AlignmentImage {
    let samples = (0..<size.area).map { i in
      Int32((100 * value(Double(i % size.width), Double(i / size.width))).rounded())
    }
    return AlignmentImage(Plane(width: size.width, height: size.height, samples: samples))
  }

  private func polish(at truth: Pose) -> PosePolish {
    let template = image(size) { x, y in
      let point = truth.apply(x: x, y: y)
      return 255 - scene(point.x, point.y)
    }
    return PosePolish(
      reference: image(Size(width: 320, height: 300), scene), template: template, range: range)
  }

  @Test(arguments: [0.25, 0.5, 1, 4])
  func `a step in any direction moves the corners by as many reference pixels`(scale: Double) {
    let pose = Pose(center: Point(x: 160, y: 150), of: size, angle: 20, scale: scale)
    let polish = polish(at: pose)
    let directions = polish.directions(scale: scale)
    #expect(directions.count == 4)
    for (number, direction) in directions.enumerated() {
      for step in [-0.25, 0.25] {
        let moved = polish.moved(pose, along: direction, by: step)
        let distance = moved?.cornerDistance(to: pose, template: size) ?? 0
        #expect((0.24...0.2501).contains(distance), "direction \(number): \(distance)")
      }
    }
  }

  @Test(arguments: [0.5, 1, 2, 4])
  func `a pose off by a part of a pixel is polished to a twentieth at any scale`(scale: Double)
    throws
  {
    let truth = Pose(center: Point(x: 160.3, y: 149.8), of: size, angle: 20, scale: scale)
    let polish = polish(at: truth)
    for direction in polish.directions(scale: scale) {
      for step in [-0.4, 0.4] {
        let start = try #require(polish.moved(truth, along: direction, by: step))
        let distance = try polish.polished(start).cornerDistance(to: truth, template: size)
        #expect(distance <= 0.05, "\(direction) by \(step): \(distance)")
      }
    }
  }
}
