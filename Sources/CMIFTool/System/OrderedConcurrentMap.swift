/// Runs numbered jobs, several at once, and hands their results over in the order of their numbers, each
/// as soon as those before it have been.
func forEachInOrder<Result: Sendable>(
  count: Int, atOnce: Int, job: @escaping @Sendable (_ number: Int) async throws -> Result,
  take: (Result) async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var (started, taken) = (0, 0)
    var waiting: [Int: Result] = [:]
    func start() {
      guard started < count else { return }
      group.addTask { [started] in (started, try await job(started)) }
      started += 1
    }
    for _ in 0..<atOnce { start() }
    while let (number, result) = try await group.next() {
      waiting[number] = result
      start()
      while let result = waiting.removeValue(forKey: taken) {
        taken += 1
        try await take(result)
      }
    }
  }
}
