import Foundation
import TestSupport
import Testing

@testable import CMIFTool

@Suite struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test func `a new file appears when it is complete`() throws {
    let output = try OutputFile(OutputTarget(argument: folder.path("a.png")))
    #expect(folder.contents.count == 1)
    #expect(!folder.contents.contains("a.png"))
    try output.commit([1, 2, 3])
    #expect(folder.contents == ["a.png"])
    #expect(try folder.read("a.png") == [1, 2, 3])
    let mask = umask(0)
    umask(mask)
    #expect(mode(folder.path("a.png")) == 0o666 & ~mask)
  }

  @Test func `an output written in parts appears whole`() throws {
    let path = try folder.write([9], to: "a.png")
    let output = try OutputFile(.file(path: path))
    #expect(output.isEmpty)
    try output.write([1, 2])
    #expect(!output.isEmpty)
    try output.write([3])
    #expect(try folder.read("a.png") == [9])
    try output.commit()
    #expect(folder.contents == ["a.png"])
    #expect(try folder.read("a.png") == [1, 2, 3])
  }

  @Test func `an output that is given up leaves the older file as it was`() throws {
    let path = try folder.write([9], to: "a.png")
    do { _ = try OutputFile(.file(path: path)) }
    #expect(folder.contents == ["a.png"])
    #expect(try folder.read("a.png") == [9])
  }

  @Test func `a file that is replaced keeps its permissions`() throws {
    let path = try folder.write([9], to: "a.png")
    chmod(path, 0o640)
    try OutputFile(.file(path: path)).commit([1])
    #expect(try folder.read("a.png") == [1])
    #expect(mode(path) == 0o640)
  }

  @Test func `a symbolic link stays one`() throws {
    let path = try folder.write([9], to: "a.png")
    try FileManager.default.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: path)
    try OutputFile(.file(path: folder.path("b"))).commit([1])
    #expect(try folder.read("a.png") == [1])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("b")) == path)
  }

  @Test func `a symbolic link to a file that is missing stays one, too`() throws {
    for target in [folder.path("a.png"), "a.png"] {
      let link = folder.path("link")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      try OutputFile(.file(path: link)).commit([1])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
      #expect(try folder.read("a.png") == [1])
      for name in ["link", "a.png"] {
        try FileManager.default.removeItem(atPath: folder.path(name))
      }
    }
  }

  @Test func `links that lead nowhere are refused`() throws {
    let manager = FileManager.default
    let loop = folder.path("loop")
    try manager.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
    #expect(
      throws: ToolError(
        .cannotCreate, "Cannot create '\(loop)': Too many levels of symbolic links.")
    ) { try OutputFile(.file(path: loop)) }
    #expect(!FileSystem.isSameFile(loop, folder.path("a.png")))
    let wild = folder.path("wild")
    #expect(symlink([CChar](folder.path("a").utf8CString.dropLast()) + [-1, 0], wild) == 0)
    #expect(throws: ToolError.self) { try OutputFile(.file(path: wild)) }
    #expect(folder.contents == ["loop", "wild"])
  }

  @Test func `one name is known by any path, one file by any name`() throws {
    let path = try folder.write([9], to: "a.png")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.path("soft"), withDestinationPath: "a.png")
    try manager.linkItem(atPath: path, toPath: folder.path("hard"))
    for name in ["./a.png", "soft", "../\(folder.url.lastPathComponent)/a.png"] {
      #expect(FileSystem.isSamePath(path, folder.path(name)), "\(name)")
    }
    #expect(!FileSystem.isSamePath(path, folder.path("hard")))
    #expect(FileSystem.isSameFile(path, folder.path("hard")))
    #expect(FileSystem.isSamePath(folder.path("new"), folder.path("./new")))
    #expect(!FileSystem.isSameFile(folder.path("new"), path))
  }

  @Test func `names may hold blanks, line breaks and any letters`() throws {
    for name in ["a b.png", "a\nb", "Öl → x.png", String(repeating: "n", count: 255)] {
      try OutputFile(.file(path: folder.path(name))).commit([1])
      #expect(try folder.read(name) == [1])
    }
  }

  @Test func `a bad path fails when it is opened`() throws {
    let missing = folder.path("no/such/a.png")
    #expect(
      throws: ToolError(.cannotCreate, "Cannot create '\(missing)': No such file or directory.")
    ) { try OutputFile(.file(path: missing)) }
    #expect(
      throws: ToolError(.cannotCreate, "Cannot create '\(folder.url.path)': Is a directory.")
    ) { try OutputFile(.file(path: folder.url.path)) }
    let long = folder.path(String(repeating: "n", count: 256))
    #expect(throws: ToolError(.cannotCreate, "Cannot create '\(long)': File name too long.")) {
      try OutputFile(.file(path: long))
    }
    #expect(throws: ToolError(.cannotCreate, "Cannot create '': No such file or directory.")) {
      try OutputFile(.file(path: ""))
    }
  }

  @Test func `a path that became a folder in the meantime is a write error`() throws {
    let path = folder.path("a.png")
    let output = try OutputFile(.file(path: path))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: ToolError(.ioError, "Cannot write '\(path)': Is a directory.")) {
      try output.commit([1])
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may write everywhere"))
  func `a folder or file that is read-only fails when it is opened`() throws {
    let path = try folder.write([9], to: "a.png")
    chmod(path, 0o444)
    #expect(throws: ToolError(.cannotCreate, "Cannot create '\(path)': Permission denied.")) {
      try OutputFile(.file(path: path))
    }
    chmod(folder.url.path, 0o555)
    defer { chmod(folder.url.path, 0o755) }
    let new = folder.path("b.png")
    #expect(throws: ToolError(.cannotCreate, "Cannot create '\(new)': Permission denied.")) {
      try OutputFile(.file(path: new))
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is a write error`() throws {
    let output = try OutputFile(.file(path: "/dev/full"))
    #expect(
      throws: ToolError(.ioError, "Cannot write '/dev/full': No space left on device.")
    ) { try output.commit([1]) }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a part that was not stored is not forgotten`() throws {
    let output = try OutputFile(.file(path: "/dev/full"))
    let error = ToolError(.ioError, "Cannot write '/dev/full': No space left on device.")
    #expect(throws: error) { try output.write([1]) }
    #expect(throws: error) { try output.commit() }
  }

  @Test func `a device is written directly`() throws {
    try OutputFile(.file(path: "/dev/null")).commit([1, 2])
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGPIPE, SIGTERM])
  func `a signal leaves nothing behind and ends the program`(number: Int32) async throws {
    let path = try folder.write([9], to: "a.png")
    await #expect(processExitsWith: .signal(number)) { [path = path as String, number] in
      // The process that runs the tests may block signals, and the tool would inherit that.
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      signal(number, SIG_DFL)
      let output = try OutputFile(.file(path: path))
      raise(number)
      try output.commit([1])
    }
    #expect(folder.contents == ["a.png"])
    #expect(try folder.read("a.png") == [9])
  }

  @Test(.enabled(if: Sanitizer.isAbsent, "what is in use at an early end counts as lost"))
  func `leaving the program early leaves nothing behind`() async throws {
    let path = folder.path("a.png")
    await #expect(processExitsWith: .exitCode(74)) { [path = path as String] in
      let output = try OutputFile(.file(path: path))
      withExtendedLifetime(output) { exit(74) }
    }
    #expect(folder.contents == [])
  }

  @Test func `a reader that goes away ends the program quietly`() async throws {
    let path = folder.path("a.png")
    await #expect(processExitsWith: .signal(SIGPIPE)) { [path = path as String] in
      signal(SIGPIPE, SIG_DFL)
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      dup2(ends[1], STDOUT_FILENO)
      close(ends[0])
      let other = try OutputFile(.file(path: path))
      try withExtendedLifetime(other) { try OutputFile(.standardOutput).commit([1]) }
    }
    #expect(folder.contents == [])
  }
}
