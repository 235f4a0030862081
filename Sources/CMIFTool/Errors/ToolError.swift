import CMIF

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
