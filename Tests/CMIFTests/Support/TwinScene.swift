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

  /// What the first instrument sees of a window whose pixels a pose puts into the scene.
  func first(_ size: Size, at pose: Pose) -> [Double] {
    heights(size, pose).map { 128 + 60 * $0 }
  }

  /// What the second one sees.
  func second(_ size: Size, at pose: Pose) -> [Double] {
    heights(size, pose).map { 128 + 90 * sine(2.2 * $0) }
  }

  /// What the first instrument sees, as a picture to align.
  func firstImage(
    _ size: Size, at pose: Pose = .identity, mask: Mask? = nil, labeling: Labeling = Labeling()
  ) -> AlignmentImage {
    AlignmentImage(Self.plane(first(size, at: pose), size), mask: mask, labeling: labeling)
  }

  /// What the second one sees, as a picture to align.
  func secondImage(
    _ size: Size, at pose: Pose, labeling: Labeling = Labeling()
  ) -> AlignmentImage {
    AlignmentImage(Self.plane(second(size, at: pose), size), labeling: labeling)
  }

  private func heights(_ size: Size, _ pose: Pose) -> [Double] {
    (0..<size.height).flatMap { heights(row: $0, width: size.width, pose) }
  }

  /// The sums of the waves at the pixels of a row, `Σ h sin(φ + k δ)` at pixel `k`.
  ///
  /// Along a row each wave turns by a constant angle `δ` from pixel to pixel. Four pixels are computed at a time, and
  /// the next four follow by a turn of `4 δ`, which takes a ninth of the time of as many sines.
  private func heights(row: Int, width: Int, _ pose: Pose) -> [Double] {
    let start = pose.apply(x: 0, y: Double(row))
    let next = pose.apply(x: 1, y: Double(row))
    var sums = [SIMD4<Double>](repeating: .zero, count: (width + 3) / 4)
    for wave in waves {
      let phase = wave.x * start.x + wave.y * start.y + wave.phase
      let step = wave.x * (next.x - start.x) + wave.y * (next.y - start.y)
      let angles = [0, 1, 2, 3].map { phase + $0 * step }
      var (re, im) = (SIMD4(angles.map(cosine)), SIMD4(angles.map(sine)))
      let (c, s) = (cosine(4 * step), sine(4 * step))
      for i in sums.indices {
        sums[i] += wave.height * im
        (re, im) = (re * c - im * s, im * c + re * s)
      }
    }
    return (0..<width).map { sums[$0 / 4][$0 % 4] / 6 }
  }

  /// A plane of samples from 0 to 255.
  static func plane(_ values: [Double], _ size: Size) -> Plane {
    Plane(
      width: size.width, height: size.height,
      samples: values.map { Int32(min(max($0, 0), 255).rounded()) })
  }
}
