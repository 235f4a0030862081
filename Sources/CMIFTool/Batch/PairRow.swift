/// A row of a table: a pair, and how it is aligned.
struct PairRow: Sendable {
  /// The row's place in the table, counted from 1; the heading and empty lines do not count.
  let number: Int
  let reference: String
  let template: String
  /// How the pair is aligned, or what is wrong with the row.
  let options: Result<PairOptions, ToolError>
}
