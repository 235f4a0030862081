internal import Synchronization

/// Runs numbered jobs on several threads and returns their results in the order of their numbers.
///
/// Each thread has a state of its own, made once; which thread runs which job is left to chance, so a
/// job's result must not depend on its state's past.
func runJobs<State, Result: Sendable>(
  count: Int, threads: Int, state: @escaping @Sendable () throws -> State,
  job: @escaping @Sendable (_ number: Int, _ state: State) throws -> Result
) async throws -> [Result] {
  let counter = Counter()
  return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
    for _ in 0..<min(threads, count) {
      group.addTask {
        let state = try state()
        var results: [(Int, Result)] = []
        while true {
          let number = counter.next() - 1
          guard number < count else { break }
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

/// Counts from 1, on any thread.
final class Counter: Sendable {
  private let value = Atomic(0)

  func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
