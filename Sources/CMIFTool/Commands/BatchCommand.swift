import ArgumentParser
import CMIF

/// `cmif batch`: the alignments of all pairs of a table.
struct BatchCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Align the pairs of a table.",
    discussion: """
      The table is tab-separated text. Its first line names the columns: reference and template, \
      and any options under Images, Labels, Search and Answers by their names without dashes \
      (mask-ref, rotation, ...; flags are true or false, and repeated values have blanks between \
      them). A cell sets an option for its row; an empty cell keeps the value of the command line. \
      Columns of other names pass into the answers, as members of 'columns'.

      Writes the JSON of 'cmif align', a line for each row in the table's order, with the row's \
      number as 'row'. A pair without an alignment has an 'error' instead, and the exit status is \
      then 1. Several pairs are aligned at once, up to --threads. Each may use all of --memory.

      Examples:
        cmif batch pairs.tsv -o answers.jsonl
        cmif batch pairs.tsv --resume answers.jsonl
        cmif batch pairs.tsv -o answers.jsonl --overlay-dir overlays
        cmif batch pairs.tsv --shard 2/8 -o answers-2.jsonl
      """)

  @Argument(help: "The table; - for standard input.", completion: .file(extensions: ["tsv"]))
  var pairs: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file for the answers, written as they come; - for standard output.", valueName: "file"),
    completion: .file())
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "Continue this output: answer the rows that it lacks. A missing file is created.",
      valueName: "file"),
    completion: .file())
  var resume: String?

  @Option(help: ArgumentHelp("Answer only every N-th row, from row I on.", valueName: "I/N"))
  var shard = Shard.whole

  @Option(
    help: ArgumentHelp(
      "Also write a small overlay of each pair into this folder, and a page index.html that shows the "
        + "least sure first. A missing folder is created.", valueName: "folder"),
    completion: .directory)
  var overlayDir: String?

  @OptionGroup var trust: ConfidenceOptions
  @OptionGroup var options: PairOptions
  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var verbosity: VerbosityOptions

  func validate() throws(ValidationError) {
    guard resume == nil || output == "-" else {
      throw ValidationError("--resume FILE writes to that file: leave --output out.")
    }
    guard resume != "-" else {
      throw ValidationError("--resume takes a file: standard output holds no earlier answers.")
    }
    guard !options.images.masks.contains("-") else {
      throw ValidationError("A mask for many pairs cannot be standard input.")
    }
    try InputsAndOutputs.check(
      inputs: [pairs] + options.images.masks, outputs: [resume ?? output, pagePath, machine.wisdom])
    try checkOverlays()
  }

  /// Refuses an output that the overlay of a row would replace, or be replaced by.
  private func checkOverlays() throws(ValidationError) {
    guard let overlayDir else { return }
    for path in [resume ?? output, machine.wisdom].compactMap(\.self) {
      guard OverlayFolder.isOverlay(path, in: overlayDir) else { continue }
      throw ValidationError(
        "\(path.quoted) is the overlay of a row: write the output to another file.")
    }
  }

  /// The path of the answers, if they replace what it holds.
  private var replaced: String? { resume == nil && output != "-" ? output : nil }

  /// The path of the page that shows all overlays.
  private var pagePath: String? { overlayDir.map { OverlayFolder.page(in: $0, shard: shard) } }

  func run() async throws {
    let source = InputSource(argument: pairs)
    let table = try PairTable(source, defaults: options)
    try options.search.place.check(columns: table.optionColumns, of: source)
    try TableInputs.check(
      source, defaults: options, replaced: replaced,
      outputs: [resume ?? output, pagePath, machine.wisdom].compactMap(\.self)
    ) { row in
      overlayDir.map { OverlayFolder.overlay(in: $0, row: row) }
    }
    let wisdom = try machine.loadWisdom()
    let overlays = try overlayDir.map { path throws(ToolError) in try OverlayFolder(path) }
    let page = try pagePath.map { path throws(ToolError) in try OutputFile(.file(path: path)) }
    let (writer, finished) = try open()
    let others = table.otherColumns.map(\.quoted).joined(separator: ", ")
    if !verbosity.quiet, !others.isEmpty {
      StandardError.write("cmif: Columns that set no option pass into the answers: \(others).")
    }
    let batch = Batch(
      writer: writer, resources: machine.resources(computations: machine.resources.threads),
      trust: trust, verbosity: verbosity, overlays: overlays)
    let summary = try await batch.run(table, shard: shard, finished: finished)
    try writer.close()
    if let page, let overlays {
      try page.commit(Array(OverlayPage(entries: overlays.entries).html.utf8))
    }
    machine.report(summary.timings)
    try machine.saveWisdom(to: wisdom)
    try check(summary)
  }

  /// Throws status 1 where a pair has no alignment, or one below the least confidence.
  private func check(_ summary: Batch.Summary) throws(ToolError) {
    var sentences: [String] = []
    if summary.failures > 0 {
      sentences.append(
        "\(summary.failures) of \(summary.rows) pairs have no alignment; their 'error' tells why.")
    }
    if summary.doubts > 0 {
      sentences.append(
        "\(summary.doubts) of \(summary.rows) pairs have a confidence below "
          + "\(Number.exact(trust.minConfidence)).")
    }
    guard sentences.isEmpty else {
      throw ToolError(.noAlignment, sentences.joined(separator: " "))
    }
  }

  /// Opens the output, and reads the rows that it holds already.
  private func open() throws(ToolError) -> (RowWriter, FinishedRows?) {
    guard let resume else { return (try RowWriter(OutputTarget(argument: output)), nil) }
    return try RowWriter.continuing(resume)
  }
}
