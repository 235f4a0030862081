import CMIF

/// Two images whose map shows a pose: the template has its flip and, if asked for, its angle and scale.
struct TurnedPair {
  let labels: LabelImagePair
  /// The place of the template's own pixel (0, 0) in the picture of the turned template.
  let corner: (x: Double, y: Double)

  /// - Throws: `CMIFError.outOfMemory` where there is no memory for the turned template.
  init(
    reference: AlignmentImage, template: AlignmentImage, at pose: Pose, turns: Bool
  ) throws(CMIFError) {
    let (flip, size) = (pose.flip, template.size)
    var labels = LabelImagePair(
      reference: reference, template: flip.map(template.flipped) ?? template)
    var placed = Pose.identity
    if turns {
      let plain = flip.map { pose.flipped($0, of: size) } ?? pose
      let bytes = labels.turnedByteCount(scale: plain.scale)
      guard Memory.isAvailableInParts(bytes: bytes) else { throw .outOfMemory(bytes: bytes) }
      labels = labels.turned(angle: plain.angle, scale: plain.scale)
      placed = Pose(
        center: placed.center(of: labels.template[0].size), of: size, angle: plain.angle,
        scale: plain.scale)
    }
    if let flip { placed = placed.flipped(flip, of: size) }
    self.labels = labels
    corner = (placed.tx, placed.ty)
  }
}
