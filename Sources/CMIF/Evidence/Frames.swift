extension SearchedPair {
  /// The offset of a pose at which the frames of the pictures coincide within two pixels: a corner of the template
  /// lies on that corner of the reference, or the middle of one on the other's. `nil` elsewhere.
  func frameOffset(near pose: Pose) -> Offset? {
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

  /// By how many pixels the reference is wider and higher than the template.
  private var room: (right: Double, bottom: Double) {
    (
      Double(reference.size.width - template.size.width),
      Double(reference.size.height - template.size.height)
    )
  }

  /// Whether the template's corners lie within two pixels, in the mean, of where one of some shifts puts them.
  private func lies(_ pose: Pose, nearAnyOf shifts: [(Double, Double)]) -> Bool {
    shifts.contains { x, y in
      pose.cornerDistance(to: Pose(x: x, y: y), template: template.size) <= 2
    }
  }
}
