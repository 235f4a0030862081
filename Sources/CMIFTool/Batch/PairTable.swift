import ArgumentParser

/// A table of pairs, read row by row: tab-separated text in UTF-8 whose first line names the columns.
///
/// `reference` and `template` are columns of every table; all others are named like the options they set.
/// An empty or missing cell leaves an option as the command line has it. Lines may end in CR LF, a
/// byte order mark is passed over, and so are empty lines.
struct PairTable {
  private enum Column {
    case reference, template
    case option(PairColumn)
  }

  private let source: InputSource
  private let defaults: PairOptions
  private let columns: [Column]
  private var lines: LineReader
  private var number = 0

  /// Opens a table and reads its heading.
  ///
  /// - Throws: Status 66 where there is no such file, 65 where the first line is no heading.
  init(_ source: InputSource, defaults: PairOptions) throws(ToolError) {
    self.source = source
    self.defaults = defaults
    lines = try LineReader(source)
    guard let line = try lines.next() else { throw source.failure(.invalidData, "it is empty") }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let heading = line.bytes.starts(with: mark) ? Array(line.bytes.dropFirst(3)) : line.bytes
    columns = try Self.columns(Self.cells(heading) ?? [], source)
  }

  /// The next row, or `nil` after the last. What is wrong with a row is told by the row itself.
  mutating func next() throws(ToolError) -> PairRow? {
    while let line = try lines.next() {
      let cells = Self.cells(line.bytes)
      if let cells, cells.allSatisfy(\.isEmpty) { continue }
      number += 1
      return row(cells)
    }
    return nil
  }

  /// The cells of a line, or `nil` where it is not UTF-8 or holds a zero, which ends a file's name.
  private static func cells(_ line: [UInt8]) -> [String]? {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
    guard !line.contains(0) else { return nil }
    let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let texts = cells.compactMap { String(validating: $0, as: UTF8.self) }
    return texts.count == cells.count ? texts : nil
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
    return try names.map { name throws(ToolError) in
      switch name {
      case "reference": return .reference
      case "template": return .template
      default:
        guard let column = PairColumn.all.first(where: { $0.name == name }) else {
          throw source.failure(.invalidData, "its column \(name.quoted) is no option of a pair")
        }
        return .option(column)
      }
    }
  }

  private func row(_ cells: [String]?) -> PairRow {
    var (reference, template) = ("", "")
    for (column, cell) in zip(columns, cells ?? []) {
      switch column {
      case .reference: reference = cell
      case .template: template = cell
      case .option: break
      }
    }
    return PairRow(
      number: number, reference: reference, template: template,
      options: Result { () throws(ToolError) in
        guard let cells else { throw failure("it is no text in UTF-8") }
        guard cells.count <= columns.count else {
          throw failure("it has \(cells.count) cells, but the table \(columns.count) columns")
        }
        guard !reference.isEmpty, !template.isEmpty else {
          throw failure("it lacks the \(reference.isEmpty ? "reference" : "template")")
        }
        let options = try options(cells)
        let inputs = [reference, template, options.images.maskRef, options.images.maskTmpl]
        guard !inputs.contains("-") else { throw failure("standard input is no file") }
        return options
      })
  }

  /// The options of all rows, with those that the cells set.
  private func options(_ cells: [String]) throws(ToolError) -> PairOptions {
    var options = defaults
    for case (.option(let column), let cell) in zip(columns, cells) where !cell.isEmpty {
      guard column.set(cell, in: &options) else {
        throw failure("\(cell.quoted) is nothing for the column '\(column.name)'")
      }
    }
    do {
      try options.validateAll()
    } catch let error as ValidationError {
      // Without the full stop, which follows.
      throw failure(String(error.message.dropLast()))
    } catch {
      throw failure("\(error)")
    }
    return options
  }

  private func failure(_ cause: String) -> ToolError {
    ToolError(.invalidData, "Cannot use row \(number) of \(source.name): \(cause).")
  }
}
