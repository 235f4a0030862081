import ArgumentParser
import CMIF

/// `cmif batch`: the alignments of a table of pairs.
struct BatchCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Align the pairs of a table.",
    discussion: """
      The table is tab-separated text. Its first line names the columns: reference and template, \
      and any options under Images, Labels, Search and Answers by their names without dashes \
      (mask-ref, rotation, ...; flags are true or false). A cell holds for its row; an empty one \
      leaves what the command line says.

      Writes the JSON of 'cmif align', a line for each row in the table's order, with the row's \
      number as 'row'. A pair without an alignment has an 'error' instead, and the status is 1 in \
      the end. As many pairs as --threads are aligned at a time, each with all of --memory.

      Examples:
        cmif batch pairs.tsv -o answers.jsonl
        cmif batch pairs.tsv --resume answers.jsonl
        cmif batch pairs.tsv --shard 2/8 -o answers-2.jsonl
      """)

  @Argument(help: "The table; - for standard input.", completion: .file(extensions: ["tsv"]))
  var pairs: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where answers go, each as it comes; - for standard output.", valueName: "file"),
    completion: .file())
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "Go on with this output: answer what is missing in it. It is made if there is none.",
      valueName: "file"),
    completion: .file())
  var resume: String?

  @Option(help: ArgumentHelp("Every N-th row alone, from the I-th on.", valueName: "I/N"))
  var shard = Shard.whole

  @OptionGroup var pair: PairOptions
  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var talk: VerbosityOptions

  func validate() throws {
    guard resume == nil || output == "-" else {
      throw ValidationError("--resume FILE writes to that file: leave --output out.")
    }
    guard resume != "-" else {
      throw ValidationError("--resume takes a file: standard output holds no earlier answers.")
    }
    let answers = resume ?? output
    guard pairs == "-" || answers == "-" || !FileSystem.isSameFile(answers, pairs) else {
      throw ValidationError("The answers would overwrite the table: write them to another file.")
    }
    guard ![pair.images.maskRef, pair.images.maskTmpl].contains("-") else {
      throw ValidationError("A mask for many pairs cannot be standard input.")
    }
  }

  func run() async throws {
    let table = try PairTable(InputSource(argument: pairs), defaults: pair)
    let wisdom = try machine.loadWisdom()
    let (writer, finished) = try open()
    let pairsAtOnce = machine.resources.threads
    let batch = Batch(writer: writer, resources: machine.resources(computations: pairsAtOnce))
    let (count, timings) = try await batch.run(table, shard: shard, finished: finished)
    try writer.close()
    machine.report(timings)
    try machine.saveWisdom(to: wisdom)
    guard count.failures == 0 else {
      throw ToolError(
        .noAlignment,
        "\(count.failures) of \(count.rows) pairs have no alignment; their 'error' tells why.")
    }
  }

  /// The output, and what it holds already.
  private func open() throws(ToolError) -> (RowWriter, FinishedRows?) {
    guard let resume else { return (try RowWriter(OutputTarget(argument: output)), nil) }
    if FileSystem.exists(resume) {
      let finished = try FinishedRows(.file(path: resume))
      return (try RowWriter(continuing: resume, after: finished.byteCount), finished)
    }
    return (try RowWriter(.file(path: resume)), nil)
  }
}
