/// Why the bytes of an output cannot be made.
struct OutputDefect: Error, Equatable {
  let status: ExitStatus
  /// What follows the file's name in the message.
  let cause: String

  init(_ cause: String, status: ExitStatus) {
    self.status = status
    self.cause = cause
  }

  /// There is no memory to make a picture of this size.
  static func memory(width: Int, height: Int) -> OutputDefect {
    OutputDefect("there is no memory for its \(width) x \(height) pixels", status: .outOfMemory)
  }
}
