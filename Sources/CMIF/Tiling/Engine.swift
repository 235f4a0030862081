/// Computes information and overlap at every offset of a domain, tile by tile.
///
/// The smaller image of the pair is the kernel of counting, the larger one the field.
final class Engine: Sendable {
  /// Choices that cost time or memory and change no answer.
  struct Strategy: Sendable {
    /// Chooses the tiles of some work.
    var tiling: @Sendable (Tiling.Workload, _ threads: Int, MemoryBudget) throws -> Tiling = {
      try Tiling(workload: $0, threads: $1, budget: $2)
    }
    /// Chooses how levels ride in transforms.
    var packing = BlockCounter.fullPacking
  }

  private let fields: [LabelImage]
  private let tiling: Tiling
  private let evaluator: TileEvaluator
  private let packing: BlockCounter.Packing
  private let cache: ReferenceCache?
  private let preparation: EngineStatistics

  /// Plans the work for the offsets of `domain` and makes the kernels' spectra.
  ///
  /// - Parameters:
  ///   - halo: how far around every tile offsets are needed, too.
  ///   - margin: the same around the domain, at most `halo`.
  ///   - shared: what other computations made of the reference, or will need.
  init(
    pair: LabelImagePair, domain: OffsetRect, halo: Int = 0, margin: Int = 0, resources: Resources,
    shared: ReferenceCache? = nil, strategy: Strategy = Strategy()
  ) async throws {
    let roles = Roles(reference: pair.referenceSize, template: pair.templateSize)
    let isStraight = roles == .straight
    let (fields, kernels) =
      isStraight ? (pair.reference, pair.template) : (pair.template, pair.reference)
    let overlap = pair.referenceSize.largestOverlap(with: pair.templateSize)
    let table = LogTable(maximum: try Self.requireCountable(overlap))
    let workload = Tiling.Workload(
      domain: roles.inner(domain), halo: halo, margin: margin, fields: fields, kernels: kernels,
      features: pair.featureCount)
    let budget = MemoryBudget(
      total: resources.memory, shared: LogTable.byteCount(maximum: overlap))
    tiling = try strategy.tiling(workload, resources.threads, budget)
    evaluator = try TileEvaluator(
      kernels: kernels, featureCount: pair.featureCount, roles: roles, shape: tiling.shape,
      capacity: tiling.block, keepsSpectra: tiling.keepsSpectra, table: table)
    self.fields = fields
    packing = strategy.packing
    cache = shared.flatMap { $0.isOf(fields) ? $0 : nil }
    let clock = ContinuousClock()
    let start = clock.now
    try await evaluator.makeSpectra(threads: resources.threads)
    preparation = EngineStatistics(
      tiling: tiling, keptSpectra: evaluator.keptSpectra, time: clock.now - start)
  }

  /// Computes all tiles on all workers.
  ///
  /// - Parameters:
  ///   - reduce: makes something of a tile's values, on the worker's thread.
  ///   - collect: takes what was made of each tile as it comes, in no particular order, on the caller's task.
  /// - Returns: What was done.
  func forEachTile<Result: Sendable>(
    normalization: Normalization, reduce: @escaping @Sendable (TileValues) -> Result,
    collect: (Result) -> Void
  ) async throws -> EngineStatistics {
    var statistics = preparation
    try await forEachJob(
      count: tiling.count, threads: tiling.workers,
      state: { try self.evaluator.makeWorker(packing: self.packing) },
      job: { number, worker in
        worker.resetStatistics()
        let values = try self.evaluator.values(
          at: self.tiling.tile(number), on: self.fields, cache: self.cache,
          normalization: normalization, worker: worker)
        return (result: reduce(values), statistics: worker.statistics)
      },
      collect: { _, tile in
        collect(tile.result)
        statistics.add(tile.statistics)
      })
    return statistics
  }

  /// A number of pixels that may overlap, if 32 bits hold it.
  static func requireCountable(_ overlap: Int) throws(CMIFError) -> Int {
    guard overlap <= Int32.max else { throw .tooManyPixels(limit: Int(Int32.max)) }
    return overlap
  }
}

extension Tiling {
  /// A tile and the blocks that it is computed in.
  fileprivate func tile(_ number: Int) -> TileEvaluator.Tile {
    TileEvaluator.Tile(own: self[number], covered: covered(number), blocks: blocks(number))
  }
}

extension Tiling.Workload {
  /// The work of meeting kernels with fields at the offsets of a domain.
  fileprivate init(
    domain: OffsetRect, halo: Int, margin: Int, fields: [LabelImage], kernels: [LabelImage],
    features: Int
  ) {
    let kernel = kernels[0].size
    self.init(
      domain: domain, image: PixelRect(fields[0].size), window: kernel, halo: halo, margin: margin,
      fieldLevels: fields.map(\.levelCount).max() ?? 1,
      kernelLevels: kernels.map(\.levelCount).max() ?? 1, channels: kernels.count,
      features: features,
      digits: max(1, LevelPacking.bitLimit / LevelPacking.width(of: kernel.area / 4)),
      // Only values that others around them need repay several blocks to a tile.
      mostBlocks: halo > 0 ? 4 : 1)
  }
}

extension EngineStatistics {
  /// What was done before the first tile.
  fileprivate init(tiling: Tiling, keptSpectra: Int, time: Duration) {
    self.init()
    kernelSpectra = time
    kernelTransforms = keptSpectra
    transformColumns = tiling.shape.columns
    transformRows = tiling.shape.rows
    outputRows = tiling.block.height
    tiles = tiling.count
    workers = tiling.workers
  }
}
