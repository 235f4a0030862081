/// Moves a pose by fractions of a pixel to where the grey values themselves have the most information.
///
/// Labels of the nearest pixel change in jumps, so they tell a turn no better than to a part of a pixel at the
/// template's corners. The information of a `SoftHistogram` changes smoothly with the pose. It is a guide over
/// a fraction of a pixel only: further away it follows broad ridges, as plain information does. A pose that
/// would move further than `reach` stays where it was.
struct PosePolish: Sendable {
  /// How far the template's corners may move on average, in reference pixels.
  static let reach = 0.6
  /// The step widths, in reference pixels.
  private static let steps = [0.25, 0.125, 0.0625, 0.03125]

  /// A direction in which a pose changes. One unit moves the template's corners by one reference pixel.
  struct Direction {
    /// The shift of the centre, in reference pixels.
    var x = 0.0
    var y = 0.0
    /// The turn in degrees.
    var turn = 0.0
    /// The change of the scale's logarithm.
    var growth = 0.0
  }

  private let histogram: SoftHistogram
  private let size: Size
  private let range: PoseRange

  /// Prepares to polish poses of a template on a reference; polished poses stay in `range`.
  init(reference: AlignmentImage, template: AlignmentImage, range: PoseRange) {
    histogram = SoftHistogram(reference: reference, template: template)
    size = template.size
    self.range = range
  }

  /// The polished pose, or the pose as it is when polishing leads further than `reach`.
  ///
  /// Throws `CancellationError` soon after the task is cancelled.
  func polished(_ pose: Pose) throws -> Pose {
    let directions = directions(scale: pose.scale)
    let climb = PoseClimb(value: histogram.information, directions: directions.count) {
      moved($0, along: directions[$1], by: $2)
    }
    let top = try climb.top(from: pose, steps: Self.steps)
    return top.cornerDistance(to: pose, template: size) <= Self.reach ? top : pose
  }

  /// The directions that the range leaves free, for a template at a scale. Its corners lie `scale` times half
  /// its diagonal from its middle, in reference pixels.
  func directions(scale: Double) -> [Direction] {
    let halfDiagonal = max(1, size.halfDiagonal * scale)
    var all = [Direction(x: 1), Direction(y: 1)]
    if range.rotation.lowerBound < range.rotation.upperBound {
      all.append(Direction(turn: 180 / .pi / halfDiagonal))
    }
    if range.scale.lowerBound < range.scale.upperBound {
      all.append(Direction(growth: 1 / halfDiagonal))
    }
    return all
  }

  /// A pose further along a direction, or `nil` where that is out of range.
  func moved(_ pose: Pose, along direction: Direction, by amount: Double) -> Pose? {
    let center = pose.center(of: size)
    let angle = pose.angle + direction.turn * amount
    let scale = pose.scale * exponential(direction.growth * amount)
    guard range.contains(angle: angle, scale: scale) else { return nil }
    return Pose(
      center: Point(x: center.x + direction.x * amount, y: center.y + direction.y * amount),
      of: size,
      angle: angle, scale: scale)
  }
}
