/// A row of a table: a pair and its options.
struct PairRow: Sendable {
  /// The number of the row, from 1. The heading and empty lines are not counted.
  let number: Int
  let reference: String
  let template: String
  /// The pair's options, or why the row cannot be used.
  let options: Result<PairOptions, ToolError>
}
