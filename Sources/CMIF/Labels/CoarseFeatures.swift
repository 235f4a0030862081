/// What proposals of poses compare: little for each pose, so that many poses can be looked at.
///
/// Neither part alone finds all pairs. Edges hold most of what optical, thermal and radar pictures share; where
/// brightness alone is shared (second-harmonic pictures), the four levels hold it.
struct CoarseFeatures: Sendable {
  /// Four levels of local grey (`LocalGrey`), by k-means.
  let levels: LabelImage
  /// The directions of edges.
  let edges: EdgeDirections

  /// The number of levels.
  private static let levelCount = 4

  /// - Parameter isExtended: Whether the plane goes on smoothly where the mask ends.
  init(_ plane: Plane, mask: Mask?, isExtended: Bool) {
    levels = Quantizer.kmeans.labels(
      of: LocalGrey.plane(of: plane, mask: mask), bins: Self.levelCount, mask: mask)
    edges = EdgeDirections(plane, mask: mask, isExtended: isExtended)
  }
}
