import CMIF

/// Two images, and where the second lies on the first.
struct PosedPair {
  var reference: Picture
  var template: Picture
  /// The map from template to reference coordinates.
  var pose: Pose

  /// The same with the roles exchanged.
  func exchanged() throws(CMIFError) -> PosedPair {
    PosedPair(reference: template, template: reference, pose: try pose.inverted())
  }
}
