/// The frames of two pictures, and where the template's coincides with the reference's: where a corner of the template
/// lies on that corner of the reference, or the middle of one on the other's.
struct Frames: Sendable {
  let reference: Size
  let template: Size
  /// Whether the template is only shifted.
  let isShifted: Bool

  /// How far the template's corners may lie, in the mean, from where frames or sides coincide, in pixels.
  private static let tolerance = 2.0
  /// How much farther they may lie from where corners of the frames do, as a share of half the template's diagonal, if the
  /// template may be turned or scaled: a little turn brings more of two scenes to lie on one another by chance, and keeps
  /// smooth patterns together.
  private static let freedom = 0.05
  /// How far outlines that fade may lead from there, as a share of half the template's diagonal.
  private static let softness = 0.1

  /// The offset of a pose at which the frames coincide, or the offset nearby at which they do; `nil` elsewhere.
  func offset(near pose: Pose) -> Offset? {
    let near = places.filter { distance(pose, $0) <= $0.reach }
    guard let place = near.min(by: { distance(pose, $0) < distance(pose, $1) }) else { return nil }
    return (distance(pose, place) <= Self.tolerance ? pose : place.pose).nearestOffset
  }

  /// The offset at which what is fixed to both frames may lie on one another; `nil` for none.
  ///
  /// That is where the frames coincide. In pictures of about one size it is also the shift of a pose at which they
  /// nearly do: drops and captions may have moved a little from one picture to the other.
  func offsetOfFixed(near pose: Pose) -> Offset? {
    guard max(abs(room.right), abs(room.bottom)) <= softReach, nearlyCoincide(at: pose) else {
      return offset(near: pose)
    }
    let (x, y) = templateMiddle(at: pose, from: template)
    let shift = Pose(x: x, y: y)
    return distance(pose, Place(pose: shift)) <= cornerReach
      ? shift.nearestOffset : offset(near: pose)
  }

  /// Whether the frames coincide at two poses at one and the same place.
  func coincideAlike(at pose: Pose, and other: Pose) -> Bool {
    places.contains { place in
      [pose, other].allSatisfy { distance($0, place) <= place.reach }
    }
  }

  /// How far two pictures may lie from where frames coincide, in the mean of the template's corners, if soft outlines draw
  /// them there.
  var softReach: Double { Self.tolerance + Self.softness * template.halfDiagonal }

  /// Whether the frames coincide at a pose as far as outlines that fade tell: round ones do at any turn.
  func nearlyCoincide(at pose: Pose) -> Bool {
    let reach = softReach
    if places.contains(where: { distance(pose, $0) <= reach }) { return true }
    guard !isShifted else { return false }
    let (x, y) = templateMiddle(at: pose, from: reference)
    return x * x + y * y <= reach * reach
  }

  /// Whether a side of the template lies on that side of the reference.
  func sidesCoincide(near pose: Pose) -> Bool {
    let (right, bottom) = room
    return [(0, pose.ty), (right, pose.ty), (pose.tx, 0), (pose.tx, bottom)].contains {
      distance(pose, Place(pose: Pose(x: $0.0, y: $0.1))) <= Self.tolerance
    }
  }

  /// The turn of the template after which the frames coincide at a pose; `nil` where they do not, or without a turn.
  func turn(at pose: Pose) -> QuarterTurn? {
    guard let turn = QuarterTurn(nearest: pose.angle) else { return nil }
    let turned = Frames(
      reference: reference, template: turn.size(of: template), isShifted: false)
    return turned.offset(near: pose.ofCopy(after: turn, of: template)) == nil ? nil : turn
  }

  /// A place at which frames coincide, and how far around it they do in effect.
  private struct Place {
    let pose: Pose
    var reach = Frames.tolerance
  }

  /// Where frames coincide: at corners, and in the middle.
  private var places: [Place] {
    let (right, bottom) = room
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)].map {
      Place(pose: Pose(x: $0.0, y: $0.1), reach: cornerReach)
    }
    let middle = Pose(x: (right / 2).rounded(.down), y: (bottom / 2).rounded(.down))
    return [Place(pose: middle)] + corners
  }

  /// How far the template's corners may lie, in the mean, from where corners of the frames do.
  private var cornerReach: Double {
    Self.tolerance + (isShifted ? 0 : Self.freedom * template.halfDiagonal)
  }

  /// By how many pixels the reference is wider and higher than the template.
  private var room: (right: Double, bottom: Double) {
    (Double(reference.width - template.width), Double(reference.height - template.height))
  }

  /// Where a pose puts the template's middle, as seen from the middle of a picture at the reference's corner (0, 0).
  private func templateMiddle(at pose: Pose, from size: Size) -> (x: Double, y: Double) {
    let (center, middle) = (pose.center(of: template), Pose.identity.center(of: size))
    return (center.x - middle.x, center.y - middle.y)
  }

  private func distance(_ pose: Pose, _ place: Place) -> Double {
    pose.cornerDistance(to: place.pose, template: template)
  }
}
