/// Why the bytes of a file are no picture.
struct InputDefect: Error, Equatable {
  let status: ExitStatus
  /// What follows the file's name in the message.
  let cause: String

  init(_ cause: String, status: ExitStatus = .invalidData) {
    self.status = status
    self.cause = cause
  }
}
