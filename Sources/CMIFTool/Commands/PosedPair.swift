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
}
