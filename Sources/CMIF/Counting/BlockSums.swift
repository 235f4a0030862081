/// What is added up for each offset of a block; offsets are numbered row by row.
final class BlockSums {
  /// `Σ f(c_a)` over the field's levels.
  let field: AlignedBuffer<Int64>
  /// `Σ f(c_b)` over the kernel's levels.
  let kernel: AlignedBuffer<Int64>
  /// `Σ f(c_ab)` over all pairs of levels.
  let joint: AlignedBuffer<Int64>
  /// The number of overlapping pixels, `N`.
  let overlaps: AlignedBuffer<Int32>
  /// The packed counts of the pack at hand, summed over kernel levels: one word for each offset, or two.
  let packTotals: AlignedBuffer<UInt64>
  /// `c_b` for one kernel level after another, as far as counting has come.
  let kernelCounts: AlignedBuffer<Int32>

  /// The number of buffers.
  static let bufferCount = 6

  /// Takes room for blocks of up to `capacity` offsets.
  init(capacity: Size, kernelLevels: Int, in memory: MemoryBlock) {
    field = AlignedBuffer(count: capacity.area, in: memory)
    kernel = AlignedBuffer(count: capacity.area, in: memory)
    joint = AlignedBuffer(count: capacity.area, in: memory)
    overlaps = AlignedBuffer(count: capacity.area, in: memory)
    packTotals = AlignedBuffer(count: 2 * capacity.area, in: memory)
    kernelCounts = AlignedBuffer(count: kernelLevels * capacity.area, in: memory)
  }

  /// The bytes that the buffers take.
  static func byteCount(capacity: Size, kernelLevels: Int) -> Int {
    capacity.area * (3 * 8 + 4 + 2 * 8 + 4 * kernelLevels)
  }
}
