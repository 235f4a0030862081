internal import CFFTW

/// Memory aligned for FFTW's vector instructions, freed with its owner.
///
/// The contents are undefined until written.
struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// Allocates `count` elements; throws when the system has no memory left.
  init(count: Int) throws(CMIFError) {
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    guard let memory = fftw_malloc(bytes) else { throw .outOfMemory(bytes: bytes) }
    base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
  }

  deinit { fftw_free(base) }
}
