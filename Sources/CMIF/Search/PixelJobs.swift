/// Looks at single poses pixel by pixel, several at the same time.
///
/// All share one table of logarithms. The memory limits how many are looked at at a time, since each takes counts and
/// mostly a turned template of its own.
struct PixelJobs: Sendable {
  /// The number of poses that are looked at at the same time.
  let workers: Int
  private let table: LogTable

  /// Prepares to look at poses whose turned templates have room on a canvas.
  ///
  /// - Throws: `CMIFError.memoryLimit` when not even one pose can be looked at.
  init(at level: PyramidLevel, canvas: Size, options: AlignmentOptions) throws(CMIFError) {
    table = level.table(for: canvas)
    workers = try level.pixelWorkers(canvas: canvas, table: table, resources: options.resources)
  }

  /// Runs numbered jobs as `forEachJob` does and returns their results in the order of their numbers. Adds the work
  /// to `statistics`, in time summed over the workers.
  func run<Result: Sendable>(
    count: Int, _ statistics: inout EngineStatistics,
    job: @escaping @Sendable (_ number: Int, _ table: LogTable) throws -> Result
  ) async throws -> [Result] {
    let clock = ContinuousClock()
    let done = try await runJobs(
      count: count, threads: workers,
      job: { [table] number in
        let start = clock.now
        let result = try job(number, table)
        return (result: result, time: clock.now - start)
      })
    for one in done { statistics.counting += one.time }
    return done.map(\.result)
  }
}
