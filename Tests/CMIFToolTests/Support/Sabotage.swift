import Foundation

/// Functions of C that fail, put before the real ones by the dynamic linker.
struct Sabotage {
  private let folder: TemporaryFolder
  private var library: String { folder.path("sabotage.so") }

  /// Makes a library of C; `nil` where there is no compiler for it or no such linker.
  init?(_ source: String) throws {
    folder = try TemporaryFolder()
    let file = try folder.write(Array("#define _GNU_SOURCE\n\(source)\n".utf8), to: "sabotage.c")
    let options = ["clang", "-w", "-shared", "-fPIC", "-o", folder.path("sabotage.so"), file]
    guard let made = try? ToolRun(URL(filePath: "/usr/bin/env"), options), made.status == 0,
      let plain = try? cmif(["--version"]), plain.status == 0, plain.errors.isEmpty
    else {
      print("Skipped functions that fail: they cannot be put before the real ones here.")
      return nil
    }
  }

  /// Runs the tool with these functions.
  func cmif(_ arguments: [String]) throws -> ToolRun {
    try ToolRun(
      URL(filePath: "/usr/bin/env"),
      ["LD_PRELOAD=\(library)", ToolRun.program.path] + arguments)
  }
}
