/// Poses of pictures and of their enlarged or reduced copies.
extension Pose {
  /// The pose of pictures that are `r` and `t` times as large as the copies with this pose.
  ///
  /// A copy and its picture share their left and upper edges, so that `x` on a copy is `F (x + 1/2) - 1/2` on a
  /// picture `F` times as large. With this pose `p = A q + b` and the vector `h = (1/2, 1/2)`, the other is
  ///
  ///     p = r/t A q + r b + (r - 1) h + (r/t - r) A h
  package func enlarged(reference r: Double, template t: Double) -> Pose {
    guard r != 1 || t != 1 else { return self }
    let ratio = r / t
    return Pose(
      m00: ratio * m00, m01: ratio * m01,
      tx: r * tx + (r - 1) / 2 + (ratio - r) * (m00 + m01) / 2,
      m10: ratio * m10, m11: ratio * m11,
      ty: r * ty + (r - 1) / 2 + (ratio - r) * (m10 + m11) / 2)
  }

  /// The pose between the originals, from this one between images of which `factor x factor` pixels were reduced to one.
  func enlarged(by factor: Int) -> Pose {
    enlarged(reference: Double(factor), template: Double(factor))
  }

  /// The pose between such reduced images, from this one between the originals.
  func reduced(by factor: Int) -> Pose {
    enlarged(reference: 1 / Double(factor), template: 1 / Double(factor))
  }
}
