import CMIF

/// The pose at which a template fits a reference best, when none is given.
func searchedPose(reference: Picture, template: Picture) async throws(ToolError) -> Pose {
  throw ToolError(.usage, "The pose cannot be searched for yet, so give one with --pose.")
}
