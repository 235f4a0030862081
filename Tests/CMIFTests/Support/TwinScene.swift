import TestSupport

@testable import CMIF

/// A scene without end, and how two instruments see it: waves of random direction and length, and a curve of grey
/// values that turns back, so that equal grey means nothing.
struct TwinScene {
  private var waves: [(x: Double, y: Double, phase: Double, height: Double)] = []

  init(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let angle = Double.random(in: 0..<2 * .pi, using: &generator)
      let frequency = Double.random(in: 0.1...0.7, using: &generator)
      waves.append(
        (
          frequency * cosine(angle), frequency * sine(angle),
          Double.random(in: 0..<2 * .pi, using: &generator), 0.5 + frequency
        ))
    }
  }

  private func height(_ x: Double, _ y: Double) -> Double {
    waves.reduce(0) { $0 + $1.height * sine($1.x * x + $1.y * y + $1.phase) } / 6
  }

  /// What the first instrument sees of a window whose pixels a pose puts into the scene.
  func first(_ size: Size, at pose: Pose) -> [Double] {
    heights(size, pose).map { 128 + 60 * $0 }
  }

  /// What the second one sees.
  func second(_ size: Size, at pose: Pose) -> [Double] {
    heights(size, pose).map { 128 + 90 * sine(2.2 * $0) }
  }

  private func heights(_ size: Size, _ pose: Pose) -> [Double] {
    (0..<size.area).map { index in
      let point = pose.apply(x: Double(index % size.width), y: Double(index / size.width))
      return height(point.x, point.y)
    }
  }

  /// A plane of samples from 0 to 255.
  static func plane(_ values: [Double], _ size: Size) -> Plane {
    Plane(
      width: size.width, height: size.height,
      samples: values.map { Int32(min(max($0, 0), 255).rounded()) })
  }
}
