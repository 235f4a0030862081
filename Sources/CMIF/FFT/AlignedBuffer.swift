internal import Synchronization

/// Memory aligned for FFTW's vector instructions, given back with its owner.
///
/// The contents are undefined until written.
struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  private let block: MemoryBlock?

  /// Takes room for `count` elements; throws when the system has no memory left.
  init(count: Int) throws(CMIFError) {
    let bytes = Self.byteCount(count)
    guard let memory = BufferPool.take(bytes: bytes) else { throw .outOfMemory(bytes: bytes) }
    base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
    block = nil
  }

  /// Takes room for `count` elements out of a block that has it.
  init(count: Int, in block: MemoryBlock) {
    let memory = block.take(bytes: Self.byteCount(count))
    base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
    self.block = block
  }

  deinit {
    if block == nil { BufferPool.giveBack(base, bytes: Self.byteCount(count)) }
  }

  private static func byteCount(_ count: Int) -> Int {
    max(count, 1) * MemoryLayout<Element>.stride
  }
}

/// Memory for several buffers that come and go together.
///
/// One large block is given in large pages, where a few small ones would take thousands of small pages.
final class MemoryBlock {
  private let memory: AlignedBuffer<UInt8>
  private var used = 0

  /// Takes `bytes` for up to `count` buffers.
  init(bytes: Int, for count: Int) throws(CMIFError) {
    memory = try AlignedBuffer(count: bytes + count * Self.alignment)
  }

  private static let alignment = 64

  fileprivate func take(bytes: Int) -> UnsafeMutableRawPointer {
    let start = used
    used += (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    precondition(
      used <= memory.count, "a block of \(memory.count) bytes has no room for \(used)")
    return UnsafeMutableRawPointer(memory.base + start)
  }
}

/// Buffers that are not in use, kept for the next owner of the same size.
///
/// The system hands out large buffers a page at a time, as they are first touched, which costs as much as
/// a transform; a series of maps pays for that once.
private enum BufferPool {
  /// The most bytes that are kept for as long as all that is asked for is there.
  private static let limit = 256 << 20
  /// The most that are kept while others are taken from the system.
  private static let limitBesideNew = 64 << 20

  private struct Memory: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
  }

  private struct Idle {
    var buffers: [Int: [Memory]] = [:]
    var bytes = 0

    mutating func release() {
      for buffer in buffers.values.joined() { releaseMemory(buffer.base) }
      self = Idle()
    }
  }

  private static let idle = Mutex(Idle())

  static func take(bytes: Int) -> UnsafeMutableRawPointer? {
    let known = idle.withLock { idle -> Memory? in
      if let memory = idle.buffers[bytes]?.popLast() {
        idle.bytes -= bytes
        return memory
      }
      if idle.bytes > limitBesideNew { idle.release() }
      return nil
    }
    return known?.base ?? allocateMemory(bytes: bytes)
  }

  static func giveBack(_ base: UnsafeMutableRawPointer, bytes: Int) {
    let memory = Memory(base: base)
    let isKept = idle.withLock { idle in
      guard idle.bytes + bytes <= limit else { return false }
      idle.buffers[bytes, default: []].append(memory)
      idle.bytes += bytes
      return true
    }
    if !isKept { releaseMemory(base) }
  }
}
