/// The turns and scales that a scan compares at every offset: some turns for each of some scales.
struct PoseGrid: Sendable {
  /// The furthest that the template's corners are from those of the nearest pose, in pixels of the level at the middle
  /// scale: where turns or scales alone are searched, and where both are.
  private static let (lineRadius, planeRadius) = (1.5, 1.95)

  private let scales: [Double]
  /// The turns of the first scale, the third and so on, and those of all others.
  private let angles: (even: [Double], odd: [Double])

  /// Every turn of a range with every scale, in steps of at most `turn` degrees and ratios of at most `ratio`.
  init(_ range: PoseRange, turn: Double, ratio: Double) {
    scales = range.scales(ratio: ratio)
    let angles = range.angles(step: turn)
    self.angles = (angles, angles)
  }

  /// The fewest turns and scales with one of which the template's corners lie near those of any pose of a range.
  ///
  /// A turn of `da` moves a corner by `h da` and a ratio of scales `q` by `h ln q`, at right angles, with `h` from the
  /// template's middle to its corner. A range of turns alone, or of scales alone, has a pose every `2 lineRadius`. With
  /// both, the turns of each scale lie midway between those of the scales beside it: with `√3 planeRadius` from turn to
  /// turn and `1.5 planeRadius` from scale to scale poses are the corners of regular triangles, whose middles are
  /// `planeRadius` from the nearest corner. A grid of squares as near has 30 % more poses.
  init(_ range: PoseRange, at level: PyramidLevel) {
    let isPlane =
      range.rotation.lowerBound < range.rotation.upperBound
      && range.scale.lowerBound < range.scale.upperBound
    let (turnShift, scaleShift) =
      isPlane
      ? (3.0.squareRoot() * Self.planeRadius, 1.5 * Self.planeRadius)
      : (2 * Self.lineRadius, 2 * Self.lineRadius)
    let turn = level.angle(cornerShift: turnShift)
    scales = range.scales(ratio: level.ratio(cornerShift: scaleShift))
    let even = range.angles(step: turn)
    angles = (even, isPlane ? range.anglesBetween(step: turn) : even)
  }

  /// The number of poses.
  var count: Int {
    (scales.count + 1) / 2 * angles.even.count + scales.count / 2 * angles.odd.count
  }

  var largestScale: Double { scales.max() ?? 1 }

  /// The turns of the first scale, then those of the next.
  var poses: [(angle: Double, scale: Double)] {
    scales.enumerated().flatMap { row, scale in
      (row.isMultiple(of: 2) ? angles.even : angles.odd).map { ($0, scale) }
    }
  }
}

/// One pose of a grid.
struct GridPose: Sendable {
  let angle: Double
  let scale: Double
  /// The most pixels that overlap at any offset, or `nil` when a tile that holds all offsets tells it.
  let largestOverlap: Int?
  /// The canvas offsets that may have the overlap of an answer, or `nil` where none has.
  let offsets: OffsetRect?
}
