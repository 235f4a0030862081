import CMIF

/// What the program returns to the shell, after sysexits.
enum ExitStatus: Int32, CaseIterable, Sendable {
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

extension ToolError {
  /// Runs a computation; of the library's errors makes the sentence "Cannot `action`: why."
  static func translating<Result>(
    _ action: String, _ body: () throws(CMIFError) -> Result
  ) throws(ToolError) -> Result {
    do {
      return try body()
    } catch {
      throw ToolError(error, action)
    }
  }

  /// The same for a computation that may be cancelled.
  static func translating<Result>(
    _ action: String, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as CMIFError {
      throw ToolError(error, action)
    }
  }

  private init(_ error: CMIFError, _ action: String) {
    self.init(error.exitStatus, "Cannot \(action): \(error)\(error.advice).")
  }
}

extension CMIFError {
  /// The option that helps, where there is one.
  fileprivate var advice: String {
    switch self {
    case .memoryLimit: ", which --memory can raise"
    case .canvasLimit: ", which --max-pixels can raise"
    default: ""
    }
  }

  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .noOverlap, .noInformation, .templateLargerThanReference: .noAlignment
    case .memoryLimit, .outOfMemory: .outOfMemory
    case .singularPose, .canvasLimit, .templateTooLong, .tooManyPixels: .invalidData
    }
  }
}
