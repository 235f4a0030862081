/// The rows that the output of an earlier run holds.
struct FinishedRows {
  /// A row with its pair.
  struct Row {
    let reference: FileName
    let template: FileName
    /// The confidence of the answer, `nil` where the pair has no alignment.
    let confidence: Double?
    /// What the page of overlays says of it: why the pair has no alignment, or what ``FoundPlace`` does.
    let notes: [String]
  }

  /// What every line has.
  private struct Head: Decodable {
    struct Failure: Decodable { let message: String }

    let row: Int
    let reference: String
    let template: String
    let confidence: Double?
    let error: Failure?
  }

  /// A line, with what only alignments have.
  private struct Line: Decodable {
    let head: Head
    let place: FoundPlace?

    init(from decoder: any Decoder) throws {
      head = try Head(from: decoder)
      place = try? FoundPlace(from: decoder)
    }
  }

  private let source: InputSource
  private var rows: [Int: Row] = [:]
  /// The bytes up to the end of the last whole line. A run that was killed may have left a part of a line
  /// behind them.
  private(set) var byteCount = 0

  /// How every answer begins: with the members of `AlignmentReport.head`.
  private static let start = Array(#"{"schema": 1, "row": "#.utf8)

  /// Reads an output that is open.
  ///
  /// - Throws: Status 65 for a whole line that is no answer to a row, and for a last line that is no part of one.
  init(_ source: InputSource, file: OpenFile) throws(ToolError) {
    self.source = source
    var lines = LineReader(source, file: file)
    var number = 0
    while let line = try lines.next() {
      guard line.isEnded else {
        guard Self.isTorn(line.bytes) else {
          throw source.failure(.invalidData, "its last line is no answer to a pair")
        }
        break
      }
      number += 1
      byteCount += line.bytes.count + 1
      guard let known = try? Line(json: String(decoding: line.bytes, as: UTF8.self)) else {
        throw source.failure(.invalidData, "its line \(number) is no answer to a pair")
      }
      let head = known.head
      rows[head.row] = Row(
        reference: FileName(head.reference), template: FileName(head.template),
        confidence: head.confidence,
        notes: head.error.map { [$0.message] } ?? known.place?.notes ?? [])
    }
  }

  /// Whether a file holds nothing, or begins as answers do; not where it cannot be read.
  static func areAll(in path: String) -> Bool {
    guard var input = try? InputBytes(.file(path: path)),
      (try? input.read(atLeast: start.count)) != nil
    else { return false }
    return input.bytes.isEmpty || input.bytes.starts(with: start)
  }

  /// Whether a line without an end begins as answers do, as far as it goes. The file is of another kind otherwise.
  private static func isTorn(_ line: [UInt8]) -> Bool {
    line.starts(with: start) || start.starts(with: line)
  }

  /// What the output holds of a row; `nil` where the row is not finished.
  ///
  /// - Throws: Status 65 if the output's row with this number is of another pair.
  func finished(_ row: PairRow) throws(ToolError) -> Row? {
    guard let finished = rows[row.number] else { return nil }
    guard finished.reference == FileName(row.reference),
      finished.template == FileName(row.template)
    else {
      throw source.failure(
        .invalidData,
        "its row \(row.number) is not that of the table, which must have been changed since")
    }
    return finished
  }
}
