import CMIF
import Testing

@testable import CMIFTool

/// `--near` and `--within`: searches around an expected place.
@Suite struct WindowTests {
  private let folder: TemporaryFolder
  private let pair = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  private func align(_ options: String...) throws -> ToolRun {
    try ToolRun.cmif(["align"] + options + pair)
  }

  /// The middle of the best answer that a search prints.
  private func center(_ run: ToolRun) throws -> (x: Double, y: Double) {
    let center = try #require(try JSONValue(run.text)["center"])
    return (
      try #require(center["x"]?.number), try #require(center["y"]?.number)
    )
  }

  @Test(arguments: [[], ["--rotation", "-8:8"], ["--exhaustive", "--rotation", "-2:2"]])
  func `a place near the one expected is the one found without it`(options: [String]) throws {
    let arguments = ["align", "--format", "json"] + options
    let whole = try ToolRun.cmif(arguments + pair)
    let (x, y) = try center(whole)
    let near = ["--near", "\(x + 5),\(y - 6.5)", "--within", "10,8"]
    let found = try ToolRun.cmif(arguments + near + pair)
    #expect(found.status == 0)
    let place = try center(found)
    #expect(abs(place.x - x) <= 1 && abs(place.y - y) <= 1)
    let threads = try ["1", "2"].map {
      try ToolRun.cmif(arguments + near + ["--threads", $0] + pair).output
    }
    #expect(threads == [found.output, found.output])
  }

  @Test func `the text has the place in the window, and several templates have each theirs`() throws
  {
    let columns = try align().columns
    let (x, y) = try center(align("--format", "json"))
    let near = ["--near", "\(x),\(y)", "--within", "20"]
    #expect(try ToolRun.cmif(["align"] + near + pair).columns.prefix(4) == columns.prefix(4))
    let both = try ToolRun.cmif(["align"] + near + pair + [pair[1]])
    #expect(both.status == 0 && both.lines.count == 2 && both.lines[0] == both.lines[1])
  }

  @Test func `a better place beyond the window is told`() throws {
    let (x, y) = try center(align("--format", "json"))
    let run = try align("--format", "json", "--near", "\(x + 12),\(y)", "--within", "10")
    #expect(run.status == 0)
    #expect(run.text.contains(#"{"code": "edge-of-window", "message": "The best place lies at "#))
    #expect(run.errors.contains("at the end of --within: try --within 16."))
    #expect(try center(run).x >= x + 2)
  }

  @Test func `a window beside the reference has no answer, and says so`() throws {
    for near in ["-400,20", "1e8,-1e9"] {
      let run = try align("--near", near, "--within", "20")
      #expect(run.status == 1 && run.output == [])
      #expect(
        run.errors
          == "cmif: Cannot align '\(pair[0])' and '\(pair[1])': no offset has the overlap asked for. Only "
          + "places count whose middle lies --within a distance of --near.\n")
    }
  }

  @Test func `a table sets the place of each row`() throws {
    let (x, y) = try center(align("--format", "json"))
    let table = try Table(
      ["reference", "template", "near"],
      [pair + ["\(x - 3),\(y + 4)"], pair + ["\(x + 300),\(y)"], pair]
    ).write(to: folder)
    let run = try ToolRun.cmif("batch", "--quiet", "--within", "9", table)
    #expect(run.status == 1 && run.lines.count == 3)
    #expect(try run.answers().map { $0.error?.status } == [nil, 1, 65])
    #expect(try run.answers()[2].error?.message.contains("--near and --within go together") == true)
    let place = try #require(try JSONValue(run.lines[0])["center"]?["x"]?.number)
    #expect(place == x)
  }

  @Test func `one of the options alone is a mistake`() throws {
    let commands = [
      ["align"] + pair, ["warp", "-o", "-"] + pair, ["overlay", "-o", "-"] + pair,
    ]
    for command in commands {
      for option in [["--near", "1,2"], ["--within", "5"]] {
        let run = try ToolRun.cmif(command + option)
        #expect(run.status == 64 && run.output == [], "\(command) \(option)")
        #expect(
          run.errors.contains("--near and --within go together."), "\(command): \(run.errors)")
      }
    }
  }

  @Test(
    arguments: [
      ([], ["--near", "1,2"], "within"), (["within"], [], "near"), (["near"], [], "within"),
    ] as [([String], [String], String)])
  func `one of the columns alone is a mistake`(
    columns: [String], options: [String], lacking: String
  )
    throws
  {
    let table = try Table(["reference", "template"] + columns, [pair + ["5"]]).write(to: folder)
    let run = try ToolRun.cmif(["batch", table] + options)
    #expect(run.status == 64 && run.output == [])
    #expect(
      run.errors
        == "cmif: --near and --within go together: --\(lacking) is neither an option nor a column of "
        + "'\(table)'.\n")
  }

  @Test(arguments: ["warp", "overlay"])
  func `a picture is made of the pose in the window`(command: String) throws {
    let (x, y) = try center(align("--format", "json"))
    let window = ["--near", "\(x + 30),\(y)", "--within", "15", "--quiet"]
    let pose = try ToolRun.cmif(["align", "--subpixel", "--format", "json"] + window + pair).output
    let expected = try ToolRun.cmif([command, "-o", "-", "--pose", "-"] + pair, input: pose)
    let found = try ToolRun.cmif([command, "-o", "-"] + window + pair)
    #expect(found.status == 0 && found.output == expected.output)
    #expect(try found.output != ToolRun.cmif([command, "-o", "-"] + pair).output)
  }
}
