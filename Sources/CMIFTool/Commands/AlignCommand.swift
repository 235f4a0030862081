import ArgumentParser
import CMIF

/// `cmif align`: where templates lie on a reference.
struct AlignCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Find where templates lie on a reference.",
    discussion: """
      Prints a line for each template: x, y, angle, scale, score, confidence and name, \
      separated by tabs. x and y are where the template's top left pixel lands, x to the right \
      and y downward.

      Several templates are searched for at once, up to --threads. Each search may use all of \
      --memory, and so may the data that the searches share.

      Examples:
        cmif align reference.png template.png
        cmif align --format json --min-confidence 0.9 reference.png template.png
        cmif align --peaks 3 reference.png template.png | cut -f1,2
      """)

  /// The format of the answers.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, itk, matrix

    /// The answers for a template. `itk` and `matrix` hold a single pose: that of the best answer.
    func text(of report: AlignmentReport) throws(ToolError) -> String {
      guard let pose else { return self == .json ? report.json() : report.text }
      let alignment = report.alignment
      return try ToolError.translating(alignment.action) { () throws(CMIFError) in
        try pose.text(for: alignment.result.best.pose)
      }
    }

    /// The format of a single pose, or `nil` for a format of answers.
    var pose: PoseFormat? { PoseFormat(rawValue: rawValue) }
  }

  @Argument(
    help: "The reference, a PNG, .npy or TIFF file; - for standard input.",
    completion: .images)
  var reference: String

  @Argument(
    help: "The templates, PNG, .npy or TIFF files; - for standard input.",
    completion: .images)
  var templates: [String]

  @OptionGroup var options: PairOptions

  @OptionGroup var trust: ConfidenceOptions

  @Option(help: "The format of the answers.")
  var format = Format.text

  @Flag(help: "Print a first line that names the columns.")
  var header = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file for the answers; - for standard output.", valueName: "file"),
    completion: .file())
  var output = "-"

  @Option(
    help: ArgumentHelp("Also write the map, as .png or .npy.", valueName: "file"),
    completion: .files(MapFile.formats))
  var mapOut: String?

  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var verbosity: VerbosityOptions

  func validate() throws(ValidationError) {
    try options.search.place.check()
    guard mapOut == nil || templates.count == 1 else {
      throw ValidationError("--map-out takes a single template.")
    }
    if let mapOut { try OutputTarget(argument: mapOut).check(isOneOf: MapFile.formats) }
    guard templates.count == 1 || format.pose == nil else {
      throw ValidationError("--format \(format.rawValue) takes a single template.")
    }
    guard !header || format == .text else {
      throw ValidationError("--header goes with --format text.")
    }
    try InputsAndOutputs.check(
      inputs: [reference] + options.images.masks + templates,
      outputs: [output, mapOut, machine.wisdom])
  }

  func run() async throws {
    let answers = try OutputFile(OutputTarget(argument: output))
    let map = try mapOut.map { path throws(ToolError) in
      try OutputFile(OutputTarget(argument: path))
    }
    let wisdom = try machine.loadWisdom()
    verbosity.report(options.labels.message())
    var timings = Timings()
    let search = try TemplateSearch(self, &timings)
    let failure = try await answerTemplates(of: search, writingTo: answers, map, &timings)
    machine.report(timings)
    do {
      if !answers.isEmpty { try answers.commit() }
      try machine.saveWisdom(to: wisdom)
    } catch {
      if let failure { StandardError.write(failure, isColored: verbosity.isColored) }
      throw error
    }
    if let failure { throw failure }
  }

  // MARK: - Stages

  /// Searches for all templates and writes their answers in the order of the templates.
  ///
  /// - Returns: The error of the last template without a good answer; those before it are printed.
  /// - Throws: Status 74 as soon as an answer cannot be written: the other searches are cancelled.
  private func answerTemplates(
    of search: TemplateSearch, writingTo answers: OutputFile, _ map: OutputFile?,
    _ timings: inout Timings
  ) async throws -> ToolError? {
    let bar = verbosity.progressBar
    defer { bar?.clear() }
    var (failure, done) = (ToolError?.none, 0)
    try await orderedConcurrentForEach(
      count: templates.count, maxConcurrent: search.concurrentSearches
    ) { number in
      await search.outcome(for: templates[number], templates.count == 1 ? bar : nil)
    } consume: { outcome in
      bar?.clear()
      timings.add(outcome.timings)
      do {
        let alignment = try outcome.alignment.get()
        try write(alignment, to: answers, &timings)
        verbosity.remark(on: alignment)
        if let map, let template = outcome.image {
          let start = ContinuousClock.now
          try await writeMap(
            reference: search.reference, template: template, alignment, to: map)
          timings.add("map", ContinuousClock.now - start)
        }
        try trust.require(alignment.result.best, template: alignment.template)
      } catch let error as ToolError {
        if let failure { StandardError.write(failure, isColored: verbosity.isColored) }
        failure = error
        if answers.failure != nil { throw error }
      }
      done += 1
      bar?.update(done: done, of: templates.count)
    }
    return failure
  }

  private func write(
    _ alignment: PairAlignment, to answers: OutputFile, _ timings: inout Timings
  ) throws(ToolError) {
    let statistics = alignment.result.statistics
    verbosity.report(VerboseMessages.work(statistics, alignment.options.resources))
    timings.add(statistics)
    try timings.measure("output") { () throws(ToolError) in
      let heading = header && answers.isEmpty ? AlignmentReport.header : ""
      let report = AlignmentReport(
        alignment: alignment, answers: trust.printed(alignment.result))
      try answers.write(Array((heading + (try format.text(of: report))).utf8))
    }
  }

  /// Writes the map at the best flip, angle and scale.
  private func writeMap(
    reference: AlignmentImage, template: AlignmentImage, _ alignment: PairAlignment,
    to file: OutputFile
  ) async throws {
    let grid = try CommonGrid(reference: reference, template: template)
    let target = OutputTarget(argument: mapOut ?? "")
    let action = "map \(alignment.reference.quoted) and \(alignment.template.quoted)"
    let map = try await ToolError.translating(action) {
      let pair = try TurnedPair(
        reference: grid.onGrid(reference: reference), template: grid.onGrid(template: template),
        at: grid.poseOfCopies(alignment.result.best.pose), turns: !options.search.isShift)
      try MapFile.requireMemory(for: pair.labels, target: target)
      let map = try await InformationMap(
        pair.labels, region: .same, normalization: options.search.norm,
        resources: machine.resources)
      return MapFile(map: map, region: .same, corner: pair.corner)
    }
    try file.commit(map.bytes(for: target))
  }
}
