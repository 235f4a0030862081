import CMIF

/// What the program returns to the shell, after sysexits.
enum ExitStatus: Int32, Sendable {
  /// An answer was found.
  case success = 0
  /// No alignment that can be trusted, or no information in the images.
  case noAlignment = 1
  /// The command line is wrong.
  case usage = 64
  /// An input is no valid image, or over a limit.
  case invalidData = 65
  /// An input is missing, unreadable or a directory.
  case noInput = 66
  /// More memory is needed than there is or than is allowed.
  case outOfMemory = 69
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed midway.
  case ioError = 74
}

/// Why the program cannot do what it was asked to.
struct ToolError: Error, Equatable, CustomStringConvertible {
  /// The status to end with.
  let status: ExitStatus
  /// One full sentence that names the file and the cause and, where useful, what to do.
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  var description: String { message }
}

extension ToolError {
  /// The result of a call of the library, whose failure becomes the sentence "Cannot `action`: why."
  static func reporting<Result>(
    _ action: String, _ body: () throws(CMIFError) -> Result
  ) throws(ToolError) -> Result {
    do {
      return try body()
    } catch {
      throw ToolError(ExitStatus(error), "Cannot \(action): \(error).")
    }
  }
}

extension ExitStatus {
  /// The status that tells of a failure in the library.
  init(_ error: CMIFError) {
    switch error {
    case .noOverlap: self = .noAlignment
    case .memoryLimit, .outOfMemory: self = .outOfMemory
    case .templateLargerThanReference, .singularPose, .canvasLimit: self = .invalidData
    }
  }
}

extension String {
  /// The text in single quotes on one line, control characters escaped, to name a file in a message.
  var quoted: String {
    let escaped = unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return "'\(escaped.joined())'"
  }
}
