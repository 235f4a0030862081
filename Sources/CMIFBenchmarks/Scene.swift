import CMIF

/// A made-up scene seen by two instruments: blobs of ground cover, each with its own grey value in
/// either picture and no monotone relation between the two, plus noise.
struct Scene {
  private let size: Int
  private let cover: [Int32]
  private var state: UInt64 = 1

  init(size: Int) {
    self.size = size
    var noise = [Float](repeating: 0, count: size * size)
    var state: UInt64 = 7
    var cell = 64
    while cell >= 4 {
      let across = size / cell + 2
      let knots = (0..<across * across).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 24)
      }
      for y in 0..<size {
        for x in 0..<size {
          let (i, j) = (x / cell, y / cell)
          let (u, v) = (Float(x % cell) / Float(cell), Float(y % cell) / Float(cell))
          let k = j * across + i
          let top = knots[k] * (1 - u) + knots[k + 1] * u
          let bottom = knots[k + across] * (1 - u) + knots[k + across + 1] * u
          noise[y * size + x] += (top * (1 - v) + bottom * v) * Float(cell)
        }
      }
      cell /= 2
    }
    let largest = noise.max() ?? 1
    cover = noise.map { Int32($0 / largest * 200) }
  }

  /// What the first instrument sees of the whole scene.
  mutating func reference() -> Plane {
    let samples = cover.map { $0 + random(below: 20) }
    return Plane(width: size, height: size, samples: samples)
  }

  /// What the second instrument sees of a part of it: bright where the cover is medium.
  mutating func template(x: Int, y: Int, width: Int, height: Int) -> Plane {
    var samples: [Int32] = []
    for row in y..<y + height {
      for column in x..<x + width {
        samples.append(200 - 2 * abs(cover[row * size + column] - 100) + random(below: 20))
      }
    }
    return Plane(width: width, height: height, samples: samples)
  }

  private mutating func random(below bound: UInt64) -> Int32 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int32((state >> 33) % bound)
  }
}
