import ArgumentParser
import CMIF

/// Where the template's middle is expected, and how far from there it is looked for.
struct WindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where the template's middle is expected, in pixels of the reference; goes with --within.",
      valueName: "x,y"))
  var near: ExpectedPlace?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest distance from there along each axis, in pixels: one for both, or DX,DY.",
      valueName: "distance"))
  var within: LargestDistance?

  /// Refuses one of the options without the other.
  func check() throws(ValidationError) {
    guard (near == nil) == (within == nil) else {
      throw ValidationError("--near and --within go together.")
    }
  }

  /// Does the same where the other one may be a column of a table.
  ///
  /// - Throws: Status 64.
  func check(columns: [String], of table: InputSource) throws(ToolError) {
    let hasNear = near != nil || columns.contains("near")
    let hasWithin = within != nil || columns.contains("within")
    guard hasNear != hasWithin else { return }
    throw ToolError(
      .usage,
      "--near and --within go together: \(hasNear ? "--within" : "--near") is neither an option nor a column "
        + "of \(table.name).")
  }

  /// The window for the library; `nil` where none is asked for.
  var window: SearchWindow? {
    guard let near, let within else { return nil }
    return SearchWindow(center: near.point, reachX: within.x, reachY: within.y)
  }
}
