import CMIF

/// The answers for one template, in any of the formats.
struct AlignmentReport {
  let reference: String
  let template: String
  let normalization: Normalization
  let alignments: [AlignmentAnswer]

  /// The names of the columns of ``text``.
  static let header = "x\ty\tangle\tscale\tscore\ttemplate\n"

  /// One line an answer, best first: x, y, angle, scale, score and template, tab-separated.
  var text: String {
    alignments.map { alignment in
      let pose = alignment.pose
      let columns = [
        Number.rounded(pose.tx, decimals: 3), Number.rounded(pose.ty, decimals: 3),
        Number.rounded(pose.angle, decimals: 4), Number.rounded(pose.scale, decimals: 5),
        Number.rounded(alignment.score, decimals: 6), Self.escaped(template),
      ]
      return columns.joined(separator: "\t") + "\n"
    }.joined()
  }

  /// One JSON object on a line, with the best answer's figures at its top.
  ///
  /// - Parameter row: the pair's row in a table, if it comes from one.
  func json(row: Int? = nil) -> String {
    guard let best = alignments.first else { return "" }
    let head = Self.head(row: row, reference: reference, template: template)
    let peaks = alignments.map { JSON.object(members(of: $0)) }
    return JSON.object(head + members(of: best) + [("peaks", .array(peaks))]).text + "\n"
  }

  /// What the object of every pair begins with.
  static func head(row: Int?, reference: String, template: String) -> [(String, JSON)] {
    [("schema", .number(1))] + (row.map { [("row", .number(Double($0)))] } ?? [])
      + [("reference", .string(reference)), ("template", .string(template))]
  }

  private func members(of alignment: AlignmentAnswer) -> [(String, JSON)] {
    let pose = alignment.pose
    return [
      ("matrix", pose.json),
      ("offset", .object([("x", .number(pose.tx)), ("y", .number(pose.ty))])),
      (
        "center",
        .object([("x", .number(alignment.center.x)), ("y", .number(alignment.center.y))])
      ),
      ("angle", .number(pose.angle)), ("scale", .number(pose.scale)),
      ("score", .number(alignment.score)), ("norm", .string(normalization.rawValue)),
      ("sharpness", .number(alignment.sharpness)), ("overlap", .number(alignment.overlap)),
      ("confidence", .number(alignment.confidence)),
    ]
  }

  /// Names hold no tab or newline once they are a column.
  private static func escaped(_ name: String) -> String {
    // Not by characters: a backslash with an accent is one, and no backslash.
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\t": "\\t"
      case "\n": "\\n"
      case "\r": "\\r"
      default: String(scalar)
      }
    }.joined()
  }
}
