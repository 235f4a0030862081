/// Runs numbered operations, up to `maxConcurrent` at once, and hands their results to `consume` in the
/// order of the numbers, each as soon as all results before it have been consumed.
///
/// The first error, of an operation or of `consume`, cancels the operations that run, starts no other
/// and is thrown.
///
/// - Precondition: `maxConcurrent` is at least 1, unless `count` is 0.
func orderedConcurrentForEach<Result: Sendable>(
  count: Int, maxConcurrent: Int,
  operation: @escaping @Sendable (_ number: Int) async throws -> Result,
  consume: (Result) async throws -> Void
) async throws {
  precondition(count == 0 || maxConcurrent >= 1, "\(maxConcurrent) of \(count) operations at once")
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var (started, consumed) = (0, 0)
    var waiting: [Int: Result] = [:]
    func startNext() {
      guard started < count else { return }
      group.addTask { [started] in (started, try await operation(started)) }
      started += 1
    }
    for _ in 0..<maxConcurrent { startNext() }
    while let (number, result) = try await group.next() {
      waiting[number] = result
      startNext()
      while let result = waiting.removeValue(forKey: consumed) {
        consumed += 1
        try await consume(result)
      }
    }
  }
}
