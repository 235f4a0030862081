import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct BatchCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func batch(_ table: Table, _ options: String...) throws -> ToolRun {
    try ToolRun.cmif(["batch", try table.write(to: folder)] + options)
  }

  /// Expects a row's answer to be the line of `cmif align` for the pair, with the row's number added.
  private func expectAligned(
    _ line: String, row: Int, _ pair: [String], _ options: [String],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let aligned = try ToolRun.cmif(["align", "--format", "json"] + options + pair)
    #expect(aligned.status == 0, "\(aligned.errors)", sourceLocation: location)
    #expect(
      line.replacing(#""row": \#(row), "#, with: "") == aligned.lines.first, "\(options)",
      sourceLocation: location)
  }

  @Test func `each row is answered as align answers it`() throws {
    let table = try Table(count: 5)
    let run = try batch(table)
    #expect(run.status == 0 && run.errors == "")
    #expect(try run.answers().map(\.row) == [1, 2, 3, 4, 5])
    let crops = try ReadmeTemplate.read()
    for (index, (line, answer)) in zip(run.lines, try run.answers()).enumerated() {
      let crop = crops[index]
      try expectAligned(line, row: index + 1, [answer.reference, answer.template], [])
      #expect(
        answer.offset
          == BatchAnswer.Point(
            x: Double(crop.centreColumn - (crop.width - 1) / 2),
            y: Double(crop.centreRow - (crop.height - 1) / 2)))
    }
  }

  @Test func `a cell holds for its row, and an empty or missing one leaves the command line's`()
    throws
  {
    let pair = Table.quick
    let rows: [(cells: [String], options: [String])] = [
      (["6", "", "", "2"], ["--bins", "6", "--peaks", "2"]),
      (["", "joint", "-3:3"], ["--bins", "4", "--norm", "joint", "--rotation", "-3:3"]),
      (
        ["", "", "", "", "score", "0.25", "true", pair[0]],
        [
          "--bins", "4", "--rank", "score", "--min-overlap", "0.25", "--subpixel", "--mask-ref",
          pair[0],
        ]
      ),
      ([], ["--bins", "4"]),
    ]
    let table = Table(
      [
        "template", "reference", "bins", "norm", "rotation", "peaks", "rank", "min-overlap",
        "subpixel", "mask-ref",
      ], rows.map { [pair[1], pair[0]] + $0.cells })
    let run = try batch(table, "--bins", "4")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.count == rows.count)
    for (index, (line, row)) in zip(run.lines, rows).enumerated() {
      try expectAligned(line, row: index + 1, pair, row.options)
    }
  }

  @Test func `the columns are the options of a pair`() throws {
    let help = try ToolRun.cmif("batch", "--help").text
    let sections = try #require(help.range(of: "IMAGES:")?.lowerBound)
    let end = try #require(help.range(of: "MACHINE:")?.lowerBound)
    let options = help[sections..<end].matches(of: /\n  --([a-z-]+)/).map { String($0.1) }
    #expect(options == PairColumn.all.map(\.name))
  }

  @Test func `the same bytes come in the table's order from every number of threads`() throws {
    let table = try Table(count: 12)
    let runs = try ["1", "2", "7"].map { try batch(table, "--threads", $0) }
    #expect(try runs[0].answers().map(\.row) == Array(1...12))
    #expect(runs.allSatisfy { $0.status == 0 && $0.output == runs[0].output })
  }

  @Test func `a pair without an alignment has an error, and the others are answered`() throws {
    let text = try folder.write(Array("hello".utf8), to: "text.png")
    let flat = try folder.write(
      try PNGWriter.encode(
        Picture(
          width: 8, height: 8, model: .gray, bitDepth: 8,
          samples: Array(repeating: 7, count: 64))), to: "flat.png")
    let (reference, template) = (Table.quick[0], Table.quick[1])
    let run = try batch(
      Table([
        [reference, template], [reference, "no.png"], [text, template], [reference, flat],
        [reference, template],
      ]))
    #expect(run.status == 1)
    #expect(
      run.errors == "cmif: 3 of 5 pairs have no alignment; their 'error' tells why.\n")
    let answers = try run.answers()
    #expect(answers.map(\.row) == [1, 2, 3, 4, 5])
    #expect(answers.map { $0.error?.status } == [nil, 66, 65, 1, nil])
    #expect(answers[1].error?.message == "Cannot read 'no.png': No such file or directory.")
    #expect(
      answers[2].error?.message
        == "Cannot read '\(text)': it is neither PNG, .npy nor TIFF, convert it to PNG first.")
    #expect(answers[3].error?.message.contains("share no information") == true)
    #expect(answers[4].offset == BatchAnswer.Point(x: 0, y: 0))
    #expect(
      run.lines[1]
        == #"{"schema": 1, "row": 2, "reference": "\#(reference)", "template": "no.png", "#
        + #""error": {"message": "Cannot read 'no.png': No such file or directory.", "#
        + #""status": 66}}"#)
  }

  @Test func `what is wrong with a row is told by the row`() throws {
    let (reference, template) = (Table.quick[0], Table.quick[1])
    let path = folder.path("pairs.tsv")
    let rows: [(cells: [String], cause: String)] = [
      ([reference, template, "", "", "x"], "it has 5 cells, but the table 4 columns"),
      ([reference], "it lacks the template"), (["", template], "it lacks the reference"),
      ([reference, template, "five"], "'five' is no value for the column 'bins'"),
      ([reference, template, "1"], "--bins must be 2 to 256, not 1"),
      ([reference, template, "8", "-"], "standard input is no file"),
      (["-", template], "standard input is no file"),
    ]
    let run = try batch(Table(["reference", "template", "bins", "mask-tmpl"], rows.map(\.cells)))
    #expect(run.status == 1)
    for (index, (answer, row)) in zip(try run.answers(), rows).enumerated() {
      #expect(
        answer.error
          == BatchAnswer.Failure(
            message: "Cannot use row \(index + 1) of '\(path)': \(row.cause).", status: 65))
    }
    for (bytes, cause) in [
      ([0xE4, 0x09, 0xFF, 0x0A], "it is no text in UTF-8"),
      ([0x61, 0x09, 0x62, 0x00, 0x0A], "it holds a zero byte"),
    ] as [([UInt8], String)] {
      let text = Array("reference\ttemplate\na\tb\n".utf8) + bytes
      let other = try ToolRun.cmif("batch", try folder.write(text, to: "pairs.tsv"))
      #expect(
        try other.answers().last?.error?.message == "Cannot use row 2 of '\(path)': \(cause).")
    }
  }

  @Test func `a table without a proper heading is refused, and no output is made`() throws {
    let path = folder.path("pairs.tsv")
    func missing(_ column: String) -> String {
      "its first line names no column '\(column)', with tabs between columns"
    }
    let unreadable = "its first line is no text in UTF-8: save the table as UTF-8"
    let utf16: [UInt8] = "reference\ttemplate\n".utf8.flatMap { [$0, 0] }
    let tables: [(text: [UInt8], cause: String)] = [
      ([], "it is empty"),
      (Array("a\tb\n".utf8), missing("reference")),
      (Array("reference,template\n".utf8), missing("reference")),
      (Array("reference\tTemplate\n".utf8), missing("template")),
      (Array("reference\ttemplate\tbins\tbins\n".utf8), "its first line names a column twice"),
      ([UInt8](try Fixtures.data("demo/portrait.png")), unreadable),
      ([0xFF, 0xFE] + utf16, unreadable), (utf16, unreadable),
      (Array("r".utf8) + [0xE9] + Array("f\treference\ttemplate\n".utf8), unreadable),
      (
        [UInt8](repeating: 65, count: LineReader.longest + 1),
        "a line is longer than 16777216 bytes"
      ),
    ]
    for table in tables {
      _ = try folder.write(table.text, to: "pairs.tsv")
      let run = try ToolRun.cmif("batch", path, "-o", folder.path("out.jsonl"))
      #expect(run.status == 65 && run.output == [])
      #expect(run.errors == "cmif: Cannot read '\(path)': \(table.cause).\n")
      #expect(folder.contents == ["pairs.tsv"])
    }
    for (path, cause) in [
      (folder.path("no.tsv"), "No such file or directory"), (folder.url.path, "Is a directory"),
    ] {
      let run = try ToolRun.cmif("batch", path)
      #expect(run.status == 66 && run.errors == "cmif: Cannot read '\(path)': \(cause).\n")
    }
  }

  @Test func `tables of other programs are read alike`() throws {
    let rows = [Table.quick, Table.quick.reversed()]
    let plain = Table(["reference", "template", "bins"], rows.map { $0 + ["5"] })
    let expected = try batch(plain).output
    let dos = Table(["reference", "template", "bins"], rows.map { $0 + ["5"] }, lineEnd: "\r\n")
    let gaps = plain.text.replacing("\n", with: "\n\n\t\t\n")
    for text in [dos.text, "\u{FEFF}" + dos.text, String(plain.text.dropLast()), gaps] {
      var table = plain
      table.text = text
      let run = try batch(table)
      #expect(run.status == 0 && run.output == expected)
    }
  }

  @Test func `a table comes from standard input too`() throws {
    let table = try Table(count: 3)
    let run = try ToolRun.cmif(["batch", "-"], input: Array(table.text.utf8))
    #expect(run.status == 0 && run.lines.count == 3)
    #expect(try run.output == batch(table).output)
  }

  @Test func `names may hold blanks, quotes and letters of any script`() throws {
    let names = ["a b  c.png", "Übersicht é 図.png", "\"it's\" \\n $(x) {}.png"]
    for name in names {
      try Fixtures.data("golden/same_size_ref.png").write(to: folder.url.appending(path: name))
    }
    let run = try batch(Table(names.map { [folder.path($0), Table.quick[1]] }))
    #expect(run.status == 0 && run.errors == "")
    #expect(try run.answers().map(\.reference) == names.map(folder.path))
  }

  @Test func `a pair that comes twice is answered twice`() throws {
    let run = try batch(Table([Table.quick, Table.quick]))
    #expect(try run.answers().map(\.row) == [1, 2])
    #expect(run.lines[0].replacing(#""row": 1"#, with: #""row": 2"#) == run.lines[1])
  }

  @Test func `a table without rows has no answers`() throws {
    let run = try batch(Table([]))
    #expect(run.status == 0 && run.output == [] && run.errors == "")
  }

  @Test func `an output is begun anew, and one that cannot be written is an error`() throws {
    let table = try Table([Table.quick]).write(to: folder)
    let output = try folder.write(Array("old".utf8), to: "out.jsonl")
    let run = try ToolRun.cmif("batch", table, "-o", output)
    #expect(run.status == 0 && run.output == [])
    #expect(try folder.read("out.jsonl") == ToolRun.cmif("batch", table).output)
    for option in ["-o", "--resume"] {
      let path = folder.path("no/such.jsonl")
      let run = try ToolRun.cmif("batch", table, option, path)
      #expect(run.status == 73)
      #expect(run.errors == "cmif: Cannot create '\(path)': No such file or directory.\n")
    }
    if FileManager.default.fileExists(atPath: "/dev/full") {
      let run = try ToolRun.cmif("batch", table, "-o", "/dev/full")
      #expect(run.status == 74)
      #expect(run.errors == "cmif: Cannot write '/dev/full': No space left on device.\n")
    }
  }

  @Test func `wrong usage is refused`() throws {
    let text = Table([Table.quick]).text
    let table = try folder.write(Array(text.utf8), to: "pairs.tsv")
    for options in [
      ["--shard", "0/2"], ["--shard", "3/2"], ["--shard", "2"], ["--shard", "1/2/3"],
      ["--shard", "a/b"], ["--bins", "1"], ["-o", table], ["--resume", table], ["--resume", "-"],
      ["-o", folder.path("./pairs.tsv")],
    ] {
      let run = try ToolRun.cmif(["batch", table] + options)
      #expect(run.status == 64 && run.output == [], "\(options)")
      #expect(String(decoding: try folder.read("pairs.tsv"), as: UTF8.self) == text)
      #expect(folder.contents == ["pairs.tsv"])
    }
    for (options, message) in [
      (["-o", "a", "--resume", "b"], "--resume FILE writes to that file: leave --output out."),
      (["--mask-ref", "-"], "A mask for many pairs cannot be standard input."),
    ] {
      let run = try ToolRun.cmif(["batch", table] + options)
      #expect(run.status == 64 && run.errors.hasPrefix("Error: \(message)\n"), "\(options)")
    }
  }

  @Test func `wisdom that is none is refused before older answers are touched`() throws {
    let table = try Table([Table.quick]).write(to: folder)
    let output = try folder.write([9], to: "out.jsonl")
    let wisdom = try folder.write(Array("nonsense".utf8), to: "wisdom")
    let run = try ToolRun.cmif("batch", table, "-o", output, "--wisdom", wisdom)
    #expect(run.status == 65)
    #expect(try folder.read("out.jsonl") == [9])
  }

  #if os(Linux)
    @Test func `names that only look alike are two files`() throws {
      let pairs = [("\u{E9}.png", "same_size"), ("e\u{301}.png", "even_even")].map { name, source in
        (name: folder.path(name), source: Fixtures.path("golden/\(source)_ref.png"))
      }
      for pair in pairs {
        try FileManager.default.copyItem(atPath: pair.source, toPath: pair.name)
      }
      let template = Table.quick[1]
      let renamed = try batch(Table(pairs.map { [$0.name, template] }), "--threads", "1")
      let sources = try batch(Table(pairs.map { [$0.source, template] }), "--threads", "1")
      func answers(_ run: ToolRun) throws -> [Substring] {
        try run.lines.map { try #require($0.split(separator: "\"matrix\"").last) }
      }
      #expect(try answers(renamed) == answers(sources))
      #expect(Set(try answers(renamed)).count == 2)
    }
  #endif

  @Test func `timings are messages, not data`() throws {
    let table = Table([Table.quick, Table.quick])
    let timed = try batch(table, "--timings")
    #expect(try timed.status == 0 && timed.output == batch(table).output)
    for stage in ["decoding", "quantising", "transforms", "counting"] {
      #expect(timed.errors.contains("\(stage): "), "\(stage)")
    }
  }

  @Test(arguments: [1, 3, 20]) func `shards add up to the whole`(count: Int) throws {
    let table = try Table(count: 8)
    let shards = try (1...count).map { try batch(table, "--shard", "\($0)/\(count)") }
    #expect(shards.allSatisfy { $0.status == 0 })
    for (index, shard) in shards.enumerated() {
      let rows = Array(stride(from: index + 1, through: 8, by: count))
      #expect(try shard.answers().map(\.row) == rows)
    }
    #expect(try shards.flatMap(\.lines).sorted() == batch(table).lines.sorted())
  }
}
