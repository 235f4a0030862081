/// Poses between images of which `factor x factor` pixels are reduced to one, and between the originals.
///
/// The centre of a reduced pixel lies `(factor - 1) / 2` original pixels beyond the centre of the first original
/// pixel in it.
extension Pose {
  /// A pose between the originals, from one between reduced images.
  func enlarged(by factor: Int) -> Pose {
    let (k, o) = (Double(factor), Double(factor - 1) / 2)
    var original = self
    original.tx = k * tx + o - (m00 + m01) * o
    original.ty = k * ty + o - (m10 + m11) * o
    return original
  }

  /// A pose between reduced images, from one between the originals.
  func reduced(by factor: Int) -> Pose {
    let (k, o) = (Double(factor), Double(factor - 1) / 2)
    var reduced = self
    reduced.tx = (tx - o + (m00 + m01) * o) / k
    reduced.ty = (ty - o + (m10 + m11) * o) / k
    return reduced
  }
}
