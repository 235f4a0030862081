/// What a computation may use of the machine; the result never depends on it.
public struct Resources: Sendable {
  /// The default working memory, 256 MiB.
  public static let defaultMemory = 256 << 20

  /// The number of threads, at least 1.
  public let threads: Int
  /// Bytes of working memory beside the images and the result. Smaller tiles and fewer threads are
  /// chosen to keep to it.
  public let memory: Int

  /// All cores that are online and the default memory, unless told otherwise.
  ///
  /// - Precondition: `threads` is at least 1, and `memory` is above 0.
  public init(threads: Int? = nil, memory: Int = Resources.defaultMemory) {
    precondition(threads ?? 1 >= 1, "\(threads ?? 0) threads cannot work")
    precondition(memory > 0, "\(memory) bytes of memory are not enough for anything")
    self.threads = threads ?? Self.coreCount
    self.memory = memory
  }

  /// The number of cores the system has online.
  static var coreCount: Int { onlineCoreCount() }
}
