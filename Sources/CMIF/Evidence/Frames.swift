/// The frames of two pictures, and where the template's coincides with the reference's.
struct Frames: Sendable {
  let reference: Size
  let template: Size

  /// How far the template's corners may lie, in the mean, from where frames or sides coincide, in pixels.
  private static let tolerance = 2.0

  /// The offset of a pose at which the frames coincide within two pixels: a corner of the template lies on that corner of
  /// the reference, or the middle of one on the other's. `nil` elsewhere.
  func offset(near pose: Pose) -> Offset? {
    let (right, bottom) = room
    let places = [
      (0, 0), (right, 0), (0, bottom), (right, bottom),
      ((right / 2).rounded(.down), (bottom / 2).rounded(.down)),
    ]
    return lies(pose, nearAnyOf: places) ? pose.nearestOffset : nil
  }

  /// Whether a side of the template lies on that side of the reference, within two pixels.
  func sidesCoincide(near pose: Pose) -> Bool {
    let (right, bottom) = room
    return lies(
      pose, nearAnyOf: [(0, pose.ty), (right, pose.ty), (pose.tx, 0), (pose.tx, bottom)])
  }

  /// The turn of the template after which the frames coincide at a pose; `nil` where they do not, or without a turn.
  func turn(at pose: Pose) -> QuarterTurn? {
    guard let turn = QuarterTurn(nearest: pose.angle) else { return nil }
    let turned = Frames(reference: reference, template: turn.size(of: template))
    return turned.offset(near: pose.ofCopy(after: turn, of: template)) == nil ? nil : turn
  }

  /// By how many pixels the reference is wider and higher than the template.
  private var room: (right: Double, bottom: Double) {
    (Double(reference.width - template.width), Double(reference.height - template.height))
  }

  private func lies(_ pose: Pose, nearAnyOf shifts: [(Double, Double)]) -> Bool {
    shifts.contains { x, y in
      pose.cornerDistance(to: Pose(x: x, y: y), template: template) <= Self.tolerance
    }
  }
}

extension SearchedPair {
  /// The frames of both images.
  var frames: Frames { Frames(reference: reference.size, template: template.size) }
}
