/// The exit statuses of the program, after sysexits.
enum ExitStatus: Int32, CaseIterable, Sendable {
  /// There is an answer.
  case success = 0
  /// There is no alignment, none with the confidence asked for, or no information in the images.
  case noAlignment = 1
  /// The command line is wrong.
  case usage = 64
  /// An input is no valid image, or over a limit.
  case invalidData = 65
  /// An input is missing, unreadable or a directory.
  case noInput = 66
  /// The work needs more memory than there is or than is allowed.
  case outOfMemory = 69
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed midway.
  case ioError = 74
}
