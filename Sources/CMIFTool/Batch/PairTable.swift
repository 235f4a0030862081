import ArgumentParser

/// A table of pairs, read row by row: tab-separated text in UTF-8 whose first line names the columns.
///
/// Every table has the columns `reference` and `template`. A column that is named like an option of a pair
/// sets it; any other column passes into the answers. An empty or missing cell keeps the command line's
/// value. Lines may end in CR LF. A byte order mark and empty lines are skipped.
struct PairTable {
  private enum Column {
    case reference, template
    case option(PairColumn)
    case other(String)
  }

  /// Why a line has no cells.
  private enum LineDefect: Error {
    /// It would end a file's name.
    case zeroByte
    case notUTF8

    var cause: String {
      switch self {
      case .zeroByte: "it holds a zero byte"
      case .notUTF8: "it is no text in UTF-8"
      }
    }
  }

  private let source: InputSource
  private let defaults: PairOptions
  private let columns: [Column]
  private var lines: LineReader
  private var number = 0

  /// Opens a table and reads its heading.
  ///
  /// - Throws: Status 66 for a missing file, 65 if the first line is no heading.
  init(_ source: InputSource, defaults: PairOptions) throws(ToolError) {
    self.source = source
    self.defaults = defaults
    lines = try LineReader(source)
    guard let line = try lines.next() else { throw source.failure(.invalidData, "it is empty") }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let heading = line.bytes.starts(with: mark) ? Array(line.bytes.dropFirst(3)) : line.bytes
    guard let names = try? Self.cells(heading) else {
      throw source.failure(
        .invalidData, "its first line is no text in UTF-8: save the table as UTF-8")
    }
    columns = try Self.columns(names, source)
  }

  /// The names of the columns that set an option.
  var optionColumns: [String] {
    columns.compactMap { if case .option(let column) = $0 { column.name } else { nil } }
  }

  /// The names of the columns that set no option.
  var otherColumns: [String] {
    columns.compactMap { if case .other(let name) = $0 { name } else { nil } }
  }

  /// The next row, or `nil` after the last. A row that cannot be used holds the reason.
  mutating func next() throws(ToolError) -> PairRow? {
    while let line = try lines.next() {
      let cells = Result { () throws(LineDefect) in try Self.cells(line.bytes) }
      if case .success(let cells) = cells, cells.allSatisfy(\.isEmpty) { continue }
      number += 1
      return row(cells)
    }
    return nil
  }

  /// The cells of a line.
  private static func cells(_ line: [UInt8]) throws(LineDefect) -> [String] {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
    guard !line.contains(0) else { throw .zeroByte }
    let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let texts = cells.compactMap { String(validating: $0, as: UTF8.self) }
    guard texts.count == cells.count else { throw .notUTF8 }
    return texts
  }

  private static func columns(
    _ names: [String], _ source: InputSource
  ) throws(ToolError) -> [Column] {
    for name in ["reference", "template"] where !names.contains(name) {
      throw source.failure(
        .invalidData, "its first line names no column '\(name)', with tabs between columns")
    }
    guard Set(names).count == names.count else {
      throw source.failure(.invalidData, "its first line names a column twice")
    }
    return names.map { name in
      switch name {
      case "reference": return .reference
      case "template": return .template
      default:
        return PairColumn.all.first { $0.name == name }.map(Column.option) ?? .other(name)
      }
    }
  }

  private func row(_ line: Result<[String], LineDefect>) -> PairRow {
    var (reference, template) = ("", "")
    var others: [(column: String, cell: String)] = []
    let cells = (try? line.get()) ?? []
    let padding = repeatElement("", count: max(0, columns.count - cells.count))
    for (column, cell) in zip(columns, cells + padding) {
      switch column {
      case .reference: reference = cell
      case .template: template = cell
      case .option: break
      case .other(let name): others.append((name, cell))
      }
    }
    return PairRow(
      number: number, reference: reference, template: template, otherCells: others,
      options: Result { () throws(ToolError) in
        if case .failure(let defect) = line { throw failure(defect.cause) }
        guard cells.count <= columns.count else {
          throw failure("it has \(cells.count) cells, but the table \(columns.count) columns")
        }
        guard !reference.isEmpty, !template.isEmpty else {
          throw failure("it lacks the \(reference.isEmpty ? "reference" : "template")")
        }
        let options = try options(cells)
        let inputs = [reference, template] + options.images.masks
        guard !inputs.contains("-") else { throw failure("standard input is no file") }
        return options
      })
  }

  /// The command line's options, changed by the cells of a row.
  private func options(_ cells: [String]) throws(ToolError) -> PairOptions {
    var options = defaults
    for case (.option(let column), let cell) in zip(columns, cells) where !cell.isEmpty {
      guard column.set(cell, in: &options) else {
        throw failure("\(cell.quoted) is no value for the column '\(column.name)'")
      }
    }
    do {
      try options.validateAll()
    } catch {
      // The caller adds the full stop.
      throw failure(String(error.message.dropLast()))
    }
    return options
  }

  private func failure(_ cause: String) -> ToolError {
    ToolError(.invalidData, "Cannot use row \(number) of \(source.name): \(cause).")
  }
}
