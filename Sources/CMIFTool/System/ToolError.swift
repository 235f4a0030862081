import CMIF

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

/// Why the program failed.
struct ToolError: Error, Equatable, CustomStringConvertible {
  /// The status to end with.
  let status: ExitStatus
  /// A sentence that names the file, the cause and, where useful, what to do.
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
  /// Runs a computation and turns the library's errors into "Cannot `action`: cause."
  static func translating<Result>(
    _ action: String, _ body: () throws(CMIFError) -> Result
  ) throws(ToolError) -> Result {
    do {
      return try body()
    } catch {
      throw ToolError(error, action)
    }
  }

  /// Does the same for an asynchronous computation. Other errors, such as `CancellationError`, pass through.
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
  /// The option that helps, if there is one.
  fileprivate var advice: String {
    switch self {
    case .memoryLimit: ", which --memory can raise"
    case .canvasTooLarge: ", which --max-pixels can raise"
    default: ""
    }
  }

  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .noOverlap, .noInformation, .templateLargerThanReference: .noAlignment
    case .memoryLimit, .outOfMemory: .outOfMemory
    case .singularPose, .noCommonGrid, .canvasTooLarge, .templateTooLong, .tooManyPixels:
      .invalidData
    }
  }
}
