import ArgumentParser

/// The command-line tool: reads its arguments, runs a command, and ends with the right status.
@main
struct CMIFTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmif",
    abstract: "Align two images of different kinds by mutual information.",
    discussion: """
      Finds where a template lies on a reference of another kind (optical and radar, MRI and CT, \
      visible and thermal) by the mutual information of the two at every offset.

      Example:
        cmif align reference.png template.png
      """,
    version: "0.1.0",
    subcommands: [AlignCommand.self, MapCommand.self, WarpCommand.self, OverlayCommand.self])

  static func main() async {
    do {
      try Surroundings.prepare()
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as ToolError {
      StandardError.write("cmif: \(error.message)")
      exit(withError: ExitCode(error.status.rawValue))
    } catch {
      exit(withError: error)
    }
  }
}
