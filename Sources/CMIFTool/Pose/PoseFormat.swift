import CMIF

/// The text formats of poses.
///
/// Numbers read back to the same `Double`.
///
/// To add a format, add its case and its text here, its reading in `PoseFile`, and its name in
/// `AlignCommand.Format`. The JSON of an answer holds more than a pose: ``AlignmentReport`` writes it.
enum PoseFormat: String, Sendable, CaseIterable {
  /// The Insight Toolkit's transform file, which maps points of the reference to points of the template.
  case itk
  /// The two rows of the matrix, one a line.
  case matrix

  /// The text of a pose, which ends with a line break.
  ///
  /// - Throws: `CMIFError.singularPose` for a pose without inverse, in every format.
  func text(for pose: Pose) throws(CMIFError) -> String {
    let inverse = try pose.inverted()
    return switch self {
    case .itk: ITKTransform.text(mapping: inverse)
    case .matrix: pose.rows.map { $0.map(Number.exact).joined(separator: " ") + "\n" }.joined()
    }
  }
}

extension Pose {
  /// The rows of the matrix.
  var rows: [[Double]] { [[m00, m01, tx], [m10, m11, ty]] }

  /// The pose with these rows; `nil` unless there are two rows of three numbers.
  init?(rows: [[Double]]) {
    guard rows.count == 2, rows.allSatisfy({ $0.count == 3 }) else { return nil }
    self.init(
      m00: rows[0][0], m01: rows[0][1], tx: rows[0][2],
      m10: rows[1][0], m11: rows[1][1], ty: rows[1][2])
  }

  /// The rows of the matrix as JSON.
  var json: JSON { .array(rows.map { .array($0.map(JSON.number)) }) }
}
