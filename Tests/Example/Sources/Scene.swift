import CMIF

/// A scene in gray, and what another instrument sees of a part of it.
enum Scene {
  /// Discs of many sizes and grey values, the later ones on top.
  static let picture: Picture = {
    let (width, height) = (200, 150)
    var samples = [UInt16](repeating: 20, count: width * height)
    var state: UInt64 = 1
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<150 {
      let (x, y, radius, value) = (random(width), random(height), 3 + random(14), random(256))
      for row in max(0, y - radius)..<min(height, y + radius) {
        for column in max(0, x - radius)..<min(width, x + radius)
        where (row - y) * (row - y) + (column - x) * (column - x) < radius * radius {
          samples[row * width + column] = UInt16(value)
        }
      }
    }
    return Picture(width: width, height: height, model: .gray, bitDepth: 8, samples: samples)
  }()

  /// The part of the scene below a template that lies at a pose, with other grey values: the darkest and
  /// the brightest things look alike, so that no curve leads from one picture's values to the other's.
  static func part(at pose: Pose, width: Int, height: Int) throws -> Picture {
    let part = try picture.warped(
      by: pose.inverted(), onto: PixelRect(Size(width: width, height: height)), fill: [0])
    return Picture(
      width: width, height: height, model: .gray, bitDepth: 8,
      samples: part.samples.map { $0 < 128 ? 255 - 2 * $0 : 2 * $0 - 255 })
  }
}
