extension SearchedPair {
  /// The offset of a pose at which the frames of the pictures coincide within two pixels: a corner of the template
  /// lies on that corner of the reference, or the middle of one on the other's. `nil` elsewhere.
  func frameOffset(near pose: Pose) -> Offset? {
    let right = Double(reference.size.width - template.size.width)
    let bottom = Double(reference.size.height - template.size.height)
    let places = [
      (0, 0), (right, 0), (0, bottom), (right, bottom),
      ((right / 2).rounded(.down), (bottom / 2).rounded(.down)),
    ]
    let isNear = places.contains { x, y in
      pose.cornerDistance(to: Pose(x: x, y: y), template: template.size) <= 2
    }
    return isNear ? pose.nearestOffset : nil
  }

  /// Whether a side of the template lies on that side of the reference, within two pixels at all of the template's corners.
  func sidesCoincide(near pose: Pose) -> Bool {
    let right = Double(reference.size.width - template.size.width)
    let bottom = Double(reference.size.height - template.size.height)
    let places = [
      (0, pose.ty), (right, pose.ty), (pose.tx, 0), (pose.tx, bottom),
    ]
    return places.contains { x, y in
      pose.cornerDistance(to: Pose(x: x, y: y), template: template.size) <= 2
    }
  }
}
