/// What a computation may use of the machine; the result never depends on it.
public struct Resources: Sendable {
  /// The default working memory, 256 MiB.
  public static let defaultMemory = 256 << 20

  /// The most threads that a computation works on, at least 1. It takes fewer where the work or the memory
  /// does not suffice for all, and never more than the cores that this process may use.
  public let threads: Int
  /// Bytes of working memory, beside the images and the result: at least 1.
  ///
  /// A computation keeps to it by smaller tiles and by fewer threads. Buffers kept for the next computation
  /// take no more than this either.
  public let memory: Int

  /// Allows a number of threads and of bytes.
  ///
  /// - Parameters:
  ///   - threads: The most threads, at least 1. Without it, the number of cores that this process may use: the
  ///     cores online that the affinity mask allows, and no more of them than the control groups of Linux grant
  ///     processor time for, rounded up.
  ///   - memory: Bytes of working memory, at least 1.
  public init(threads: Int? = nil, memory: Int = Resources.defaultMemory) {
    precondition(threads ?? 1 >= 1, "\(threads ?? 0) threads cannot work")
    precondition(memory > 0, "\(memory) bytes of memory are not enough for anything")
    self.threads = threads ?? UsableCores.count
    self.memory = memory
  }
}
