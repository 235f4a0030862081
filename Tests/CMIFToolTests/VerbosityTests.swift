import Foundation
import TestSupport
import Testing

@testable import CMIFTool

@Suite struct VerbosityTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  /// A call of every command.
  private func calls() -> [[String]] {
    [
      ["align"], ["map", "-o", folder.path("map.png")], ["warp", "-o", folder.path("warped.png")],
      ["overlay", "-o", folder.path("overlay.png")],
    ].map { $0 + brain }
  }

  @Test func `every command can say what it chose, and its output stays the same`() throws {
    for call in calls() {
      let plain = try ToolRun.cmif(call)
      #expect(plain.status == 0 && plain.errors == "", "\(call)")
      let verbose = try ToolRun.cmif(call + ["--verbose"])
      #expect(verbose.status == 0 && verbose.output == plain.output)
      for line in [
        "image: '\(brain[0])', 197 x 233 pixels, 1 channel of 8 bits\n",
        "image: '\(brain[1])', 96 x 96 pixels, 1 channel of 8 bits\n", " levels of the reference, ",
        "search: ", " pose", " tiles, transforms of ", " thread",
      ] {
        #expect(verbose.errors.contains(line), "\(call): \(verbose.errors)")
      }
      #expect(
        verbose.errors.contains(/\ntime: \d+\.\d{6} s\n$/), "\(call): \(verbose.errors)")
      let quiet = try ToolRun.cmif(call + ["--quiet", "--no-color"])
      #expect(quiet.status == 0 && quiet.output == plain.output && quiet.errors == "")
      let both = try ToolRun.cmif(call + ["--quiet", "--verbose"])
      #expect(both.status == 64 && both.output == [])
      #expect(both.errors.hasPrefix("Error: --quiet and --verbose exclude each other.\n"))
    }
  }

  @Test func `what is said of a search is what was asked for`() throws {
    let options = [
      "--rotation", "-4:4", "--bins-ref", "6", "--bins-tmpl", "5", "--threads", "1",
      "--quantizer", "uniform", "--features", "intensity", "--verbose",
    ]
    let errors = try ToolRun.cmif(["align"] + options + brain).errors
    #expect(
      errors.contains(
        "labels: intensity, uniform, 6 levels of the reference, 5 of the template\n"))
    let search = try #require(errors.split(separator: "\n").first { $0.hasPrefix("search: ") })
    let words = search.split(whereSeparator: { " ,".contains($0) })
    #expect(try #require(Int(words[1])) > 1 && words[2] == "poses")
    #expect(search.contains(", 1 thread, ") && search.hasSuffix(" MiB allowed"))
    let index = try #require(words.firstIndex(of: "of"))
    #expect(try #require(Int(words[index + 1])) >= 48 && #require(Int(words[index + 3])) >= 48)
  }

  @Test func `the time of a run that ends with an error is told before it`() throws {
    let run = try ToolRun.cmif(["align", "--verbose", "--min-confidence", "1"] + brain)
    #expect(run.status == 1)
    #expect(run.errors.contains(/\ntime: \d+\.\d{6} s\ncmif: The alignment of '/), "\(run.errors)")
  }

  @Test(
    arguments: [
      (.zero, "0.000000"), (.microseconds(4), "0.000004"), (.milliseconds(1_060), "1.060000"),
      (.nanoseconds(999_999_600), "1.000000"), (.seconds(75), "75.000000"),
    ] as [(Duration, String)])
  func `seconds have six decimals, however few they are`(duration: Duration, text: String) {
    #expect(Number.seconds(duration) == text)
  }

  @Test func `errors are said all the same`() throws {
    let path = folder.path("no.png")
    let message = "cmif: Cannot read '\(path)': No such file or directory.\n"
    let result = try ToolRun.cmif(["align", "--quiet", brain[0], path])
    #expect(result.status == 66 && result.errors == message)
  }

  // MARK: Terminals

  /// The text that a run of `cmif align` writes to a terminal.
  private func said(
    _ arguments: [String], environment: [String: String] = ["TERM": "xterm"], status: Int32
  ) throws -> String {
    let process = Process()
    process.executableURL = ToolRun.program
    process.arguments = ["align"] + arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let text = try Terminal().run(process)
    #expect(process.terminationStatus == status)
    return text
  }

  @Test func `errors are coloured on terminals alone, and never against the user's wish`() throws {
    let sentence = "Cannot read 'no.png': No such file or directory.\r\n"
    let colored = "\u{1B}[1;31mcmif:\u{1B}[0m \(sentence)"
    let plain = "cmif: \(sentence)"
    func said(_ options: String..., environment: [String: String]) throws -> String {
      try self.said(options + ["no.png", "no.png"], environment: environment, status: 66)
    }
    #expect(try said(environment: ["TERM": "xterm"]) == colored)
    #expect(try said(environment: ["TERM": "xterm", "NO_COLOR": ""]) == colored)
    #expect(try said("--no-color", environment: ["TERM": "xterm"]) == plain)
    #expect(try said(environment: ["TERM": "xterm", "NO_COLOR": "1"]) == plain)
    #expect(try said(environment: ["TERM": "dumb"]) == plain)
    let file = try ToolRun.cmif(["align", "no.png", "no.png"])
    #expect(!file.errors.contains("\u{1B}"))
  }

  @Test(.enabled(if: Sanitizer.isAbsent, "under a sanitizer no search is short"))
  func `a long search shows a bar and takes it away, a short or quiet one shows none`() throws {
    #expect(try said(Table.quick, status: 0) == "")
    let long = ["--exhaustive", "--rotation", "-45:45", "--threads", "1"] + brain
    let text = try said(long, status: 0)
    #expect(text.hasPrefix("\r[") && text.contains(" %, "))
    #expect(text.hasSuffix("\r\u{1B}[K"))
    #expect(try said(["--quiet"] + long, status: 0) == "")
    let two = try said(long + [brain[1]], status: 0)
    #expect(two.hasPrefix("\r[") && two.hasSuffix("\r\u{1B}[K"), "\(two)")
  }

  // MARK: Version

  @Test func `the version names the libraries in use`() throws {
    let result = try ToolRun.cmif("--version")
    #expect(result.status == 0 && result.errors == "")
    #if TIFF
      let pattern =
        /cmif \d+\.\d+\.\d+ \(FFTW 3\.\d+\.\d+, libpng 1\.\d+\.\d+, libtiff 4\.\d+\.\d+\)\n/
    #else
      let pattern = /cmif \d+\.\d+\.\d+ \(FFTW 3\.\d+\.\d+, libpng 1\.\d+\.\d+\)\n/
    #endif
    #expect(try pattern.wholeMatch(in: result.text) != nil, "\(result.text)")
    #expect(try ToolRun.cmif("align", "--version").text == result.text)
  }
}
