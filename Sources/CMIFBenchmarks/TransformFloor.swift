import CMIF

/// The transforms of a run and nothing else: the time that an engine cannot fall below.
struct TransformFloor: Sendable {
  private let transform: RealTransform
  private let statistics: EngineStatistics

  /// Prepares to repeat the transforms that a run reported.
  init(repeating statistics: EngineStatistics) throws {
    self.statistics = statistics
    transform = try RealTransform(
      shape: TransformShape(columns: statistics.transformColumns, rows: statistics.transformRows))
  }

  /// Runs as many transforms of the same shape as the run did, divided among as many workers.
  func run() async throws {
    let workers = max(1, statistics.workers)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<workers {
        group.addTask {
          func share(_ count: Int) -> Int { (count + workers - 1 - worker) / workers }
          try self.runShare(
            forward: share(statistics.forwardTransforms + statistics.kernelTransforms),
            inverse: share(statistics.inverseTransforms))
        }
      }
      try await group.waitForAll()
    }
  }

  private func runShare(forward: Int, inverse: Int) throws(CMIFError) {
    let shape = transform.shape
    let spectrum = try AlignedBuffer<Complex>(count: shape.spectrumCount)
    let result = try AlignedBuffer<Complex>(count: shape.spectrumCount)
    let batch = try TransformBatch(shape: shape)
    spectrum.base.update(repeating: .zero, count: shape.spectrumCount)
    for _ in 0..<forward {
      transform.forward(rowCount: shape.rows, batch: batch, into: spectrum.base) { _, _ in }
    }
    for _ in 0..<inverse {
      transform.inverseColumns(into: result.base) { column, _ in
        spectrum.base + column * shape.stride
      }
      for top in stride(from: 0, to: statistics.outputRows, by: TransformShape.batch) {
        transform.inverseRows(result.base, top: top, into: batch.rows)
      }
    }
  }
}
