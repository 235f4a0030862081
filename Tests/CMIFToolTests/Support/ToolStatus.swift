@testable import CMIFTool

/// The tool's statuses in files that import Testing, which has a type of the same name.
typealias ToolStatus = ExitStatus
