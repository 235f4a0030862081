import CMIF

extension Pose {
  /// The pose of pictures that are `r` and `t` times as large as the copies with this pose.
  ///
  /// A copy and its picture share their left and upper edges, so that `x` on a copy is `F (x + 1/2) - 1/2` on a
  /// picture `F` times as large. With this pose `p = A q + b` and the vector `h = (1/2, 1/2)`, the other is
  ///
  ///     p = r/t A q + r (b + h) - h + (r/t - r) A h
  func enlarged(reference r: Double, template t: Double) -> Pose {
    guard r != 1 || t != 1 else { return self }
    let ratio = r / t
    return Pose(
      m00: ratio * m00, m01: ratio * m01,
      tx: r * (tx + 0.5) - 0.5 + (ratio - r) * (m00 + m01) / 2,
      m10: ratio * m10, m11: ratio * m11,
      ty: r * (ty + 0.5) - 0.5 + (ratio - r) * (m10 + m11) / 2)
  }
}
