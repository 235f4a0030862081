/// Moves all six numbers of a pose to where grey values fit best, as ``Refinement/affine`` says.
///
/// Plain information of grey values follows broad ridges. Its rise above that around has narrow peaks, as the sharpness
/// has that ranks answers, and changes smoothly with the pose. Six numbers can also follow chance, so two witnesses that
/// took no part in the climb have to agree: local grey and the strength of edges.
struct AffineRefinement: Sendable {
  /// How far the template's corners may move on average, as a part of the template's diagonal on the reference.
  static let reach = 0.02
  /// The least gain of grey values and of each witness, in parts of the rise before.
  static let gain = 0.25
  /// The most template pixels at the first resolution, and the most that are looked at later.
  private static let pixels = 1 << 16
  /// The steps at the first resolution, at all of them, and at the last, in its pixels.
  private static let steps = (first: [2.0, 1], all: [0.5, 0.25], last: [0.125])

  /// Both images with `factor x factor` pixels reduced to one.
  private struct Level: Sendable {
    let factor: Int
    let histogram: SoftHistogram
  }

  /// From coarse to fine; the last one is the original resolution.
  private let levels: [Level]
  /// Grey values and witnesses at the first resolution.
  private let judges: [SoftHistogram]
  private let size: Size

  /// Prepares to refine poses of a template on a reference.
  init(reference: AlignmentImage, template: AlignmentImage) {
    size = template.size
    let factor = template.size.reduction(toAtMost: Self.pixels, on: reference.size)
    func histogram(_ reference: AlignmentImage, _ template: AlignmentImage) -> SoftHistogram {
      SoftHistogram(reference: reference, template: template, pixels: Self.pixels)
    }
    let (first, other) = (reference.reduced(by: factor), template.reduced(by: factor))
    let coarsest = Level(factor: factor, histogram: histogram(first, other))
    levels =
      [coarsest]
      + Self.factors(from: factor).dropFirst().map { factor in
        Level(
          factor: factor,
          histogram: histogram(reference.reduced(by: factor), template.reduced(by: factor)))
      }
    judges = [
      coarsest.histogram, histogram(first.localGrey, other.localGrey),
      histogram(first.edges, other.edges),
    ]
  }

  /// The powers of two from a factor down to 1.
  private static func factors(from factor: Int) -> [Int] {
    Array(sequence(first: factor) { $0 > 1 ? $0 / 2 : nil })
  }

  /// The refined pose, or the pose as it is where refining leads too far or gains too little.
  ///
  /// Throws `CancellationError` soon after the task is cancelled.
  func refined(_ pose: Pose) throws -> Pose {
    var top = pose
    for level in levels { top = try climbed(top, at: level) }
    let diagonal = 2 * cornerRadius(of: pose)
    guard top.cornerDistance(to: pose, template: size) <= Self.reach * diagonal else { return pose }
    let factor = levels[0].factor
    let (before, after) = (pose.reduced(by: factor), top.reduced(by: factor))
    return judges.allSatisfy { $0.gains(from: before, to: after) } ? top : pose
  }

  private func climbed(_ pose: Pose, at level: Level) throws -> Pose {
    let directions = Direction.all(cornerRadius: cornerRadius(of: pose) / Double(level.factor))
    let reduced = Size(width: size.width / level.factor, height: size.height / level.factor)
    let climb = PoseClimb(value: level.histogram.rise, directions: directions.count) {
      directions[$1].moved($0, of: reduced, by: $2)
    }
    let steps =
      (level.factor == levels[0].factor ? Self.steps.first : [])
      + Self.steps.all + (level.factor == 1 ? Self.steps.last : [])
    return try climb.top(from: pose.reduced(by: level.factor), steps: steps)
      .enlarged(by: level.factor)
  }

  /// The mean distance of the template's corners from its middle, in reference pixels.
  private func cornerRadius(of pose: Pose) -> Double {
    let center = pose.center(of: size)
    let point = Pose(m00: 0, m01: 0, tx: center.x, m10: 0, m11: 0, ty: center.y)
    return max(1, pose.cornerDistance(to: point, template: size))
  }
}

extension AffineRefinement {
  /// A direction in which a pose changes: where the template's middle lands moves by `(x, y)`, and the pose's linear part
  /// `M` becomes `M + E M`. One unit moves the template's corners by one reference pixel on average.
  struct Direction {
    var x = 0.0
    var y = 0.0
    /// The rows of `E`.
    var e00 = 0.0
    var e01 = 0.0
    var e10 = 0.0
    var e11 = 0.0

    /// Two shifts, a turn, growth, and the stretches along the axes and along the diagonals.
    ///
    /// The four `E` keep lengths but for the factor `part`, so that each moves every corner by the same distance in parts
    /// of its distance from the middle.
    ///
    /// - Parameter cornerRadius: The mean distance of the template's corners from its middle, in reference pixels.
    static func all(cornerRadius: Double) -> [Direction] {
      let part = 1 / cornerRadius
      return [
        Direction(x: 1), Direction(y: 1),
        Direction(e01: -part, e10: part), Direction(e00: part, e11: part),
        Direction(e00: part, e11: -part), Direction(e01: part, e10: part),
      ]
    }

    /// A pose of a template further along the direction.
    func moved(_ pose: Pose, of size: Size, by amount: Double) -> Pose {
      let center = pose.center(of: size)
      let (xx, xy) = (1 + e00 * amount, e01 * amount)
      let (yx, yy) = (e10 * amount, 1 + e11 * amount)
      var moved = Pose(
        m00: xx * pose.m00 + xy * pose.m10, m01: xx * pose.m01 + xy * pose.m11, tx: 0,
        m10: yx * pose.m00 + yy * pose.m10, m11: yx * pose.m01 + yy * pose.m11, ty: 0)
      let middle = moved.center(of: size)
      moved.tx = center.x + x * amount - middle.x
      moved.ty = center.y + y * amount - middle.y
      return moved
    }
  }
}

extension SoftHistogram {
  /// How far away the information around is taken, in pixels.
  private static let ring = 4.0

  /// The information at a pose less its mean at the poses around.
  fileprivate func rise(at pose: Pose) -> Double {
    let around = [(Self.ring, 0), (-Self.ring, 0), (0, Self.ring), (0, -Self.ring)].map { x, y in
      var shifted = pose
      shifted.tx += x
      shifted.ty += y
      return information(at: shifted)
    }
    return information(at: pose) - around.reduce(0, +) / Double(around.count)
  }

  /// Whether the rise at a pose exceeds that at another by ``AffineRefinement/gain``; false where neither is a peak.
  fileprivate func gains(from pose: Pose, to other: Pose) -> Bool {
    let (before, after) = (rise(at: pose), rise(at: other))
    return before > 0 && after >= (1 + AffineRefinement.gain) * before
  }
}

extension AlignmentImage {
  /// The first plane's grey values relative to those around them.
  fileprivate var localGrey: AlignmentImage {
    AlignmentImage(LocalGrey.plane(of: planes[0], mask: mask), mask: mask)
  }

  /// The lengths of the first plane's gradients.
  fileprivate var edges: AlignmentImage {
    var samples = Array(planes[0].samples)
    Gradient(sigma: 1).forEach(of: planes[0], mask: mask) { index, gx, gy in
      // The unit leaves 20 bits: kernels of 2^11.3 and 2^10 by samples of 16 bits.
      samples[index] = Int32(((gx * gx + gy * gy).squareRoot() / 0x1p18).rounded())
    }
    return AlignmentImage(
      Plane(width: planes[0].width, height: planes[0].height, samples: samples), mask: mask)
  }
}
