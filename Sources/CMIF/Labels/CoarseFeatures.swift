/// What proposals of poses compare: little for each pose, so that many poses can be looked at.
///
/// Neither part alone finds all pairs. Edges hold most of what optical, thermal and radar pictures share; where
/// brightness alone is shared (second-harmonic pictures), the levels of local grey hold it.
struct CoarseFeatures: Sendable {
  /// The levels of local grey.
  let levels: LabelImage
  /// The directions of edges.
  let edges: EdgeDirections

  /// - Parameter isExtended: Whether the plane goes on smoothly where the mask ends.
  init(_ plane: Plane, mask: Mask?, isExtended: Bool) {
    levels = LocalGrey.labels(LocalGrey.plane(of: plane, mask: mask), mask: mask)
    edges = EdgeDirections(plane, mask: mask, isExtended: isExtended)
  }
}
