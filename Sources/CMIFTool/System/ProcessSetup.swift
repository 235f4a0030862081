import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Prepares the process before anything is opened, whichever way it was started.
enum ProcessSetup {
  /// Prepares memory, the standard streams and signals, and checks the arguments.
  ///
  /// - Throws: Status 64 for an argument that is not valid UTF-8, or is a file's name in place of an option.
  static func prepare() throws(ToolError) {
    cmif_keep_freed_memory()
    occupyStandardStreams()
    // A file that exceeds the shell's size limit then fails in `write`, and the error is printed.
    signal(SIGXFSZ, SIG_IGN)
    for argument in UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    {
      guard let argument else { continue }
      // Swift would replace invalid bytes, and a file of another name would be read or written.
      guard String(validatingCString: argument) != nil else {
        throw ToolError(
          .usage,
          "The argument \(String(cString: argument).quoted) is not valid UTF-8; rename the file,"
            + " or use a standard stream.")
      }
    }
    try refuseNamesBeginningWithDash()
  }

  /// Refuses names of files that begin with a dash: each of their letters would be read as an option, and an `h` would
  /// ask for help.
  private static func refuseNamesBeginningWithDash() throws(ToolError) {
    let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
    guard let name = words.first(where: \.isNameBeginningWithDash) else { return }
    let advice =
      name.hasPrefix("-o") ? "a blank after -o" : "\("./\(name)".quoted) for the file"
    throw ToolError(.usage, "\(name.quoted) begins with a dash, as options do: write \(advice).")
  }

  /// Opens each standard stream that is closed, so that every use of it fails.
  ///
  /// Otherwise the next file opened would take its number, and an answer for standard output would end up in
  /// the map's file.
  private static func occupyStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // `open` takes the lowest free number, which is this one. The mode is the opposite of the stream's.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

extension String {
  /// Whether an argument begins with a dash and ends as names of files do, with a dot and letters. No option has a dot
  /// in it before an equals sign, and in a number digits follow the dot.
  fileprivate var isNameBeginningWithDash: Bool {
    guard hasPrefix("-"), !contains("="), let dot = lastIndex(of: ".") else { return false }
    let ending = self[dot...].dropFirst().prefix(2)
    return ending.count == 2 && ending.allSatisfy(\.isLetter)
  }
}
