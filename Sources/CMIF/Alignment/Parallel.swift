internal import Synchronization

/// Runs numbered jobs on several threads and returns their results in the order of their numbers.
///
/// Each thread has a state of its own, made once; which thread runs which job is left to chance, so a
/// job's result must not depend on its state's past.
func runJobs<State, Result: Sendable>(
  count: Int, threads: Int, state: @escaping @Sendable () throws -> State,
  job: @escaping @Sendable (_ number: Int, _ state: State) throws -> Result
) async throws -> [Result] {
  let next = NextJob()
  return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
    for _ in 0..<min(threads, count) {
      group.addTask {
        let state = try state()
        var results: [(Int, Result)] = []
        while let number = next.take(below: count) {
          try Task.checkCancellation()
          results.append((number, try job(number, state)))
        }
        return results
      }
    }
    var all: [(Int, Result)] = []
    for try await results in group { all += results }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// A counter that several threads draw numbers from.
private final class NextJob: Sendable {
  private let next = Atomic(0)

  func take(below count: Int) -> Int? {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}
