import CMIF

/// The Insight Toolkit's text transform files, version 1.0, for points in the plane.
///
/// Such a transform maps points of the fixed image, the reference, to points of the moving image, the
/// template: it is the inverse of a pose. Points are pixel coordinates, as in images without physical
/// spacing. With the matrix `M`, the translation `t` and the fixed parameters `c`, a centre:
///
///     T(p) = M (p - c) + c + t
enum ITKTransform {
  /// The beginning of every file.
  static let heading = "#Insight Transform File"

  /// The file of a transform.
  static func text(mapping transform: Pose) -> String {
    let t = transform
    let parameters = [t.m00, t.m01, t.m10, t.m11, t.tx, t.ty]
    return """
      \(heading) V1.0
      #Transform 0
      Transform: AffineTransform_double_2_2
      Parameters: \(parameters.map(Number.exact).joined(separator: " "))
      FixedParameters: 0 0

      """
  }

  /// Reads the transform from reference to template.
  ///
  /// - Throws: If the file has no transform, several, or one that is no transform of the plane.
  static func read(_ text: String) throws(PoseDefect) -> Pose {
    let names = values(of: "Transform", in: text)
    guard let name = names.first else { throw PoseDefect("it has no line 'Transform:'") }
    guard names.count == 1 else {
      throw PoseDefect("it has \(names.count) transforms, only one can be read")
    }
    let parameters = try numbers(of: "Parameters", in: text)
    let center = try numbers(of: "FixedParameters", in: text)
    return try transform(name, parameters, center: center)
  }

  private static func transform(
    _ name: String, _ parameters: [Double], center: [Double]
  ) throws(PoseDefect) -> Pose {
    let kind = name.split(separator: "_").first ?? ""
    guard name.hasSuffix("_2_2") else {
      throw PoseDefect("its transform \(name.quoted) is not one of the plane")
    }
    switch (kind, parameters.count) {
    case ("AffineTransform", 6), ("MatrixOffsetTransformBase", 6):
      let p = parameters
      return try Pose(m00: p[0], m01: p[1], tx: p[4], m10: p[2], m11: p[3], ty: p[5])
        .about(center)
    case ("Euler2DTransform", 3), ("Rigid2DTransform", 3):
      return try turn(parameters, scale: 1).about(center)
    case ("Similarity2DTransform", 4):
      return try turn(Array(parameters.dropFirst()), scale: parameters[0]).about(center)
    case ("TranslationTransform", 2):
      return Pose(x: parameters[0], y: parameters[1])
    default:
      throw PoseDefect(
        "its transform \(name.quoted) with \(parameters.count) parameters cannot be read, save it"
          + " as an AffineTransform")
    }
  }

  /// The map with the parameters `[angle in radians, x, y]` and a scale.
  private static func turn(_ parameters: [Double], scale: Double) -> Pose {
    let (angle, x, y) = (parameters[0] * 180 / .pi, parameters[1], parameters[2])
    return Pose(x: x, y: y, angle: angle, scale: scale)
  }

  private static func numbers(of key: String, in text: String) throws(PoseDefect) -> [Double] {
    guard let line = values(of: key, in: text).first else {
      throw PoseDefect("it has no line '\(key):'")
    }
    return try [Double](line: line)
  }

  /// The rests of the lines that begin with `key:`.
  private static func values(of key: String, in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let colon = line.firstIndex(of: ":"), line[..<colon] == key else { return nil }
      return String(line[colon...].dropFirst().drop(while: \.isWhitespace))
    }
  }
}

extension Pose {
  /// The map about a centre of two numbers; no numbers mean the origin.
  fileprivate func about(_ center: [Double]) throws(PoseDefect) -> Pose {
    guard center.isEmpty || center.count == 2 else {
      throw PoseDefect("its centre has \(center.count) numbers instead of 2")
    }
    guard let x = center.first, let y = center.last else { return self }
    var pose = self
    pose.tx += x - (m00 * x + m01 * y)
    pose.ty += y - (m10 * x + m11 * y)
    return pose
  }
}
