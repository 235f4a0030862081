@testable import CMIFTool

/// The tool's `ExitStatus`, for files that import Testing, which has a type of that name too.
typealias ToolStatus = ExitStatus
