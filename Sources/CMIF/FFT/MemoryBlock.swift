/// Memory for several buffers that come and go together.
///
/// The system gives one large block in large pages, where a few small blocks would take thousands of small
/// pages.
final class MemoryBlock {
  private let memory: AlignedBuffer<UInt8>
  private var used = 0

  /// Takes `bytes` for up to `count` buffers.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left.
  init(bytes: Int, for count: Int) throws(CMIFError) {
    memory = try AlignedBuffer(count: bytes + count * Self.alignment)
  }

  private static let alignment = 64

  /// The next `bytes` of the block.
  ///
  /// - Precondition: The block has room for them.
  func take(bytes: Int) -> UnsafeMutableRawPointer {
    let start = used
    used += (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    precondition(
      used <= memory.count, "a block of \(memory.count) bytes has no room for \(used)")
    return UnsafeMutableRawPointer(memory.base + start)
  }
}
