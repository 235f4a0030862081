import CMIF

/// What took how long, for `--timings`.
struct Timings {
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

  /// One line a stage, in seconds; the engine's are summed over its threads.
  func report(_ statistics: EngineStatistics) -> String {
    let lines = stages.map { "\($0.name): \(Number.seconds($0.duration)) s" }
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
