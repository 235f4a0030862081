import CMIF

/// How long each stage took, for `--timings`.
struct Timings: Sendable {
  private let clock = ContinuousClock()
  private var stages: [(name: String, duration: Duration)] = []
  private var statistics: EngineStatistics?

  /// Runs a stage and adds its time to those of the same name.
  mutating func measure<Result>(
    _ name: String, _ body: () throws(ToolError) -> Result
  ) throws(ToolError) -> Result {
    let start = clock.now
    let result = try body()
    add(name, clock.now - start)
    return result
  }

  /// Adds the stages of the engine, and keeps how it worked for the report.
  mutating func add(_ statistics: EngineStatistics) {
    self.statistics = statistics
    add("quantising", statistics.quantizing)
    add("template spectra", statistics.kernelSpectra)
    add("transforms", statistics.transforms)
    add("counting", statistics.counting)
  }

  /// Adds the stages of other work, but not how its engine worked.
  mutating func add(_ other: Timings) {
    for stage in other.stages { add(stage.name, stage.duration) }
  }

  /// One line a stage, in seconds summed over threads, and one on how the engine did its last work.
  var report: String {
    let lines = stages.map { "\($0.name): \(Number.seconds($0.duration)) s" }
    guard let statistics else { return lines.joined(separator: "\n") }
    let engine =
      "engine: \(statistics.inverseTransforms) inverse transforms, "
      + "\(statistics.forwardTransforms + statistics.kernelTransforms) forward, "
      + "\(statistics.transformColumns) x \(statistics.transformRows), "
      + "\(statistics.digits) digits, \(statistics.tiles) tiles, \(statistics.workers) threads, "
      + "\(statistics.retries) guard retries"
    return (lines + [engine]).joined(separator: "\n")
  }

  /// Adds a duration to those of the same stage.
  mutating func add(_ name: String, _ duration: Duration) {
    if let index = stages.firstIndex(where: { $0.name == name }) {
      stages[index].duration += duration
    } else {
      stages.append((name, duration))
    }
  }
}
