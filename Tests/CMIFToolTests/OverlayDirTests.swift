import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// The folder of small overlays that `cmif batch --overlay-dir` writes.
@Suite struct OverlayDirTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  private var overlays: String { folder.path("overlays") }

  private func batch(_ table: String, _ options: String...) throws -> ToolRun {
    try ToolRun.cmif(
      ["batch", "--quiet", table, "--overlay-dir", overlays, "-o", folder.path("answers.jsonl")]
        + options)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: overlays).sorted()
  }

  private func page(_ name: String = "index.html") throws -> String {
    String(decoding: try folder.read("overlays/\(name)"), as: UTF8.self)
  }

  /// The rows in the page's order.
  private func rows(_ page: String) -> [Int] {
    page.matches(of: /<figure id="row-(\d+)">/).compactMap { Int($0.1) }
  }

  @Test func `each pair has an overlay, and the page shows the least sure first`() throws {
    let unrelated = [Fixtures.path("demo/portrait.png"), brain[1]]
    let table = try Table([brain, unrelated, [brain[0], "no<&>\"'.png"], brain]).write(to: folder)
    let run = try batch(table)
    #expect(run.status == 1)
    #expect(try files() == ["index.html", "overlay-1.png", "overlay-2.png", "overlay-4.png"])
    let page = try page()
    #expect(rows(page) == [3, 2, 1, 4])
    #expect(page.contains("<b>Row 3: no alignment</b>"))
    #expect(page.contains("<p>no&lt;&amp;&gt;&quot;&#39;.png</p>"))
    #expect(!page.contains("no<") && !page.contains("<script"))
    #expect(page.contains("<p>x 74, y 52, angle 0, scale 1</p>"))
    for row in [1, 2, 4] { #expect(page.contains("<img src=\"overlay-\(row).png\"")) }
    #expect(try folder.read("overlays/overlay-1.png") == folder.read("overlays/overlay-4.png"))
  }

  @Test func `answers are the same with overlays as without`() throws {
    let table = try Table(count: 5).write(to: folder)
    #expect(try batch(table).status == 0)
    #expect(try folder.read("answers.jsonl") == ToolRun.cmif("batch", table).output)
  }

  @Test func `the folder has the same bytes for every number of threads`() throws {
    let table = try Table(count: 6).write(to: folder)
    let runs = try ["1", "3"].map { threads in
      #expect(try batch(table, "--threads", threads).status == 0)
      return try files().map { try folder.read("overlays/\($0)") }
    }
    #expect(runs[0] == runs[1] && runs[0].count == 7)
  }

  @Test func `a page is well-formed whatever names and notes hold`() throws {
    let page = OverlayPage(entries: [
      OverlayPage.Entry(
        row: 1, reference: "a\u{1B}[2J<b>", template: "]]>&amp;", confidence: nil,
        picture: nil, notes: ["'\"", "\u{0}\n"])
    ]).html
    let tag = /<\/?(html|head|meta|title|style|body|h1|main|figure|figcaption|b|p)( [^<>&]*)?>/
    let text = page.replacing("<!DOCTYPE html>", with: "").replacing(tag, with: "")
    #expect(!text.contains("<") && !text.contains(">"))
    #expect(page.contains("<p>a\\u{1B}[2J&lt;b&gt;</p>\n<p>]]&gt;&amp;amp;</p>"))
    #expect(page.contains("<p>&#39;&quot;</p>\n<p>\\0\\n</p>"))
  }

  @Test func `a run that is continued shows all rows`() throws {
    let table = try Table(
      ["reference", "template", "mirror"],
      [brain + ["auto"], [brain[0], "no.png"], brain]
    ).write(to: folder)
    let answers = folder.path("answers.jsonl")
    let options = ["batch", "--quiet", "--resume", answers, "--overlay-dir", overlays]
    #expect(try ToolRun.cmif(options + [table]).status == 1)
    let whole = try page()
    let lines = String(decoding: try folder.read("answers.jsonl"), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    _ = try folder.write(Array((lines[0] + "\n" + lines[1] + "\n").utf8), to: "answers.jsonl")
    #expect(try ToolRun.cmif(options + [table]).status == 1)
    #expect(try page() == whole && rows(whole) == [2, 1, 3])
    #expect(whole.contains("<p>Cannot read &#39;no.png&#39;: No such file or directory.</p>"))
    #expect(whole.contains("<img src=\"overlay-1.png\""))
    #expect(whole.contains("<p>Flipped otherwise, the template fits about as well"))
    try FileManager.default.removeItem(atPath: folder.path("overlays/overlay-1.png"))
    #expect(try ToolRun.cmif(options + [table]).status == 1)
    #expect(
      try page().contains(
        "as well: cmif align shows all answers with --peaks 3 or more.</p>\n<p>An earlier run left no overlay.</p>"
      ))
  }

  @Test func `shards share a folder`() throws {
    let table = try Table(count: 4).write(to: folder)
    for shard in 1...2 { #expect(try batch(table, "--shard", "\(shard)/2").status == 0) }
    #expect(
      try files() == ["index-1.html", "index-2.html"] + (1...4).map { "overlay-\($0).png" })
    #expect(rows(try page("index-1.html")).sorted() == [1, 3])
    #expect(rows(try page("index-2.html")).sorted() == [2, 4])
  }

  @Test func `an older page stays until a run is complete`() throws {
    let table = try Table([brain]).write(to: folder)
    #expect(try batch(table).status == 0)
    let older = try page()
    let broken = try folder.write(
      Array((Table([brain]).text + String(repeating: "x", count: LineReader.longest + 1)).utf8),
      to: "broken.tsv")
    #expect(try batch(broken).status == 65)
    #expect(try page() == older)
    #expect(try files() == ["index.html", "overlay-1.png"])
  }

  @Test func `a folder that cannot be made is refused before older answers are touched`() throws {
    let table = try Table([brain]).write(to: folder)
    let answers = try folder.write([9], to: "answers.jsonl")
    for (path, cause) in [
      (
        folder.path("no/such"),
        "Cannot create '\(folder.path("no/such"))': No such file or directory."
      ),
      (answers, "Cannot create '\(answers)': File exists."),
    ] {
      let run = try ToolRun.cmif("batch", table, "-o", answers, "--overlay-dir", path)
      #expect(run.status == 73 && run.errors == "cmif: \(cause)\n")
      #expect(try folder.read("answers.jsonl") == [9])
    }
    try FileManager.default.createDirectory(
      atPath: folder.path("overlays/index.html"), withIntermediateDirectories: true)
    let run = try batch(table)
    #expect(run.status == 73)
    #expect(run.errors == "cmif: Cannot create '\(overlays)/index.html': Is a directory.\n")
  }

  @Test func `an overlay that cannot be written ends the run, without its answer and the page`()
    throws
  {
    let table = try Table([brain]).write(to: folder)
    try FileManager.default.createDirectory(
      atPath: folder.path("overlays/overlay-1.png"), withIntermediateDirectories: true)
    let run = try batch(table)
    #expect(run.status == 73)
    #expect(run.errors == "cmif: Cannot create '\(overlays)/overlay-1.png': Is a directory.\n")
    #expect(try files() == ["overlay-1.png"] && folder.read("answers.jsonl") == [])
  }

  @Test func `the answers are not overwritten by the page`() throws {
    let table = try Table([brain]).write(to: folder)
    for option in ["-o", "--resume"] {
      let run = try ToolRun.cmif(
        "batch", table, "--overlay-dir", folder.url.path, option, folder.path("./index.html"))
      #expect(run.status == 64)
      #expect(run.errors.hasPrefix("Error: Two outputs cannot both go to '"))
    }
    #expect(folder.contents == ["pairs.tsv"])
  }

  @Test func `an overlay shows the template's edges around the template's place`() throws {
    let reference = try PNGReader.read(.file(path: brain[0]))
    let template = try PNGReader.read(.file(path: brain[1]))
    let pose = Pose(x: 74, y: 52)
    let part = SmallOverlay.surroundings(of: template.size, under: pose, on: reference.size)
    #expect(part == PixelRect(x: 50, y: 28, size: Size(width: 144, height: 144)))
    let overlay = try SmallOverlay(
      reference: AlignmentImage(reference), template: AlignmentImage(template), pose: pose)
    let moved = Pose(x: 24, y: 24)
    let ground = try reference.warped(by: Pose(x: -50, y: -28), onto: PixelRect(part.size))
    let expected = Overlay.edges.picture(
      of: ground, and: try template.warped(by: moved, onto: PixelRect(part.size)))
    #expect(overlay.picture == expected)
  }

  @Test(arguments: [
    (Pose(x: 0, y: 0), Size(width: 1000, height: 700)),
    (Pose(x: -300, y: 500, angle: 30, scale: 0.1), Size(width: 4000, height: 3000)),
    (Pose(x: 900, y: 0, scale: 40), Size(width: 30, height: 20)),
    (Pose(x: 5000, y: 5000), Size(width: 10, height: 10)),
    (Pose(x: 3, y: 4, scale: 1e-9), Size(width: 50, height: 50)),
  ])
  func `overlays are small whatever the pictures' sizes and scales`(pose: Pose, size: Size) throws {
    func image(_ size: Size) -> AlignmentImage {
      AlignmentImage(
        Plane(
          width: size.width, height: size.height,
          samples: (0..<size.area).map { Int32($0 * 7919 % 1000) }))
    }
    let overlay = try SmallOverlay(
      reference: image(Size(width: 1200, height: 900)), template: image(size), pose: pose)
    #expect((1...SmallOverlay.side).contains(overlay.picture.width))
    #expect((1...SmallOverlay.side).contains(overlay.picture.height))
  }

  @Test func `pixels that take no part are not shown`() throws {
    let plane = Plane(width: 3, height: 1, samples: [5, 90, 10])
    let mask = Mask(width: 3, height: 1, isIncluded: [true, false, true])
    let overlay = try SmallOverlay(
      reference: AlignmentImage(plane, mask: mask), template: AlignmentImage(plane),
      pose: .identity)
    #expect(overlay.picture.channel(0).samples == [0, 0, 255])
  }
}
