import Foundation
import TestSupport
import Testing

/// C functions that replace those of libraries: the dynamic linker loads them first.
struct Sabotage {
  private let folder: TemporaryFolder
  private var library: String { folder.path("sabotage.so") }

  /// Whether libraries can be compiled and loaded first on this system. Under a sanitizer, the calls that they replace
  /// may be its own.
  static let works: Bool = {
    guard
      Sanitizer.isAbsent, let nothing = try? Sabotage(""),
      let run = try? nothing.cmif(["--version"])
    else { return false }
    return run.status == 0 && run.errors.isEmpty
  }()

  /// Compiles a library from C.
  init(_ source: String) throws {
    folder = try TemporaryFolder()
    let file = try folder.write(Array("#define _GNU_SOURCE\n\(source)\n".utf8), to: "sabotage.c")
    let options = ["clang", "-w", "-shared", "-fPIC", "-o", folder.path("sabotage.so"), file]
    let run = try ToolRun(URL(filePath: "/usr/bin/env"), options)
    try #require(run.status == 0, "\(run.errors)")
  }

  /// Runs the tool with these functions, in a folder if one is given.
  func cmif(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> ToolRun {
    try ToolRun(
      URL(filePath: "/usr/bin/env"),
      ["-C", folder?.url.path ?? ".", "LD_PRELOAD=\(library)", ToolRun.program.path] + arguments)
  }
}
