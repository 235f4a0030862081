/// A reflection of a picture across one of its middle lines. Made twice, it changes nothing.
public enum Flip: Sendable, CaseIterable {
  /// The first row becomes the last one: `(x, y)` becomes `(x, height - 1 - y)`.
  case topToBottom
  /// The first column becomes the last one: `(x, y)` becomes `(width - 1 - x, y)`. It is the flip from top to
  /// bottom with a turn of 180 degrees.
  case leftToRight

  /// The pixels of a picture, row-major, after the flip.
  func applied<Pixel>(to pixels: [Pixel], of size: Size) -> [Pixel] {
    let rows = (0..<size.height).map { pixels[$0 * size.width..<($0 + 1) * size.width] }
    switch self {
    case .topToBottom: return rows.reversed().flatMap(\.self)
    case .leftToRight: return rows.flatMap { $0.reversed() }
    }
  }
}

extension Pose {
  /// Whether the pose shows the template as a mirror image: its determinant is negative.
  ///
  /// A mirrored pose flips the template from top to bottom, turns it by ``angle``, and scales it:
  ///
  ///     m00 = -m11 = scale cos(angle)        m10 = m01 = scale sin(angle)
  public var isMirrored: Bool { determinant < 0 }

  /// The flip that a mirrored pose needs least of a turn beside, 90 degrees at most; `nil` where the pose is not
  /// mirrored.
  public var flip: Flip? {
    guard isMirrored else { return nil }
    return abs(angle) > 90 ? .leftToRight : .topToBottom
  }

  /// The pose of a picture from that of its flipped copy, or that of the copy from the picture's.
  ///
  /// - Parameters:
  ///   - flip: How the copy is flipped.
  ///   - size: The size of the picture.
  public func flipped(_ flip: Flip, of size: Size) -> Pose {
    let (right, bottom) = (Double(size.width - 1), Double(size.height - 1))
    // Differences from 0: a negative 0 would turn an angle of 180 degrees into -180.
    return switch flip {
    case .topToBottom:
      Pose(
        m00: m00, m01: 0 - m01, tx: tx + bottom * m01, m10: m10, m11: 0 - m11,
        ty: ty + bottom * m11)
    case .leftToRight:
      Pose(
        m00: 0 - m00, m01: m01, tx: tx + right * m00, m10: 0 - m10, m11: m11,
        ty: ty + right * m10)
    }
  }
}
