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

      Images are PNG files, arrays that NumPy saved (.npy) and, if cmif was built with libtiff, TIFF \
      files, of which 'file.tif[3]' is the third page.

      Exit status:
        0   There is an answer.
        1   There is no answer, or none with the confidence asked for.
        64  The command line is wrong.
        65  An input is no valid image, or too large.
        66  An input cannot be read.
        69  There is too little memory.
        73  An output cannot be created.
        74  Reading or writing failed midway.
      """,
    version: Version.text,
    subcommands: [
      AlignCommand.self, BatchCommand.self, MapCommand.self, WarpCommand.self, OverlayCommand.self,
    ])

  static func main() async {
    var verbosity: VerbosityOptions?
    do {
      try ProcessSetup.prepare()
      var command = try parseAsRoot()
      verbosity = (command as? any ReportingCommand)?.verbosity
      let clock = ContinuousClock()
      let start = clock.now
      defer { verbosity?.report(VerboseMessages.time(clock.now - start)) }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(error, isColored: verbosity?.isColored ?? false)
    }
  }

  /// Ends the program: with the message and status of an error, or with the help or version asked for.
  private static func end(_ error: any Error, isColored: Bool) -> Never {
    do {
      guard exitCode(for: error).isSuccess else { throw error }
      // Help and version are data, too: a disk that is too full for them is an error.
      let text = fullMessage(for: error) + "\n"
      try OutputFile(OutputTarget(argument: "-")).commit(Array(text.utf8))
      exit()
    } catch let error as ToolError {
      StandardError.write(error, isColored: isColored)
      exit(withError: ExitCode(error.status.rawValue))
    } catch {
      exit(withError: error)
    }
  }
}
