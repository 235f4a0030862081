/// The exact information and overlap at the offsets of one tile and around it.
struct TileValues: Sendable {
  /// The offsets of the tile itself.
  let tile: OffsetRect
  /// The offsets covered, row-major: the tile and those around it that are needed.
  let covered: OffsetRect
  /// The information under a normalization, averaged over the channels; 0 where nothing overlaps.
  let values: [Double]
  /// The number of overlapping pixels.
  let overlaps: [Int32]
}

/// Computes information and overlap at every offset of a domain, tile by tile.
///
/// The larger image takes the part of the reference inside, as mutual information is symmetric.
final class Engine: Sendable {
  /// Choices that tests force and users do not make.
  struct Overrides: Sendable {
    var shape: TransformShape?
    /// The blocks of a tile, with a shape.
    var blocks = 1
    var digits: Int?
    var cachesKernelSpectra = true
  }

  private let references: [LabelImage]
  private let templates: [TemplateSpectra]
  private let isExchanged: Bool
  private let tiling: Tiling
  private let transform: RealTransform
  private let table: LogTable
  private let overrides: Overrides
  private let shared: ReferenceCache?
  private let preparation: EngineStatistics

  /// Plans the work for the offsets of `domain` and makes the template's spectra.
  ///
  /// - Parameters:
  ///   - halo: how far around every tile offsets are needed, too.
  ///   - margin: the same around the domain, at most `halo`.
  ///   - shared: what others made of the reference or will need.
  init(
    pair: LabelImagePair, domain: OffsetRect, halo: Int = 0, margin: Int = 0, resources: Resources,
    shared: ReferenceCache? = nil, overrides: Overrides = Overrides()
  ) async throws {
    isExchanged = pair.templateSize.area > pair.referenceSize.area
    let pair = isExchanged ? pair.exchanged : pair
    let domain = isExchanged ? domain.mirrored : domain
    let (r, t) = (pair.referenceSize, pair.templateSize)
    table = LogTable(maximum: try Self.requireCountable(r.largestOverlap(with: t)))
    let workload = Tiling.Workload(
      domain: domain, reference: r, template: t, halo: halo, margin: margin,
      referenceLevels: pair.reference.map(\.levelCount).max() ?? 1,
      templateLevels: pair.template.map(\.levelCount).max() ?? 1,
      channels: pair.template.count,
      digits: max(1, LevelPacking.bitLimit / LevelPacking.width(of: t.area / 4)),
      mostBlocks: halo > 0 ? 4 : 1)
    if let shape = overrides.shape {
      tiling = Tiling(
        workload: workload, shape: shape, blocks: overrides.blocks, workers: resources.threads,
        cachesSpectra: overrides.cachesKernelSpectra)
    } else {
      let budget = MemoryBudget(
        total: resources.memory, shared: LogTable.byteCount(maximum: table.maximum))
      tiling = try Tiling(workload: workload, threads: resources.threads, budget: budget)
    }
    self.overrides = overrides
    self.shared = shared.flatMap { $0.isOf(pair.reference) ? $0 : nil }
    references = pair.reference
    let transform = try RealTransform(shape: tiling.shape)
    self.transform = transform
    let cachesSpectra = tiling.cachesKernelSpectra
    templates = try pair.template.map { image throws(CMIFError) in
      try TemplateSpectra(template: image, transform: transform, cachesSpectra: cachesSpectra)
    }
    let clock = ContinuousClock()
    let start = clock.now
    if cachesSpectra {
      try await Self.makeSpectra(templates, transform, threads: resources.threads)
    }
    var preparation = EngineStatistics()
    preparation.templateSpectra = clock.now - start
    preparation.templateTransforms =
      cachesSpectra ? templates.reduce(0) { $0 + $1.levels.count } : 0
    preparation.transformColumns = tiling.shape.columns
    preparation.transformRows = tiling.shape.rows
    preparation.outputRows = tiling.block.height
    preparation.tiles = tiling.count
    preparation.workers = tiling.workers
    self.preparation = preparation
  }

  /// Computes all tiles on all workers; hands what `reduce` makes of each tile to `collect` as it comes,
  /// in no particular order. Returns what was done.
  func forEachTile<Result: Sendable>(
    normalization: Normalization, reduce: @escaping @Sendable (TileValues) -> Result,
    collect: (Result) -> Void
  ) async throws -> EngineStatistics {
    try await withThrowingTaskGroup(of: (Result, BlockCounter).self) { group in
      var next = 0
      func startNext(_ idle: BlockCounter?) {
        let index = next
        next += 1
        group.addTask {
          let worker = try idle ?? self.makeWorker()
          return (
            reduce(try self.values(ofTile: index, normalization: normalization, worker: worker)),
            worker
          )
        }
      }
      var statistics = preparation
      while next < min(tiling.workers, tiling.count) { startNext(nil) }
      while let (result, worker) = try await group.next() {
        collect(result)
        if next < tiling.count {
          startNext(worker)
        } else {
          statistics.add(worker.statistics)
        }
      }
      return statistics
    }
  }

  /// A number of pixels that may overlap, if counts of so many are whole numbers of 32 bits.
  static func requireCountable(_ overlap: Int) throws(CMIFError) -> Int {
    guard overlap <= Int32.max else { throw .tooManyPixels(limit: Int(Int32.max)) }
    return overlap
  }

  private func makeWorker() throws(CMIFError) -> BlockCounter {
    let worker = try BlockCounter(
      transform: transform, capacity: tiling.block,
      templateLevels: templates.map(\.template.levelCount).max() ?? 1,
      cachesKernelSpectra: tiling.cachesKernelSpectra)
    worker.forcedDigits = overrides.digits
    return worker
  }

  private func values(ofTile index: Int, normalization: Normalization, worker: BlockCounter) throws
    -> TileValues
  {
    let tile = tiling[index]
    let covered = tiling.covered(index)
    var values = [Double](repeating: 0, count: covered.count)
    var overlaps = [Int32](repeating: 0, count: covered.count)
    let share = 1 / Double(references.count)
    try values.withUnsafeMutableBufferPointer { values in
      try overlaps.withUnsafeMutableBufferPointer { overlaps in
        for (channel, (reference, template)) in zip(references, templates).enumerated() {
          worker.shared = shared?.channel(channel)
          for block in tiling.blocks(index) {
            let first = covered.index(x: block.x, y: block.y)
            try worker.count(block, reference: reference, template: template, table: table) {
              index, sums in
              values[first + index] +=
                share * sums.information(normalization: normalization, unit: table.unit)
              overlaps[first + index] = Int32(truncatingIfNeeded: sums.total)
            }
          }
        }
      }
    }
    guard isExchanged else {
      return TileValues(tile: tile, covered: covered, values: values, overlaps: overlaps)
    }
    return TileValues(
      tile: tile.mirrored, covered: covered.mirrored, values: values.reversed(),
      overlaps: overlaps.reversed())
  }

  private static func makeSpectra(
    _ templates: [TemplateSpectra], _ transform: RealTransform, threads: Int
  ) async throws {
    let jobs = templates.flatMap { template in template.levels.indices.map { (template, $0) } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<min(threads, jobs.count) {
        group.addTask {
          let rows = try AlignedBuffer<Double>(count: transform.shape.batchCount)
          for job in stride(from: worker, to: jobs.count, by: threads) {
            jobs[job].0.keepSpectrum(jobs[job].1, rows: rows.base)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

extension OffsetRect {
  /// The offsets with both signs changed.
  var mirrored: OffsetRect {
    OffsetRect(x: 1 - x - width, y: 1 - y - height, width: width, height: height)
  }
}
