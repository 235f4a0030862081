/// A row of a table: a pair and its options.
struct PairRow: Sendable {
  /// The number of the row, from 1. The heading and empty lines are not counted.
  let number: Int
  let reference: String
  let template: String
  /// The cells of the columns that set no option, by the names of the columns.
  let otherCells: [(column: String, cell: String)]
  /// The pair's options, or why the row cannot be used.
  let options: Result<PairOptions, ToolError>

  /// The member of an answer that holds the other cells; none where the table has no other columns.
  var passedThrough: [(String, JSON)] {
    otherCells.isEmpty
      ? [] : [("columns", .object(otherCells.map { ($0.column, .string($0.cell)) }))]
  }
}
