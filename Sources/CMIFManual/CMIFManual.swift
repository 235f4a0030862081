import ArgumentParser
import Foundation

/// Writes the manual pages of the command-line tool from the tool's own help.
///
/// ArgumentParser can write manual pages too. Its pages lack the values and defaults of options, their
/// groups, the exit statuses and the layout of examples.
@main struct CMIFManual: ParsableCommand {
  @Argument(help: "The tool.", completion: .file())
  var tool: String

  @Argument(help: "The folder to write to.", completion: .directory)
  var folder: String

  @Argument(help: "The date on the pages, as 2026-01-31.")
  var date: String

  func run() throws {
    let help = try JSONDecoder().decode(ToolHelp.self, from: output(of: "--experimental-dump-help"))
    let edition = ManualPage.Edition(tool: help.command, version: try version(), date: date)
    for page in ManualPage.all(of: edition) {
      let file = URL(filePath: folder).appending(path: "\(page.name).1")
      try Data(page.text.utf8).write(to: file)
    }
  }

  /// The version: the first word of `--version` that begins with a digit.
  private func version() throws -> String {
    let words = String(decoding: try output(of: "--version"), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    return words.first { $0.first?.isNumber == true }.map(String.init) ?? ""
  }

  private func output(of argument: String) throws -> Data {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: tool)
    process.arguments = [argument]
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ValidationError("'\(tool) \(argument)' failed.")
    }
    return data
  }
}
