import ArgumentParser

/// A command that has the options for messages.
protocol ReportingCommand: AsyncParsableCommand {
  var verbosity: VerbosityOptions { get }
}
