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

extension InputBytes {
  /// Runs a step of reading, and names the file in what it throws.
  func namingSource<Result>(
    _ step: () throws(InputDefect) -> Result
  ) throws(ToolError) -> Result {
    do {
      return try step()
    } catch {
      throw failure(error)
    }
  }

  func failure(_ defect: InputDefect) -> ToolError { source.failure(defect.status, defect.cause) }
}
