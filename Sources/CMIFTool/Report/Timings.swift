import CMIF

/// What took how long, for `--timings`.
struct Timings: Sendable {
  private let clock = ContinuousClock()
  private var stages: [(name: String, duration: Duration)] = []

  /// Runs a stage and adds its time to those of the same name.
  mutating func measure<Result>(
    _ name: String, _ body: () throws(ToolError) -> Result
  ) throws(ToolError) -> Result {
    let start = clock.now
    let result = try body()
    add(name, clock.now - start)
    return result
  }

  /// Adds what the engine reports.
  mutating func add(_ statistics: EngineStatistics) {
    add("quantising", statistics.quantizing)
    add("template spectra", statistics.templateSpectra)
    add("transforms", statistics.transforms)
    add("counting", statistics.counting)
  }

  /// Adds the stages of other work.
  mutating func add(_ other: Timings) {
    for stage in other.stages { add(stage.name, stage.duration) }
  }

  /// One line a stage, in seconds, summed over threads; and one on how the engine did the work, if
  /// that is told.
  func report(_ statistics: EngineStatistics? = nil) -> String {
    let lines = stages.map { "\($0.name): \(Number.seconds($0.duration)) s" }
    guard let statistics else { return lines.joined(separator: "\n") }
    let transforms =
      "transforms: \(statistics.inverseTransforms) inverse, "
      + "\(statistics.forwardTransforms + statistics.templateTransforms) forward, "
      + "\(statistics.transformColumns) x \(statistics.transformRows), "
      + "\(statistics.digits) digits, \(statistics.tiles) tiles, \(statistics.workers) threads, "
      + "\(statistics.retries) guard retries"
    return (lines + [transforms]).joined(separator: "\n")
  }

  private mutating func add(_ name: String, _ duration: Duration) {
    if let index = stages.firstIndex(where: { $0.name == name }) {
      stages[index].duration += duration
    } else {
      stages.append((name, duration))
    }
  }
}
