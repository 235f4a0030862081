import ArgumentParser
import CMIF

/// Times the maps of made-up pairs, and the transforms alone that they take.
@main struct CMIFBenchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "CMIFBenchmarks")

  @Flag(help: "Measure only maps of 8 bins and references of up to 2048 pixels a side.")
  var quick = false

  @Flag(help: "Print lines of JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Measure only workloads whose names hold this text.", valueName: "text"))
  var only: String?

  func run() async throws {
    if !json { print(MapTimes.header) }
    // The plain map takes so much memory that it comes last, after the peaks of the others are printed.
    var plain: [(workload: Workload, pair: LabelImagePair)] = []
    for workload in Workload.all(isQuick: quick) {
      guard only.map(workload.name.contains) ?? true else { continue }
      resetPeakMemory()
      let pair = workload.pair()
      let times = try await MapTimes(of: workload, pair)
      print(json ? times.json : times.row)
      if workload.hasPlainMap { plain.append((workload, pair)) }
    }
    for (workload, pair) in plain {
      let time = try await PlainMapTime(of: workload, pair)
      print(json ? time.json : time.row)
    }
  }
}
