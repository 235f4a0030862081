import CMIF

/// Where the template of a pair was found and what stands against that, as the pair's answer tells it.
struct FoundPlace: Decodable, Sendable {
  struct Offset: Decodable, Sendable {
    let x: Double
    let y: Double
  }
  struct Warning: Decodable, Sendable { let message: String }

  let offset: Offset
  let angle: Double
  let scale: Double
  let mirrored: Bool
  let warnings: [Warning]

  init(_ result: AlignmentResult) {
    let pose = result.best.pose
    offset = Offset(x: pose.tx, y: pose.ty)
    (angle, scale, mirrored) = (pose.angle, pose.scale, pose.isMirrored)
    warnings = result.warnings.map { Warning(message: $0.message) }
  }

  /// What the page of overlays says: the place, and a line for each warning.
  var notes: [String] {
    let (x, y) = (Number.rounded(offset.x, decimals: 3), Number.rounded(offset.y, decimals: 3))
    let (angle, scale) = (
      Number.rounded(angle, decimals: 4), Number.rounded(scale, decimals: 5)
    )
    return ["x \(x), y \(y), angle \(angle), scale \(scale)\(mirrored ? ", mirrored" : "")"]
      + warnings.map(\.message)
  }
}
