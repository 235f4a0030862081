/// Why the bytes of an output cannot be made.
struct OutputDefect: Error, Equatable {
  let status: ExitStatus
  /// What follows the file's name in the message.
  let cause: String

  init(_ cause: String, status: ExitStatus) {
    self.status = status
    self.cause = cause
  }

  /// Throws where there is no memory to draw a picture, in arrays that take so many bytes at once.
  static func checkMemory(width: Int, height: Int, bytes: Int) throws(OutputDefect) {
    guard Memory.isAvailableInParts(bytes: bytes) else {
      throw .memory(width: width, height: height)
    }
  }

  /// There is no memory to make a picture of this size.
  static func memory(width: Int, height: Int) -> OutputDefect {
    OutputDefect("there is no memory for its \(width) x \(height) pixels", status: .outOfMemory)
  }
}
