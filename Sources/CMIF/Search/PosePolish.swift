/// Moves a pose by fractions of a pixel to where the pictures' own grey values fit best.
///
/// Labels taken from the nearest pixel change in jumps, so they tell a turn no better than to a part of
/// a pixel at the template's rim. Here the reference is interpolated bilinearly, and each pair of values
/// is shared among the four nearest cells of a 32 x 32 histogram, so that its mutual information changes
/// smoothly with the pose. That is no guide over more than a fraction of a pixel, where it follows broad
/// ridges as plain information does: a pose that moves further than `reach` is given up.
struct PosePolish: Sendable {
  /// How far a template's corners may move on average, in pixels.
  static let reach = 0.6
  private static let steps = [0.25, 0.125, 0.0625, 0.03125]
  /// The most rounds over all parameters with one step width.
  private static let rounds = 12

  private let histogram: SoftHistogram
  private let size: Size
  private let range: PoseRange

  init(reference: AlignmentImage, template: AlignmentImage, range: PoseRange) {
    histogram = SoftHistogram(reference: reference, template: template)
    size = template.size
    self.range = range
  }

  /// The polished pose, or the pose as it is when polishing leads too far.
  ///
  /// Throws `CancellationError` soon after the task is cancelled.
  func polished(_ pose: Pose) throws -> Pose {
    var best = try trial(pose)
    for step in Self.steps {
      for _ in 0..<Self.rounds {
        guard try improve(&best, step: step) else { break }
      }
    }
    let top = try interpolated(best, step: Self.steps.last ?? 0)
    return top.cornerDistance(to: pose, template: size) <= Self.reach ? top : pose
  }

  private struct ScoredPose {
    var pose: Pose
    var value: Double
  }

  /// What a pose can be changed in, as changes of center, angle and logarithm of scale that move the
  /// template's rim by one pixel.
  private var directions: [(x: Double, y: Double, turn: Double, growth: Double)] {
    let (w, h) = (Double(size.width), Double(size.height))
    let halfDiagonal = max(1, (w * w + h * h).squareRoot() / 2)
    var all = [(x: 1.0, y: 0.0, turn: 0.0, growth: 0.0), (0, 1, 0, 0)]
    if range.rotation.lowerBound < range.rotation.upperBound {
      all.append((0, 0, 180 / .pi / halfDiagonal, 0))
    }
    if range.scale.lowerBound < range.scale.upperBound { all.append((0, 0, 0, 1 / halfDiagonal)) }
    return all
  }

  /// One round over all directions; whether anything became better.
  private func improve(_ best: inout ScoredPose, step: Double) throws -> Bool {
    var hasImproved = false
    for index in directions.indices {
      for sign in [-1.0, 1] {
        guard let trial = try moved(best.pose, index, by: sign * step).map(trial),
          trial.value > best.value
        else { continue }
        best = trial
        hasImproved = true
      }
    }
    return hasImproved
  }

  /// The top of parabolas through the best pose and its neighbours along each direction.
  private func interpolated(_ best: ScoredPose, step: Double) throws -> Pose {
    var pose = best.pose
    for index in directions.indices {
      guard let l = try moved(best.pose, index, by: -step).map(trial)?.value,
        let r = try moved(best.pose, index, by: step).map(trial)?.value
      else { continue }
      let curvature = 2 * best.value - l - r
      let shift = curvature > 0 ? min(max((r - l) / (2 * curvature), -0.5), 0.5) : 0
      pose = moved(pose, index, by: shift * step) ?? pose
    }
    return pose
  }

  private func trial(_ pose: Pose) throws -> ScoredPose {
    try Task.checkCancellation()
    return ScoredPose(pose: pose, value: histogram.information(at: pose))
  }

  /// A pose further along a direction, or `nil` where that is out of range.
  private func moved(_ pose: Pose, _ index: Int, by amount: Double) -> Pose? {
    let direction = directions[index]
    let center = pose.center(of: size)
    let angle = pose.angle + direction.turn * amount
    let scale = pose.scale * exponential(direction.growth * amount)
    guard range.contains(angle: angle, scale: scale) else { return nil }
    return Pose(
      center: Point(x: center.x + direction.x * amount, y: center.y + direction.y * amount),
      of: size, angle: angle, scale: scale)
  }
}

/// A joint histogram with linear shares, over the grey values of two pictures.
private struct SoftHistogram: Sendable {
  private static let bins = 32

  /// A plane, the scale that stretches its values over the bins, and its mask.
  private struct Side: Sendable {
    let width: Int
    let height: Int
    let isIncluded: [Bool]?
    private let samples: [Int32]
    private let low: Double
    private let scale: Double

    init(_ source: AlignmentImage) {
      let plane = source.planes[0]
      (width, height) = (plane.width, plane.height)
      let (low, high) = plane.range(mask: source.mask)
      self.low = Double(low)
      scale = (Double(SoftHistogram.bins) - 1.001) / max(Double(high) - Double(low), 1)
      samples = plane.samples
      isIncluded = source.mask?.isIncluded
    }

    /// The stretched value of an included pixel.
    subscript(index: Int) -> Double { (Double(samples[index]) - low) * scale }
  }

  private let reference: Side
  private let template: Side

  init(reference: AlignmentImage, template: AlignmentImage) {
    self.reference = Side(reference)
    self.template = Side(template)
  }

  /// The mutual information at a pose in nats; 0 without overlap.
  func information(at pose: Pose) -> Double {
    let bins = Self.bins
    var joint = [Double](repeating: 0, count: bins * bins)
    for row in 0..<template.height {
      for column in 0..<template.width {
        let index = row * template.width + column
        guard template.isIncluded?[index] ?? true,
          let value = value(at: pose.apply(x: Double(column), y: Double(row)))
        else { continue }
        let other = template[index]
        let (a, b) = (Int(value), Int(other))
        let (u, v) = (value - Double(a), other - Double(b))
        let cell = a * bins + b
        joint[cell] += (1 - u) * (1 - v)
        joint[cell + 1] += (1 - u) * v
        joint[cell + bins] += u * (1 - v)
        joint[cell + bins + 1] += u * v
      }
    }
    return information(of: joint)
  }

  private func information(of joint: [Double]) -> Double {
    let bins = Self.bins
    let total = joint.reduce(0, +)
    guard total > 0 else { return 0 }
    func entropy(_ counts: [Double]) -> Double {
      counts.reduce(0) { $1 > 0 ? $0 - $1 / total * naturalLogarithm($1 / total) : $0 }
    }
    var rows = [Double](repeating: 0, count: bins)
    var columns = rows
    for a in 0..<bins {
      for b in 0..<bins {
        rows[a] += joint[a * bins + b]
        columns[b] += joint[a * bins + b]
      }
    }
    return entropy(rows) + entropy(columns) - entropy(joint)
  }

  /// The reference between its pixels, or `nil` outside it and next to an excluded pixel.
  private func value(at point: Point) -> Double? {
    let (x, y) = (point.x.rounded(.down), point.y.rounded(.down))
    guard x >= 0, y >= 0, x < Double(reference.width - 1), y < Double(reference.height - 1) else {
      return nil
    }
    let index = Int(y) * reference.width + Int(x)
    let below = index + reference.width
    if let mask = reference.isIncluded,
      !(mask[index] && mask[index + 1] && mask[below] && mask[below + 1])
    {
      return nil
    }
    let (u, v) = (point.x - x, point.y - y)
    let top = reference[index] * (1 - u) + reference[index + 1] * u
    let bottom = reference[below] * (1 - u) + reference[below + 1] * u
    return top * (1 - v) + bottom * v
  }
}
