import Foundation
import Testing

@testable import CMIFTool

@Suite struct ToolTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  /// Expects both commands to end with a status and a single sentence; wrong usage prints more.
  private func expectFailure(
    _ status: Int32, reference: String? = nil, template: String? = nil, options: [String] = [],
    _ message: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let images = [reference ?? brain[0], template ?? brain[1]]
    let before = folder.contents
    for command in [
      ["align", "--map-out", folder.path("map.png")], ["map", "-o", folder.path("map.png")],
    ] {
      let result = try ToolRun.cmif(command + options + images)
      #expect(result.status == status, "\(command[0])", sourceLocation: location)
      #expect(result.output == [], "\(command[0])", sourceLocation: location)
      #expect(
        status == 64 ? result.errors.contains(message) : result.errors == "cmif: \(message)\n",
        "\(command[0]): \(result.errors)", sourceLocation: location)
      #expect(folder.contents == before, "\(command[0])", sourceLocation: location)
    }
  }

  @Test func `a missing input is named`() throws {
    let path = folder.path("no.png")
    let message = "Cannot read '\(path)': No such file or directory."
    try expectFailure(66, reference: path, message)
    try expectFailure(66, template: path, message)
    try expectFailure(66, options: ["--mask-ref", path], message)
  }

  @Test func `a directory is no input`() throws {
    let path = folder.url.path
    try expectFailure(66, template: path, "Cannot read '\(path)': Is a directory.")
  }

  @Test func `what is no PNG, or only a part of one, is refused`() throws {
    let text = try folder.write(Array("hello, world".utf8), to: "text.png")
    try expectFailure(
      65, template: text,
      "Cannot read '\(text)': it is neither PNG, .npy nor TIFF, convert it to PNG first.")
    let arrays = try folder.write(Array("PK\u{3}\u{4}\u{14}".utf8), to: "arrays.npz")
    try expectFailure(
      65, template: arrays,
      "Cannot read '\(arrays)': it is a ZIP archive, as .npz is: save an array of it as .npy.")
    let empty = try folder.write([], to: "empty.png")
    try expectFailure(65, reference: empty, "Cannot read '\(empty)': it is empty.")
    let whole = [UInt8](try Data(contentsOf: URL(filePath: brain[1])))
    let part = try folder.write(Array(whole.prefix(whole.count / 2)), to: "part.png")
    try expectFailure(
      65, template: part,
      "Cannot read '\(part)': the PNG is cut short, copy or export it again.")
    try expectFailure(
      65, template: "-", "Cannot read standard input: it is empty.")
  }

  @Test func `too many pixels are refused`() throws {
    try expectFailure(
      65, options: ["--max-pixels", "1000"],
      "Cannot read '\(brain[0])': its 197 x 233 pixels are more than the limit of 1000, which "
        + "--max-pixels can raise.")
  }

  @Test func `numbers out of range are wrong usage`() throws {
    for option in ["--bins", "--bins-ref", "--bins-tmpl"] {
      for value in ["1", "257", "0"] {
        try expectFailure(
          64, options: [option, value], "\(option) must be 2 to 256, not \(value).")
      }
    }
    try expectFailure(
      64, options: ["--threads", "0"], "--threads must be 1 to 1024, not 0.")
    for value in ["0", "-1", "x", "1T", "99999999999G"] {
      try expectFailure(64, options: ["--memory=\(value)"], "--memory")
    }
    try expectFailure(64, options: ["--features", "intensity,colour"], "--features")
    try expectFailure(64, options: ["--norm", "half"], "--norm")
    try expectFailure(
      64, reference: "-", template: "-", "Only one input can be standard input.")
    let options = [
      ["--min-overlap", "1.5"], ["--min-overlap", "nan"], ["--min-confidence", "2"],
      ["--peaks", "0"], ["--peak-radius", "0"], ["--min-overlap=-0.1"],
    ]
    for option in options {
      let result = try ToolRun.cmif(["align"] + option + brain)
      #expect(result.status == 64 && result.output == [], "\(option)")
    }
    let depth = try ToolRun.cmif(["map", "--depth", "12", "-o", "-"] + brain)
    #expect(depth.status == 64 && depth.errors.contains("--depth must be 8 or 16, not 12."))
  }

  @Test func `an output that cannot be created is refused before the work`() throws {
    let missing = folder.path("no/such/map.png")
    for (path, cause) in [
      (missing, "No such file or directory"), (folder.url.path, "Is a directory"),
    ] {
      for command in [["align", "--map-out", path], ["map", "-o", path]] {
        // The inputs do not exist, and are not looked at.
        let result = try ToolRun.cmif(command + ["no.png", "no.png"])
        #expect(result.status == 73, "\(command)")
        #expect(result.errors == "cmif: Cannot create '\(path)': \(cause).\n")
      }
    }
    #expect(folder.contents == [])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is an output error`() throws {
    let map = try ToolRun.cmif(["map", "-o", "/dev/full"] + brain)
    #expect(map.status == 74)
    #expect(map.errors == "cmif: Cannot write '/dev/full': No space left on device.\n")
    for command in [["map", "-o", "-"] + brain, ["align"] + brain, ["--help"], ["--version"]] {
      let result = try ToolRun.cmif(command, output: "/dev/full")
      #expect(result.status == 74)
      #expect(result.errors == "cmif: Cannot write standard output: No space left on device.\n")
    }
  }

  @Test func `more memory than allowed is refused, with the figure that would do`() throws {
    let result = try ToolRun.cmif(["align", "--memory", "64K"] + brain)
    #expect(result.status == 69 && result.output == [])
    let words = result.errors.split(separator: " ")
    let index = try #require(words.firstIndex(of: "needs"))
    let needed = try #require(Int(words[index + 1]))
    let again = try ToolRun.cmif(["align", "--memory", "\(needed)M"] + brain)
    #expect(again.status == 0 && again.columns.prefix(2) == ["74", "52"])
  }

  @Test func `timings are messages, not data`() throws {
    let plain = try ToolRun.cmif(["align"] + brain)
    let timed = try ToolRun.cmif(["align", "--timings"] + brain)
    #expect(timed.status == 0 && timed.output == plain.output)
    #expect(timed.errors.contains("guard retries"))
    let mapped = try ToolRun.cmif(
      ["align", "--timings", "--map-out", folder.path("m.png")] + brain)
    #expect(mapped.errors.contains(/\nmap: \d+\.\d{6} s\n/), "\(mapped.errors)")
    #expect(mapped.errors.matches(of: /: \d+\.\d{6} s\n/).count == 7, "\(mapped.errors)")
    for command in ["map", "warp", "overlay"] {
      let run = try ToolRun.cmif([command, "--timings", "-o", folder.path("out.png")] + brain)
      let names = run.errors.split(separator: "\n").compactMap { $0.split(separator: ":").first }
      #expect(
        names == [
          "decoding", "quantising", "template spectra", "transforms", "counting", "output",
          "engine",
        ], "\(command): \(run.errors)")
    }
  }

  @Test func `every command that aligns keeps wisdom`() throws {
    let small = ["same_size_ref.png", "same_size_tmpl.png"].map(Golden.path)
    let table = try Table([small]).write(to: folder)
    for command in [
      ["align"] + small, ["map", "-o", "-"] + small, ["warp", "-o", "-"] + small,
      ["overlay", "-o", "-"] + small, ["batch", table],
    ] {
      let name = "\(command[0]).wisdom"
      let run = try ToolRun.cmif(command + ["--wisdom", folder.path(name)])
      #expect(run.status == 0 && run.errors == "")
      #expect(try folder.read(name).starts(with: Array("(fftw".utf8)), "\(name)")
    }
  }

  @Test func `wisdom is kept in its file, and changes no answer`() throws {
    let path = folder.path("wisdom")
    let small = ["same_size_ref.png", "same_size_tmpl.png"].map(Golden.path)
    let plain = try ToolRun.cmif(["align"] + small)
    for _ in 0..<2 {
      let result = try ToolRun.cmif(["align", "--wisdom", path] + small)
      #expect(result.status == plain.status && result.output == plain.output)
      #expect(try folder.read("wisdom").starts(with: Array("(fftw".utf8)))
    }
    _ = try folder.write(Array("nonsense".utf8), to: "wisdom")
    let result = try ToolRun.cmif(["align", "--wisdom", path] + small)
    #expect(result.status == 65 && result.errors.contains("'\(path)' holds no wisdom"))
    #expect(try folder.read("wisdom") == Array("nonsense".utf8))
    let missing = folder.path("no/wisdom")
    let early = try ToolRun.cmif(["align", "--wisdom", missing] + small)
    #expect(early.status == 73 && early.output == [])
    #expect(early.errors == "cmif: Cannot create '\(missing)': No such file or directory.\n")
  }
}
