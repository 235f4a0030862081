/// Counts packs of field levels with a kernel's levels: transforms, digits, and the sum of `f` of each digit.
///
/// A product of spectra, transformed back, holds several counts of each offset as digits of one number. A few
/// rows at a time are rounded and taken apart while they are in the cache.
final class PackCounter {
  private let transform: RealTransform
  private let spectrum: AlignedBuffer<Complex>
  private let product: AlignedBuffer<Complex>
  private let kernelScratch: AlignedBuffer<Complex>
  private let batch: TransformBatch
  private let wholes: AlignedBuffer<UInt64>

  /// The number of buffers.
  static let bufferCount = 5

  /// Takes room for transforms of a shape; where `KernelSpectra` keeps none, for one more spectrum.
  init(transform: RealTransform, keepsSpectra: Bool, in memory: MemoryBlock) {
    let shape = transform.shape
    self.transform = transform
    spectrum = AlignedBuffer(count: shape.spectrumCount, in: memory)
    product = AlignedBuffer(count: shape.spectrumCount, in: memory)
    kernelScratch = AlignedBuffer(
      count: keepsSpectra ? 0 : shape.spectrumCount, in: memory)
    batch = TransformBatch(shape: shape, in: memory)
    wholes = AlignedBuffer(count: shape.columns, in: memory)
  }

  /// The bytes that the buffers take.
  static func byteCount(shape: TransformShape, keepsSpectra: Bool) -> Int {
    let spectra = keepsSpectra ? 2 : 3
    let wholes = MemoryLayout<UInt64>.stride * shape.columns
    return spectra * shape.spectrumBytes + TransformBatch.byteCount(shape) + wholes
  }

  /// A pack of field levels that is ready to meet kernel levels.
  private struct TransformedPack {
    let spectrum: UnsafePointer<Complex>
    let digits: PackedDigits
  }

  /// Adds `Σ f(c_ab)` over the field levels of a pack and all kernel levels, and sums the packed counts over
  /// kernel levels; false when the guard finds an error.
  ///
  /// Throws when the task is cancelled, before the next inverse transform.
  func count(
    _ pack: LevelPacking.Pack, in context: BlockContext<some LogLookup>,
    statistics: inout EngineStatistics
  ) throws -> Bool {
    let totals = pack.totalWords * context.count
    context.sums.packTotals.base.update(repeating: 0, count: totals)
    if pack.groups.isEmpty { return true }
    let transformed = TransformedPack(
      spectrum: transformed(pack, of: context.block, statistics: &statistics),
      digits: PackedDigits(pack, within: context.table.argumentMask))
    for group in pack.groups {
      try Task.checkCancellation()
      guard count(transformed, with: group, in: context, statistics: &statistics) else {
        return false
      }
    }
    return true
  }

  /// The spectrum of a pack, from the cache if there is one with room for it, or made here.
  private func transformed(
    _ pack: LevelPacking.Pack, of block: FieldBlock, statistics: inout EngineStatistics
  ) -> UnsafePointer<Complex> {
    let clock = ContinuousClock()
    let start = clock.now
    defer { statistics.transforms += clock.now - start }
    func make(_ spectrum: UnsafeMutablePointer<Complex>) {
      statistics.forwardTransforms += 1
      block.transform(pack.digits, by: transform, batch: batch, into: spectrum)
    }
    if let kept = block.cache?.spectrum(of: pack, block.pixels, transform.shape, make: make) {
      return UnsafePointer(kept.values.base)
    }
    make(spectrum.base)
    return UnsafePointer(spectrum.base)
  }

  /// Counts a pack with a group of kernel levels; false when the guard finds an error.
  private func count(
    _ pack: TransformedPack, with group: LevelGroup, in context: BlockContext<some LogLookup>,
    statistics: inout EngineStatistics
  ) -> Bool {
    let clock = ContinuousClock()
    var mark = clock.now
    let kernel = context.kernel.spectra(of: group, batch: batch, scratch: kernelScratch.base)
    if !context.kernel.isKept { statistics.kernelTransforms += 1 }
    transform.inverseColumnsOfProduct(
      pack.spectrum, conjugate: kernel, batch: batch, into: product.base)
    statistics.inverseTransforms += 1
    let height = context.block.offsets.height
    for top in stride(from: 0, to: height, by: TransformShape.batch) {
      transform.inverseRows(product.base, top: top, into: batch.rows)
      let transformed = clock.now
      statistics.transforms += transformed - mark
      let rows = top..<min(top + TransformShape.batch, height)
      let isExact = addRows(rows, of: pack.digits, with: group, in: context)
      mark = clock.now
      statistics.counting += mark - transformed
      guard isExact else { return false }
    }
    return true
  }

  /// Rounds the rows of a batch and adds their counts; false when the guard finds an error.
  private func addRows(
    _ rows: Range<Int>, of digits: PackedDigits, with group: LevelGroup,
    in context: BlockContext<some LogLookup>
  ) -> Bool {
    let scale = 1 / Double(transform.shape.area)
    let (sums, width) = (context.sums, context.width)
    let kernelCounts = context.sumsKernelCounts ? context.kernelCounts(0) : nil
    for row in rows {
      let isExact = WholeNumbers.round(
        batch.rows + (row - rows.lowerBound) * transform.shape.columns, scale: scale, count: width,
        into: wholes.base)
      guard isExact else { return false }
      let start = row * width
      let totals = sums.packTotals.base + start
      for (place, index) in group.range.enumerated() {
        if place > 0 { WholeNumbers.shift(wholes.base, by: group.bits, count: width) }
        let accumulator = CountAccumulator(
          wholes: wholes.base, count: width, joint: sums.joint.base + start,
          kernelCounts: kernelCounts.map { $0 + index * context.count + start },
          totals: (totals, totals + context.count), table: context.table)
        accumulator.add(digits)
      }
    }
    return true
  }
}
