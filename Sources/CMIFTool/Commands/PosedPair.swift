import CMIF

/// Two images, and the pose of the second on the first.
struct PosedPair {
  var reference: InputPicture
  var template: InputPicture
  /// The map from template to reference coordinates.
  var pose: Pose

  /// The pair with exchanged roles and the inverse pose.
  func exchanged() throws(CMIFError) -> PosedPair {
    PosedPair(reference: template, template: reference, pose: try pose.inverted())
  }

  /// Whether no pixel of the template lies on the reference. Two parallelograms are apart where a side of one of them
  /// has the other beyond it.
  var isApart: Bool {
    guard let inverse = try? pose.inverted() else { return false }
    return pose.puts(template.size, beside: reference.size)
      || inverse.puts(reference.size, beside: template.size)
  }
}

extension Pose {
  /// Whether all pixels of a picture come to lie beyond one side of another.
  fileprivate func puts(_ moving: Size, beside fixed: Size) -> Bool {
    let corners = corners(of: moving)
    return corners.allSatisfy { $0.x < 0 } || corners.allSatisfy { $0.x > Double(fixed.width - 1) }
      || corners.allSatisfy { $0.y < 0 } || corners.allSatisfy { $0.y > Double(fixed.height - 1) }
  }
}
