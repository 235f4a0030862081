/// Memory aligned for FFTW's vector instructions, given back when its owner goes.
///
/// The contents are undefined until they are written. `@unchecked Sendable` because the pointer never changes; threads
/// that write through it at once must write to separate parts.
package struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int

  /// The block that the memory is a part of; without one, the memory belongs to this buffer alone.
  private let block: MemoryBlock?

  /// Takes room for `count` elements.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left.
  package init(count: Int) throws(CMIFError) {
    let bytes = Self.byteCount(count)
    guard let memory = BufferPool.shared.take(bytes: bytes) else {
      throw .outOfMemory(bytes: bytes)
    }
    base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
    block = nil
  }

  /// Takes room for `count` elements out of a block.
  ///
  /// - Precondition: The block has room for them.
  init(count: Int, in block: MemoryBlock) {
    let memory = block.take(bytes: Self.byteCount(count))
    base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
    self.block = block
  }

  deinit {
    if block == nil { BufferPool.shared.giveBack(base, bytes: Self.byteCount(count)) }
  }

  private static func byteCount(_ count: Int) -> Int {
    max(count, 1) * MemoryLayout<Element>.stride
  }
}
