import CMIF

/// The answers for one template, as text or JSON.
struct AlignmentReport {
  let alignment: PairAlignment
  /// The answers to print, the best one first.
  let answers: [AlignmentAnswer]

  /// The names of the columns of ``text``.
  static let header = "x\ty\tangle\tscale\tscore\tconfidence\ttemplate\n"

  /// One line an answer, best first: x, y, angle, scale, score, confidence and template, tab-separated.
  var text: String {
    answers.map { answer in
      let pose = answer.pose
      let columns = [
        Number.rounded(pose.tx, decimals: 3), Number.rounded(pose.ty, decimals: 3),
        Number.rounded(pose.angle, decimals: 4), Number.rounded(pose.scale, decimals: 5),
        Number.rounded(answer.score, decimals: 6),
        Number.rounded(answer.confidence, decimals: 4), Self.escaped(alignment.template),
      ]
      return columns.joined(separator: "\t") + "\n"
    }.joined()
  }

  /// A JSON object on one line. Its members are those of the best answer, `peaks`, all answers, `warnings`, and
  /// `sizes`, those of both pictures.
  ///
  /// - Parameters:
  ///   - row: The number of the pair's row, if the pair comes from a table.
  ///   - columns: Members that come last, for the columns of the row that pass through.
  func json(row: Int? = nil, columns: [(String, JSON)] = []) -> String {
    let head = Self.head(
      row: row, reference: alignment.reference, template: alignment.template)
    let peaks = answers.map { JSON.object(members(of: $0)) }
    let end: [(String, JSON)] = [
      ("peaks", .array(peaks)), ("warnings", .array(alignment.result.warnings.map(\.json))),
      ("sizes", alignment.sizes.json),
    ]
    return JSON.object(head + members(of: alignment.result.best) + end + columns).text + "\n"
  }

  /// The first members of the object of every pair.
  static func head(row: Int?, reference: String, template: String) -> [(String, JSON)] {
    [("schema", .number(1))] + (row.map { [("row", .number(Double($0)))] } ?? [])
      + [("reference", .string(reference)), ("template", .string(template))]
  }

  private func members(of answer: AlignmentAnswer) -> [(String, JSON)] {
    let pose = answer.pose
    return [
      ("matrix", pose.json),
      ("offset", .object([("x", .number(pose.tx)), ("y", .number(pose.ty))])),
      ("center", .object([("x", .number(answer.center.x)), ("y", .number(answer.center.y))])),
      ("angle", .number(pose.angle)), ("scale", .number(pose.scale)),
      ("score", .number(answer.score)), ("norm", .string(alignment.options.normalization.rawValue)),
      ("sharpness", .number(answer.sharpness)),
      ("prominence", .number(answer.prominence)), ("overlap", .number(answer.overlap)),
      ("confidence", .number(answer.confidence)), ("precision", .number(answer.precision)),
      ("mirrored", .bool(pose.isMirrored)),
    ]
  }

  /// The name with tabs, line breaks and backslashes escaped, for a column.
  private static func escaped(_ name: String) -> String {
    // Escaped by scalars: a backslash and the accent after it are one `Character`, which is no backslash.
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
