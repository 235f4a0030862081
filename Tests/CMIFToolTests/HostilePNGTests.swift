import CMIF
import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// The files of `Fixtures/make_hostile_pngs.py`.
@Suite struct HostilePNGTests {
  /// The samples of files that are valid; `nil` for the others.
  static let expected: [String: [UInt16]?] = {
    guard let data = try? Fixtures.data("hostile/expected.json") else { return [:] }
    return (try? JSONDecoder().decode([String: [UInt16]?].self, from: data)) ?? [:]
  }()

  @Test func `there are many ways to be wrong`() {
    #expect(Self.expected.count > 50)
  }

  @Test(arguments: expected.keys.sorted())
  func `a hostile file is read as it should be, or refused`(name: String) throws {
    let path = Fixtures.path("hostile/\(name).png")
    let run = try ToolRun.cmif(["warp", path, path, "--pose", "-", "-o", "-"], input: Self.pose)
    if let samples = try #require(Self.expected[name]) {
      #expect(try PNGReader.read(.file(path: path)).samples == samples)
      #expect(run.status == 0 && run.errors == "", "nothing that libpng says comes through")
      #expect(run.output.starts(with: PNGBytes.signature))
    } else {
      #expect(run.status == 65 && run.output.isEmpty)
      #expect(run.errors.hasPrefix("cmif: Cannot read '\(path)': "))
      #expect(run.errors.hasSuffix(".\n") && run.errors.count { $0.isNewline } == 1)
    }
  }

  private static let pose = Array("1 0 0\n0 1 0\n".utf8)

  @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"))
  func `a bomb takes no more memory than its pixels`() throws {
    let path = Fixtures.path("hostile/bomb.png")
    // The default limit is 2^30 pixels, so only memory can be the reason.
    let limited = try ToolRun.withLittleMemory(aligning: path)
    #expect(limited.status == 69 && limited.output.isEmpty)
    #expect(
      limited.errors
        == "cmif: Cannot read '\(path)': there is no memory for its 65536 x 16384 pixels.\n")
    let refused = try ToolRun.cmif("align", "--max-pixels", "1000000", path, path)
    #expect(refused.status == 65)
    #expect(
      refused.errors
        == "cmif: Cannot read '\(path)': its 65536 x 16384 pixels are more than the limit of "
        + "1000000, which --max-pixels can raise.\n")
  }

  @Test(.enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"))
  func `a file that no memory holds is refused before it is read`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      PNGBytes.file(PNGBytes.header(width: 32_768, height: 32_768)), to: "sparse.png")
    // A sparse file as long as the header allows.
    try #require(truncate(path, 10 << 30) == 0)
    let run = try ToolRun.withLittleMemory(aligning: path)
    #expect(run.status == 69 && run.output.isEmpty)
    let message = "there is no memory for \(10 << 30 + 1 << 20) bytes"
    #expect(run.errors == "cmif: Cannot read '\(path)': \(message).\n")
  }

  @Test func `a stream that never ends is given up`() throws {
    let shell = "(cat \"$1\"; cat /dev/zero) | \"$0\" map - \"$1\" -o -"
    let run = try ToolRun(
      URL(filePath: "/bin/sh"),
      ["-c", shell, ToolRun.program.path, Fixtures.path("png/gray_8.png")])
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.errors == "cmif: Cannot read standard input: it has more than 67109900 bytes.\n")
  }
}
