import ArgumentParser

@main
struct CMIFTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmif", abstract: "Align two images of different kinds.",
    subcommands: [WarpCommand.self, OverlayCommand.self])

  static func main() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as ToolError {
      try? OpenFile.standardError().write(Array("Error: \(error.message)\n".utf8))
      exit(withError: ExitCode(error.status.rawValue))
    } catch {
      exit(withError: error)
    }
  }
}
