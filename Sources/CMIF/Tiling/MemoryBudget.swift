/// Working memory, divided between what all workers share and what each of them takes.
///
/// Every division of memory among workers is made here, and every refusal names the same two figures:
/// the bytes that a single worker would need with all that is shared, and the bytes allowed.
struct MemoryBudget: Sendable {
  /// The bytes allowed in all.
  let total: Int
  /// The bytes that all workers share, counted once.
  private(set) var shared: Int

  init(total: Int, shared: Int = 0) {
    self.total = total
    self.shared = shared
  }

  /// The bytes left for the workers; negative when the shared ones alone exceed the total.
  var available: Int { total - shared }

  /// The same memory with more of it shared.
  func sharing(_ bytes: Int) -> MemoryBudget {
    MemoryBudget(total: total, shared: shared + bytes)
  }

  /// The budget of one of several workers: all that is shared and an equal part of the rest.
  func share(among workers: Int) -> MemoryBudget {
    precondition(workers >= 1, "memory is divided among \(workers) workers")
    return MemoryBudget(total: shared + available / workers, shared: shared)
  }

  /// The number of workers, up to `limit`, that fit; 0 when not even one does.
  func workersThatFit(upTo limit: Int, bytesEach: Int) -> Int {
    precondition(bytesEach > 0, "a worker of \(bytesEach) bytes")
    return max(0, min(limit, available / bytesEach))
  }

  /// The number of workers, 1 to `limit`, that fit.
  ///
  /// - Throws: `CMIFError.memoryLimit` when not even one does.
  func workers(upTo limit: Int, bytesEach: Int) throws(CMIFError) -> Int {
    let workers = workersThatFit(upTo: limit, bytesEach: bytesEach)
    guard workers >= 1 else { throw refusal(bytesEach: bytesEach) }
    return workers
  }

  /// The error that says what one worker of so many bytes would need.
  func refusal(bytesEach: Int) -> CMIFError {
    .memoryLimit(neededBytes: shared + bytesEach, allowedBytes: total)
  }
}
