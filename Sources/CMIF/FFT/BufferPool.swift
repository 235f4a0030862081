internal import Synchronization

/// Buffers that are not in use, kept for the next owner of the same size.
///
/// The system hands out large buffers a page at a time, as they are first touched, which costs as much as
/// a transform. A series of maps pays for that once.
final class BufferPool: Sendable {
  /// The pool of the process.
  static let shared = BufferPool()

  /// The most bytes that any pool keeps.
  private static let mostBytes = 256 << 20

  /// A buffer that nobody uses; `@unchecked Sendable` because the pool is its only owner.
  private struct Memory: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
  }

  private struct Idle {
    var buffers: [Int: [Memory]] = [:]
    var bytes = 0
    var limit = BufferPool.mostBytes

    /// Gives all buffers back to the system if they take more than `bytes`.
    mutating func release(ifAbove bytes: Int) {
      guard self.bytes > bytes else { return }
      for buffer in buffers.values.joined() { releaseMemory(buffer.base) }
      buffers.removeAll()
      self.bytes = 0
    }
  }

  private let idle = Mutex(Idle())

  deinit { empty() }

  /// The bytes of all buffers in the pool.
  var idleBytes: Int { idle.withLock(\.bytes) }

  /// Keeps no more than `bytes` from now on, and never more than 256 MiB.
  ///
  /// A computation says here what memory it may use, so that idle buffers respect the limit of the latest
  /// computation.
  func keep(atMost bytes: Int) {
    idle.withLock { idle in
      idle.limit = min(bytes, Self.mostBytes)
      idle.release(ifAbove: idle.limit)
    }
  }

  /// Gives all buffers back to the system, for those who are about to fill as much memory with something else.
  func empty() { idle.withLock { $0.release(ifAbove: 0) } }

  /// A buffer of so many bytes, from the pool or from the system; `nil` when the system has no memory left.
  ///
  /// A buffer of a new size adds to the memory in use, so the pool is then emptied unless it holds little: at
  /// most a quarter of what it may keep.
  func take(bytes: Int) -> UnsafeMutableRawPointer? {
    let known = idle.withLock { idle -> Memory? in
      if let memory = idle.buffers[bytes]?.popLast() {
        idle.bytes -= bytes
        return memory
      }
      idle.release(ifAbove: idle.limit / 4)
      return nil
    }
    return known?.base ?? allocateMemory(bytes: bytes)
  }

  /// Puts a buffer into the pool, or gives it back to the system when the pool is full.
  func giveBack(_ base: UnsafeMutableRawPointer, bytes: Int) {
    let memory = Memory(base: base)
    let isKept = idle.withLock { idle in
      guard idle.bytes + bytes <= idle.limit else { return false }
      idle.buffers[bytes, default: []].append(memory)
      idle.bytes += bytes
      return true
    }
    if !isKept { releaseMemory(base) }
  }
}
