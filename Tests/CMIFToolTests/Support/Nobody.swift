import Foundation

/// The user without rights, as whom root may run programs.
enum Nobody {
  /// Whether the tool can be run as this user, and reads the fixtures.
  static let canRunTheTool =
    succeeds([ToolRun.program.path, "--version"]) && succeeds(["cat"] + Table.quick)

  /// Runs a program as this user.
  static func run(_ command: [String]) throws -> ToolRun {
    try ToolRun(
      URL(filePath: "/usr/bin/setpriv"),
      ["--reuid=65534", "--regid=65534", "--clear-groups"] + command)
  }

  private static func succeeds(_ command: [String]) -> Bool { (try? run(command))?.status == 0 }
}
