/// Scratch for one thread's transforms: room for a batch of rows of the signal or a batch of columns of the
/// spectrum.
///
/// Both share one memory, which then stays in the cache. Writing rows overwrites columns, and the other way
/// round.
package final class TransformBatch: Sendable {
  private let memory: AlignedBuffer<UInt8>

  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left.
  package init(shape: TransformShape) throws(CMIFError) {
    memory = try AlignedBuffer(count: Self.byteCount(shape))
  }

  /// - Precondition: The block has room for ``byteCount(_:)`` bytes.
  init(shape: TransformShape, in block: MemoryBlock) {
    memory = AlignedBuffer(count: Self.byteCount(shape), in: block)
  }

  /// The bytes that a batch takes.
  static func byteCount(_ shape: TransformShape) -> Int {
    TransformShape.batch
      * max(
        shape.columns * MemoryLayout<Double>.stride, shape.stride * MemoryLayout<Complex>.stride)
  }

  /// The rows, `shape.columns` numbers each.
  package var rows: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: Double.self)
  }

  /// The columns, `shape.stride` complex numbers each.
  package var columns: UnsafeMutablePointer<Complex> {
    UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: Complex.self)
  }
}
