import ArgumentParser
import CMIF

/// `cmif align`: where a template lies on a reference.
struct AlignCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Find where templates lie on a reference.",
    discussion: """
      Prints a line for each template: x, y, angle, scale, score and name, separated by tabs. x \
      and y are where the template's top left pixel lands, x to the right and y downward. Of \
      many templates as many as --threads are looked for at a time, each with all of --memory, \
      and what they share of the reference may take as much.

      Examples:
        cmif align reference.png template.png
        cmif align --format json --min-confidence 0.9 reference.png template.png
        cmif align --peaks 3 reference.png template.png | cut -f1,2
      """)

  /// How answers are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, itk, matrix
  }

  @Argument(
    help: "The reference, a PNG file; - for standard input.",
    completion: .file(extensions: ["png"]))
  var reference: String

  @Argument(
    help: "The templates, PNG files; - for standard input.",
    completion: .file(extensions: ["png"]))
  var templates: [String]

  @OptionGroup var pair: PairOptions

  @Option(help: ArgumentHelp("Status 1 where the confidence is below this.", valueName: "share"))
  var minConfidence = 0.0

  @Option(help: "How answers are written.")
  var format = Format.text

  @Flag(help: "Begin with a line that names the columns.")
  var header = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where answers go; - for standard output.", valueName: "file"),
    completion: .file())
  var output = "-"

  @Option(
    help: ArgumentHelp("Write the map too, as PNG or .npy.", valueName: "file"),
    completion: .file(extensions: ["png", "npy"]))
  var mapOut: String?

  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var talk: VerbosityOptions

  func validate() throws {
    guard (0...1).contains(minConfidence) else {
      throw ValidationError("--min-confidence must be 0 to 1, not \(minConfidence).")
    }
    guard mapOut == nil || templates.count == 1 else {
      throw ValidationError("--map-out takes a single template.")
    }
    guard templates.count == 1 || ![.itk, .matrix].contains(format) else {
      throw ValidationError("--format \(format.rawValue) takes a single template.")
    }
    guard !header || format == .text else {
      throw ValidationError("--header goes with --format text.")
    }
    try StandardStreams.check(
      inputs: [reference, pair.images.maskRef, pair.images.maskTmpl] + templates,
      outputs: [output, mapOut])
  }

  func run() async throws {
    let answerFile = try OutputFile(OutputTarget(argument: output))
    let mapFile = try mapOut.map { path throws(ToolError) in
      try OutputFile(OutputTarget(argument: path))
    }
    let wisdom = try machine.loadWisdom()
    var timings = Timings()
    let labelings = pair.labels.labelings(default: Labeling())
    talk.say(VerboseMessages.labels(labelings))
    let fixed = try timings.measure("decoding") { () throws(ToolError) in
      try pair.images.source(
        reference, mask: pair.images.maskRef, labelings.reference, talk: talk)
    }
    let shared = try timings.measure("quantising") { sharedReference(of: fixed) }
    let bar = talk.progressBar
    var (failure, done) = (ToolError?.none, 0)
    try await forEachInOrder(count: templates.count, atOnce: atOnce) { number in
      await find(templates[number], labelings.template, on: fixed, sharing: shared, bar)
    } take: { found in
      timings.add(found.timings)
      do {
        bar?.clear()
        try write(found, to: answerFile, &timings)
        if let mapFile { try await writeMap(fixed, found, to: mapFile) }
        try check(found)
      } catch let error as ToolError {
        if let failure { StandardError.write(failure, isColored: talk.isColored) }
        failure = error
      }
      done += 1
      bar?.update(done: done, of: templates.count)
    }
    machine.report(timings)
    if !answerFile.isEmpty { try answerFile.commit() }
    try machine.saveWisdom(to: wisdom)
    if let failure { throw failure }
  }

  /// What came of a template.
  private struct Found: Sendable {
    let template: String
    var moving: AlignmentImage?
    var answer = Result<Answer, any Error>.failure(CancellationError())
    var timings = Timings()
  }

  private struct Answer: Sendable {
    let result: AlignmentResult
    let text: String
  }

  /// The templates that are looked for at the same time: many on one thread each need less time than one
  /// after the other on all threads.
  private var atOnce: Int { min(machine.resources.threads, templates.count) }

  /// What is made of the reference once, where several templates can share it.
  private func sharedReference(of fixed: AlignmentImage) -> ReferenceCache? {
    guard templates.count > 1 && options.poses.isTranslation else { return nil }
    return ReferenceCache(fixed, limit: machine.resources.memory)
  }

  /// Looks for a template; a bar shows how far that is where there is no other one.
  private func find(
    _ template: String, _ labeling: Labeling, on fixed: AlignmentImage,
    sharing shared: ReferenceCache?, _ bar: ProgressBar?
  ) async -> Found {
    var found = Found(template: template)
    do {
      let moving = try found.timings.measure("decoding") { () throws(ToolError) in
        try pair.images.source(template, mask: pair.images.maskTmpl, labeling, talk: talk)
      }
      if mapOut != nil { found.moving = moving }
      let answer = try await ToolError.translating(
        "align \(reference.quoted) and \(template.quoted)"
      ) {
        let result = try await Aligner(options: options).align(
          reference: fixed, template: moving, sharing: shared,
          showingProgress: templates.count == 1 ? bar : nil)
        let report = AlignmentReport(
          reference: reference, template: template, normalization: pair.search.norm,
          alignments: result.alignments)
        return Answer(result: result, text: try text(of: report))
      }
      found.answer = .success(answer)
    } catch {
      found.answer = .failure(error)
    }
    return found
  }

  private func write(
    _ found: Found, to answerFile: OutputFile, _ timings: inout Timings
  ) throws {
    let answer = try found.answer.get()
    talk.say(VerboseMessages.work(answer.result.statistics))
    timings.add(answer.result.statistics)
    try timings.measure("output") { () throws(ToolError) in
      let heading = header && answerFile.isEmpty ? AlignmentReport.header : ""
      try answerFile.write(Array((heading + answer.text).utf8))
    }
  }

  /// Throws where the answer is not as sure as was asked for.
  private func check(_ found: Found) throws {
    let best = try found.answer.get().result.best
    guard best.confidence < minConfidence else { return }
    throw ToolError(
      .noAlignment,
      "The alignment of \(found.template.quoted) cannot be trusted: its confidence is "
        + "\(Number.rounded(best.confidence, decimals: 3)), below \(Number.exact(minConfidence)).")
  }

  /// The answers in the format asked for; those that hold a pose alone tell the best one.
  private func text(of report: AlignmentReport) throws(CMIFError) -> String {
    switch format {
    case .text: report.text
    case .json: report.json()
    case .itk: try PoseFormat.itk.text(for: report.alignments[0].pose)
    case .matrix: try PoseFormat.matrix.text(for: report.alignments[0].pose)
    }
  }

  /// Writes the map at the best angle and scale.
  private func writeMap(
    _ fixed: AlignmentImage, _ found: Found, to file: OutputFile
  ) async throws {
    guard let moving = found.moving else { return }
    let pose = try found.answer.get().result.best.pose
    var labels = LabelImagePair(reference: fixed, template: moving)
    var corner = (x: 0.0, y: 0.0)
    if !options.poses.isTranslation {
      labels = labels.turned(angle: pose.angle, scale: pose.scale)
      let canvas = Pose.identity.center(of: labels.template[0].size)
      let turned = Pose(center: canvas, of: moving.size, angle: pose.angle, scale: pose.scale)
      corner = (turned.tx, turned.ty)
    }
    let map = try await ToolError.translating("map \(reference.quoted)") {
      try await MapFile.map(
        of: labels, normalization: pair.search.norm, resources: machine.resources)
    }
    let bytes = try MapFile(map: map, region: Region.same.rawValue, corner: corner)
      .bytes(for: OutputTarget(argument: mapOut ?? ""))
    try file.commit(bytes)
  }

  private var options: AlignmentOptions {
    let all = machine.resources(computations: atOnce)
    return pair.options(resources: Resources(threads: all.threads / atOnce, memory: all.memory))
  }
}
