/// The files that the rows of a table read, of which none may be written to.
enum TableInputs {
  /// Refuses a table that names an output as an input. A table that is no plain file can be read but once: with it answers
  /// replace earlier answers alone, as any other file might be an input.
  ///
  /// - Parameters:
  ///   - replaced: The path of the answers, if they replace what it holds.
  ///   - outputs: The paths of the outputs of all rows.
  ///   - rowOutput: The path of what is written for a row alone, by its number; `nil` for none.
  /// - Throws: Status 64 for such an input, 65 and 66 where the table cannot be read.
  static func check(
    _ source: InputSource, defaults: PairOptions, replaced: String?, outputs: [String],
    rowOutput: (Int) -> String?
  ) throws(ToolError) {
    guard case .file(let path) = source, case .regular? = try? FileSystem.kind(of: path) else {
      return try checkIsNew(replaced, besides: source)
    }
    var written = Set(outputs.compactMap(FileIdentity.init))
    var read: [FileIdentity: (row: Int, path: String)] = [:]
    var table = try PairTable(source, defaults: defaults)
    while let row = try table.next() {
      if let file = rowOutput(row.number).flatMap(FileIdentity.init) { written.insert(file) }
      for path in row.inputs {
        guard let file = FileIdentity(path), read[file] == nil else { continue }
        read[file] = (row.number, path)
      }
    }
    let lost = read.filter { written.contains($0.key) }.values.min { $0.row < $1.row }
    guard let lost else { return }
    throw ToolError(
      .usage,
      "Row \(lost.row) of \(source.name) reads \(lost.path.quoted), which is an output: "
        + "write the output to another file.")
  }

  private static func checkIsNew(_ output: String?, besides table: InputSource) throws(ToolError) {
    guard let output, case .regular? = try? FileSystem.kind(of: output),
      !FinishedRows.areAll(in: output)
    else { return }
    throw ToolError(
      .usage,
      "Cannot replace \(output.quoted): a row of \(table.name), which is read only once, may name it as an "
        + "input. Remove it, or continue it with --resume.")
  }
}

extension PairRow {
  /// The paths of the files that the row reads.
  fileprivate var inputs: [String] {
    let masks = (try? options.get())?.images.masks.compactMap(\.self) ?? []
    return ([reference, template] + masks).compactMap {
      if case .file(let path) = PicturePage(InputSource(argument: $0)).source { path } else { nil }
    }
  }
}
