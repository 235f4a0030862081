#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What must hold before anything is opened, whoever started the program.
enum ProcessSetup {
  /// Sees to the standard streams and signals, and checks the arguments.
  ///
  /// - Throws: Status 64 for an argument that is not valid UTF-8.
  static func prepare() throws(ToolError) {
    occupyStandardStreams()
    // A file over the shell's size limit is then an error of the write, with a sentence.
    signal(SIGXFSZ, SIG_IGN)
    for argument in UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    {
      guard let argument else { continue }
      // Swift would repair the text, and a file of another name would be read or written.
      guard String(validatingCString: argument) != nil else {
        throw ToolError(
          .usage,
          "The argument \(String(cString: argument).quoted) is not valid UTF-8; rename the file,"
            + " or use a standard stream.")
      }
    }
  }

  /// Gives each standard stream that is closed a file that refuses to be used.
  ///
  /// Otherwise the next file opened would take its number: an answer for standard output would end
  /// up in the map's file.
  private static func occupyStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one; the wrong way round, so that every use fails.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
