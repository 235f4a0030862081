import CMIF
import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// Where memory is short, an output is drawn whole or refused, with status 69 and a sentence.
@Suite(.enabled(if: Sanitizer.isAbsent, "a sanitizer takes terabytes of addresses"))
struct OutputMemoryTests {
  private let folder: TemporaryFolder
  private let pair: [String]
  private let pose: String
  private let side = 2400

  init() throws {
    folder = try TemporaryFolder()
    let side = side
    func picture(_ size: Int, from start: Int) -> Picture {
      Picture(
        width: size, height: size, model: .gray, bitDepth: 8,
        samples: (0..<size * size).map { index in
          let (row, column) = index.quotientAndRemainder(dividingBy: size)
          return UInt16(((row + start) ^ (column + start)) * 7 & 0xFF)
        })
    }
    pair = [
      try folder.write(try PNGWriter.encode(picture(side, from: 0)), to: "reference.png"),
      try folder.write(try PNGWriter.encode(picture(100, from: 60)), to: "template.png"),
    ]
    pose = try folder.write(Array("1 0 60\n0 1 60\n".utf8), to: "pose")
  }

  /// The statuses of runs that may have more and more addresses, in MiB. The output is there exactly where it is
  /// said to be.
  private func statuses(_ arguments: [String], limits: [Int]) throws -> [Int32] {
    try limits.map { limit in
      let output = folder.path("out.png")
      try? FileManager.default.removeItem(atPath: output)
      let run = try ToolRun(
        URL(filePath: "/bin/sh"),
        ["-c", "ulimit -v \(limit << 10); exec \"$0\" \"$@\"", ToolRun.program.path] + arguments
          + ["--threads", "1", "-o", output] + pair)
      #expect([0, 69].contains(run.status), "\(limit) MiB: status \(run.status) \(run.errors)")
      #expect(run.errors.hasPrefix("cmif: ") || run.status == 0, "\(limit) MiB: \(run.errors)")
      #expect(FileManager.default.fileExists(atPath: output) == (run.status == 0), "\(limit) MiB")
      return run.status
    }
  }

  @Test(arguments: Overlay.allCases)
  func `an overlay is drawn or refused`(style: Overlay) throws {
    let limits = Array(stride(from: 150, through: 550, by: 40))
    let found = try statuses(
      ["overlay", "--style", style.rawValue, "--pose", pose], limits: limits)
    #expect(found.first == 69 && found.last == 0, "\(found)")
  }

  @Test func `an overlay whose pose is searched for is drawn or refused`() throws {
    let limits = Array(stride(from: 200, through: 800, by: 100))
    let found = try statuses(["overlay", "--quiet"], limits: limits)
    #expect(found.first == 69 && found.last == 0, "\(found)")
  }

  @Test func `a map of a template that is turned and enlarged is refused`() throws {
    let turned = try [197, 300].map { side in
      let picture = Picture(
        width: side, height: side, model: .gray, bitDepth: 8,
        samples: (0..<side * side).map { UInt16(($0 * $0 / side) & 0xFF) })
      return try folder.write(try PNGWriter.encode(picture), to: "\(side).png")
    }
    let map = folder.path("map.npy")
    let run = try ToolRun(
      URL(filePath: "/bin/sh"),
      ["-c", "ulimit -v 1500000; exec \"$0\" \"$@\"", ToolRun.program.path, "align"]
        + ["--scale", "60", "--threads", "1", "--map-out", map] + turned)
    #expect(run.status == 69, "status \(run.status) \(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: map))
  }

  @Test(arguments: [[], ["--mark"], ["--colormap", "viridis"], ["--transfer", "rank"]])
  func `a map is drawn or refused`(style: [String]) throws {
    let limits = Array(stride(from: 200, through: 800, by: 100))
    let found = try statuses(["map", "--bins", "2"] + style, limits: limits)
    #expect(found.first == 69 && found.last == 0, "\(found)")
  }
}
