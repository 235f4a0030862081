/// Counts the joint histograms of a block of offsets and sums up their entropies: one worker's share.
///
/// The two images are the **field**, whose levels are packed as digits of transforms, and the **kernel**,
/// whose levels are transformed one by one and kept. Either may be the reference; `TileEvaluator` decides.
///
/// For every offset `s` of the block and every pair of levels the count `c_ab(s)` is formed once, looked
/// up in the table of `f(n) = n ln n` and added to `Σ f(c_ab)`; no histogram is ever stored. The counts come
/// from three places:
///
/// - Packs (`PackCounter`, `LevelPacking`): transforms yield the counts of most pairs, several at once.
/// - Marginals (`FieldMarginal`, `KernelMarginal`): a kernel without a mask is a window on the field, so
///   `c_a` is known (`SlidingLevelCounts`); a field without a mask is a window on the kernel, so `c_b` is
///   known. With a mask the marginal is the sum of the counts.
/// - Remainders (`Remainders`): where `c_a` is known, the kernel's most frequent level `b*` needs no
///   transform, `c_ab* = c_a - Σ c_ab` over the others. Where `c_b` is known, and it spares an eighth of the
///   transforms, neither does the block's most frequent field level `a*`, `c_a*b = c_b - Σ c_ab`.
///
/// Its buffers have no lock: `@unchecked Sendable` because each job hands it to the next and none shares it.
final class BlockCounter: @unchecked Sendable {
  /// Chooses how levels ride in transforms, for the first try at a block.
  typealias Packing = @Sendable (PackingProblem) -> LevelPacking

  /// Packs as many levels together as the bound of the error allows.
  static let fullPacking: Packing = { LevelPacking($0) }

  private let capacity: Size
  private let packing: Packing
  private let packs: PackCounter
  private let sums: BlockSums
  private(set) var statistics = EngineStatistics()

  /// Makes the buffers for blocks of up to `capacity` offsets.
  ///
  /// - Precondition: The transform has as many rows and columns: each offset's counts are a point of it.
  init(
    transform: RealTransform, capacity: Size, kernelLevels: Int, keepsSpectra: Bool,
    packing: @escaping Packing = fullPacking
  ) throws(CMIFError) {
    let shape = transform.shape
    precondition(
      capacity.width <= shape.columns && capacity.height <= shape.rows,
      "blocks of \(capacity.width) x \(capacity.height) offsets do not fit a transform of "
        + "\(shape.columns) x \(shape.rows)")
    self.capacity = capacity
    self.packing = packing
    let memory = try MemoryBlock(
      bytes: Self.byteCount(
        shape: shape, capacity: capacity, kernelLevels: kernelLevels,
        keepsSpectra: keepsSpectra),
      for: PackCounter.bufferCount + BlockSums.bufferCount)
    packs = PackCounter(
      transform: transform, keepsSpectra: keepsSpectra, in: memory)
    sums = BlockSums(capacity: capacity, kernelLevels: kernelLevels, in: memory)
  }

  /// The bytes that the buffers of a worker take.
  static func byteCount(
    shape: TransformShape, capacity: Size, kernelLevels: Int, keepsSpectra: Bool
  ) -> Int {
    PackCounter.byteCount(shape: shape, keepsSpectra: keepsSpectra)
      + BlockSums.byteCount(capacity: capacity, kernelLevels: kernelLevels)
  }

  /// Starts counting anew what is done.
  func resetStatistics() { statistics = EngineStatistics() }

  /// Counts a block of offsets of the kernel on the field and hands each offset's sums to `body`, row by row.
  ///
  /// - Parameter cache: what other computations made of the field, or will need.
  /// - Throws: `CancellationError` when the task is cancelled, before counting begins or before the next
  ///   inverse transform.
  func count(
    _ offsets: OffsetRect, of kernel: KernelSpectra, on field: LabelImage,
    cache: ReferenceCache.Channel? = nil, table: LogTable,
    _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) throws {
    precondition(
      offsets.width <= capacity.width && offsets.height <= capacity.height,
      "a block of \(offsets.width) x \(offsets.height) offsets exceeds "
        + "\(capacity.width) x \(capacity.height)")
    try Task.checkCancellation()
    let block = FieldBlock(
      offsets: offsets, field: field, kernel: kernel.image.size, cache: cache)
    try table.withLookup(
      complete: { try count(block, kernel, $0, body) },
      partial: { try count(block, kernel, $0, body) })
  }

  /// Tries with fewer digits until the guard finds no error.
  private func count(
    _ block: FieldBlock, _ kernel: KernelSpectra, _ table: some LogLookup,
    _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) throws {
    let (block, chosen) = packed(block, with: kernel)
    var packing = chosen
    let context = BlockContext(block: block, kernel: kernel, sums: sums, table: table)
    while try !attempt(packing, in: context) {
      precondition(packing.mostDigits > 1, "a transform of single counts is not exact")
      statistics.retries += 1
      packing = LevelPacking(kernel.packingProblem(of: block), mostDigits: packing.mostDigits - 1)
    }
    context.forEachOffset(body)
  }

  /// How a block's levels ride in transforms: all of them, or without the most frequent one where that can
  /// follow by subtraction and spares more time than the subtraction takes.
  private func packed(
    _ block: FieldBlock, with kernel: KernelSpectra
  ) -> (FieldBlock, LevelPacking) {
    let all = packing(kernel.packingProblem(of: block))
    guard block.field.mask == nil else { return (block, all) }
    let less = block.droppingMostFrequentLevel
    let others = packing(kernel.packingProblem(of: less))
    return 8 * others.transformCount < 7 * all.transformCount ? (less, others) : (block, all)
  }

  /// One try at a block; false when the guard finds an error.
  private func attempt(
    _ packing: LevelPacking, in context: BlockContext<some LogLookup>
  ) throws -> Bool {
    timeCounting {
      context.clearSums()
      context.startOverlaps()
      context.startKernelMarginal()
    }
    statistics.digits = max(statistics.digits, packing.mostDigits)
    for pack in packing.packs {
      guard try packs.count(pack, in: context, statistics: &statistics),
        try timeCounting({ try context.addFieldMarginal(of: pack) })
      else { return false }
    }
    return try timeCounting {
      context.finishKernelMarginal()
      return try context.addDroppedFieldLevel()
    }
  }

  /// Does some work and adds the time it takes to the time for counting.
  private func timeCounting<Result>(_ work: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    defer { statistics.counting += clock.now - start }
    return try work()
  }
}
