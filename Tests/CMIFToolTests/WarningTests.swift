import CMIF
import Testing

@testable import CMIFTool

/// What is said of answers that are not to be trusted.
@Suite struct WarningTests {
  private let folder: TemporaryFolder
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
  /// Two pictures with nothing in common.
  private let unrelated = ["demo/brain_t1.png", "demo/portrait_wave.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  // MARK: Sentences

  @Test func `each warning has a sentence that names the option to try`() {
    let sentences: [(warning: AlignmentWarning, part: String)] = [
      (.noData, "--nodata none keeps them."), (.fixedPattern, "--ignore-ref and --ignore-tmpl"),
      (.edgeOfOverlap(try: 0.4), "at the edge of --min-overlap: try --min-overlap 0.4."),
      (.edgeOfRotation(try: -8...12), "at the end of --rotation: try --rotation -8:12."),
      (.edgeOfScale(try: 0.8...1.25), "at the end of --scale: try --scale 0.8:1.25."),
      (.edgeOfWindow(try: 31), "at the end of --within: try --within 31."),
      (.turn(5.12, searched: 0), "A turn of 5.1 degrees fits better: try --rotation -10:10."),
      (.turn(-1, searched: 0), "A turn of -1 degrees fits better: try --rotation -5:5."),
      (.turn(174, searched: 180), "A turn of 174 degrees fits better: try --rotation 170:190."),
      (.turn(25, searched: 20), "A turn of 25 degrees fits better: try --rotation 10:30."),
      (.scale(1.08), "A scale of 1.08 fits better: try --scale 0.95:1.2."),
      (.scale(0.9), "A scale of 0.9 fits better: try --scale 0.8:1.05."),
      (.scale(2.2), "A scale of 2.2 fits better: try --scale 1.8:2.65."),
      (.scale(0.1), "A scale of 0.1 fits better: try --scale 0.08:0.12."),
      (unequal((1, 1), (1.2, 1)), "Template pixels that are 1.2 times as wide as high fit better"),
      (unequal((1, 1), (1.2, 1)), "try --spacing-ref 1 --spacing-tmpl 1.2,1."),
      (unequal((1, 1), (0.8, 1)), "Template pixels that are 0.8 times as wide as high fit better"),
      (unequal((1, 1), (1, 1.23456)), "try --spacing-ref 1 --spacing-tmpl 1,1.235."),
      (
        unequal((0.5, 0.25), (0.03048, 0.0254)),
        "--spacing-ref 0.5,0.25 --spacing-tmpl 0.03048,0.0254."
      ),
      (unequal((90, 90), (12345.6, 1e-5)), "--spacing-ref 90 --spacing-tmpl 12346,1e-05."),
      (.bend(4), "fit best 4 pixels apart"),
      (.otherFlip, "Flipped otherwise, the template fits about as well: cmif align shows all"),
      (.otherFlip, "with --peaks 3 or more."), (.otherPlace, "with --peaks 2 or more."),
      (
        .onePatch(PixelRect(x: 3, y: 5, size: Size(width: 40, height: 12)), isLeftOut: false),
        "--ignore-tmpl 3,5,40,12 leaves it out."
      ),
      (
        .onePatch(PixelRect(x: 3, y: 5, size: Size(width: 40, height: 12)), isLeftOut: true),
        "A patch of the template (3,5,40,12) is left out"
      ),
      (.fewObjects(1), "only 1 thing on an empty ground"),
      (.fewObjects(2), "only 2 things on an empty ground"),
    ]
    for (warning, part) in sentences {
      #expect(warning.message.contains(part), "\(warning.message)")
      #expect(warning.message.hasSuffix("."))
      #expect(warning.json.text.hasPrefix(#"{"code": "\#(warning.code)", "message": ""#))
    }
  }

  private func unequal(
    _ reference: (Double, Double), _ template: (Double, Double)
  ) -> AlignmentWarning {
    .unequalPixels(
      reference: PixelSpacing(x: reference.0, y: reference.1),
      template: PixelSpacing(x: template.0, y: template.1))
  }

  @Test func `the README lists the codes`() throws {
    let warnings: [AlignmentWarning] = [
      .noData, .fixedPattern, .edgeOfOverlap(try: 0), .edgeOfRotation(try: 0...0),
      .edgeOfScale(try: 1...1), .edgeOfWindow(try: 1), .turn(0, searched: 0), .scale(1),
      .unequalPixels(reference: .unit, template: .unit),
      .bend(0), .otherFlip, .otherPlace, .fewObjects(1),
      .onePatch(PixelRect(x: 0, y: 0, size: Size(width: 1, height: 1)), isLeftOut: true),
    ]
    let readme = try Document("README.md").text
    let table = try #require(readme.firstMatch(of: #/\n\| code \| meaning \|\n(\|.*\n)+/#)?.0)
    let codes = table.matches(of: #/\n\| `([a-z-]+)` \| /#).map { String($0.1) }
    #expect(codes.sorted() == warnings.map(\.code).sorted())
  }

  // MARK: Advice

  /// The sentences on an answer with a warning, for a reference of 100 x 100 pixels.
  private func remarks(
    _ confidence: Double, template: Int = 100, overlap: Double = 0.5,
    poses: PoseRange = PoseRange(), mirroring: Mirroring = .no, pose: Pose = .identity
  ) -> [String] {
    var options = AlignmentOptions()
    options.mirroring = mirroring
    options.minimumOverlap = overlap
    options.poses = poses
    let answer = AlignmentAnswer(
      pose: pose, center: Point(x: 0, y: 0), score: 0, sharpness: 0, prominence: 0,
      overlap: 1,
      confidence: confidence, precision: 1)
    let alignment = PairAlignment(
      reference: "", template: "",
      sizes: PairSizes(
        reference: Size(width: 100, height: 100), template: Size(width: template, height: template)),
      options: options, result: AlignmentResult(answers: [answer], warnings: [.bend(3)]))
    return Remarks(alignment: alignment).sentences
  }

  @Test func `an unsure answer comes with the options that may help`() {
    #expect(remarks(0.5) == [AlignmentWarning.bend(3).message])
    let start = "The confidence is 0.313: the answer may well be wrong."
    let (overlap, rotation, scale, mirror) = (
      "--min-overlap 0.05, if the pictures overlap less than searched",
      "--rotation -10:10, if one is turned", "--scale 0.8:1.25, if their scales differ",
      "--mirror auto, if one may be a mirror image"
    )
    #expect(
      remarks(0.3126) == [
        AlignmentWarning.bend(3).message,
        "\(start) What may help: \(overlap); \(rotation); \(scale); \(mirror).",
      ])
    #expect(
      remarks(0.3126, template: 60).last
        == "\(start) What may help: \(rotation); \(scale); \(mirror).")
    #expect(
      remarks(0.3126, overlap: 0.05, poses: PoseRange(rotation: -3...3)).last
        == "\(start) What may help: \(scale); \(mirror).")
    #expect(
      remarks(0.3126, overlap: 0.01, poses: PoseRange(rotation: -3...3, scale: 0.9...1.1)).last
        == "\(start) What may help: \(mirror).")
    #expect(
      remarks(
        0.3126, overlap: 0.01, poses: PoseRange(rotation: -3...3, scale: 0.9...1.1),
        mirroring: .auto
      ).last == start)
    #expect(
      remarks(0.3126, overlap: 0.01, poses: PoseRange(rotation: 90...90, scale: 2...2)).last
        == "\(start) What may help: --rotation 80:100, if one is turned; --scale 1.6:2.5, if their "
        + "scales differ; \(mirror).")
  }

  @Test func `that an answer is mirrored is told where it need not be`() {
    let size = Size(width: 100, height: 100)
    let mirrored = Pose.identity.flipped(.topToBottom, of: size)
    let warning = AlignmentWarning.bend(3).message
    #expect(
      remarks(1, mirroring: .auto, pose: mirrored) == ["The template is found mirrored.", warning])
    #expect(remarks(1, mirroring: .auto) == [warning])
    #expect(remarks(1, mirroring: .yes, pose: mirrored) == [warning])
  }

  // MARK: The tool

  @Test func `an unsure answer is told on standard error, and quietly printed`() throws {
    let run = try ToolRun.cmif(["align"] + unrelated)
    #expect(run.status == 0 && run.lines.count == 1)
    #expect(try #require(Double(run.columns[5])) < 0.5)
    #expect(run.errors.contains("cmif: '\(unrelated[1])': The confidence is 0."))
    for line in run.errors.split(separator: "\n") {
      #expect(line.hasPrefix("cmif: '\(unrelated[1])': "))
    }
    let quiet = try ToolRun.cmif(["align", "--quiet"] + unrelated)
    #expect(quiet.status == 0 && quiet.errors == "" && quiet.output == run.output)
    let sure = try ToolRun.cmif(["align", "--format", "json"] + brain)
    #expect(sure.errors == "" && sure.text.contains(#"], "warnings": [], "sizes": "#))
  }

  @Test(arguments: ["warp", "overlay"])
  func `a picture of an unsure answer comes with a line, or not at all`(command: String) throws {
    let output = folder.path("out.png")
    let run = try ToolRun.cmif([command, "-o", output] + unrelated)
    #expect(run.status == 0 && run.errors.contains("cmif: '\(unrelated[1])': The confidence is 0."))
    let older = try folder.write([1, 2, 3], to: "out.png")
    let refused = try ToolRun.cmif(
      [command, "--quiet", "--min-confidence", "0.9", "-o", older] + unrelated)
    #expect(refused.status == 1 && refused.output == [])
    #expect(
      refused.errors.hasPrefix("cmif: The alignment of '\(unrelated[1])' cannot be trusted: "))
    #expect(try folder.read("out.png") == [1, 2, 3])
    let sure = try ToolRun.cmif([command, "--min-confidence", "0.9", "-o", older] + brain)
    #expect(sure.status == 0 && sure.errors == "")
  }

  @Test func `a table's unsure answers are told by their rows, printed and counted`() throws {
    let table = try Table([brain, unrelated, [brain[0], "no.png"]]).write(to: folder)
    let run = try ToolRun.cmif("batch", "--min-confidence", "0.9", table)
    #expect(run.status == 1 && run.lines.count == 3)
    #expect(try run.answers().map { $0.error?.status } == [nil, nil, 66])
    #expect(run.errors.contains("cmif: row 2, '\(unrelated[1])': The confidence is 0."))
    let last =
      "cmif: 1 of 3 pairs have no alignment; their 'error' tells why. 1 of 3 pairs have a confidence "
      + "below 0.9.\n"
    #expect(run.errors.hasSuffix(last))
    let answers = folder.path("answers.jsonl")
    _ = try ToolRun.cmif("batch", "--quiet", table, "--resume", answers)
    let resumed = try ToolRun.cmif(
      "batch", "--min-confidence", "0.9", table, "--resume", answers)
    #expect(resumed.status == 1 && resumed.errors == last)
    let mild = try ToolRun.cmif("batch", "--quiet", try Table([unrelated]).write(to: folder))
    #expect(mild.status == 0 && mild.errors == "" && mild.lines.count == 1)
  }

  @Test func `a table's answers hold no further peaks below the confidence asked for`() throws {
    let table = try Table([brain]).write(to: folder)
    func peaks(_ options: String...) throws -> Int? {
      let run = try ToolRun.cmif(["batch", "--quiet", table, "--peaks", "3"] + options)
      return try JSONValue(run.text)["peaks"]?.array?.count
    }
    #expect(try peaks() == 3)
    #expect(try peaks("--min-confidence", "0.9") == 1)
  }

  @Test func `columns that set no option pass into the answers and are named`() throws {
    let table = try Table(
      ["id", "reference", "template", "site \"A\""],
      [
        ["patient-7", brain[0], brain[1], "x\\y"], ["patient-8", brain[0], "no.png"],
      ]
    ).write(to: folder)
    let run = try ToolRun.cmif("batch", table)
    #expect(run.status == 1)
    #expect(
      run.errors.hasPrefix(
        "cmif: Columns that set no option pass into the answers: 'id', 'site \"A\"'.\n"))
    #expect(
      run.lines[0].hasSuffix(
        #""height": 96}}, "columns": {"id": "patient-7", "site \"A\"": "x\\y"}}"#))
    #expect(
      run.lines[1].hasSuffix(#""status": 66}, "columns": {"id": "patient-8", "site \"A\"": ""}}"#))
    #expect(
      try ToolRun.cmif("batch", "--quiet", table).errors
        == "cmif: 1 of 2 pairs have no alignment; their 'error' tells why.\n")
  }
}
