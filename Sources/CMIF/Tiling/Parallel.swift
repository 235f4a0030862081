internal import Synchronization

/// Runs numbered jobs on several threads and hands each result to `collect`, on the caller's task, as it comes.
///
/// This is the only way in which the library divides work. A thread takes the next job when its last result has
/// been collected, so no more than `threads` results wait at any time. Each thread has a state of its own, made
/// once; which thread runs which job is left to chance, so a job's result must not depend on its state's past.
///
/// - Throws: The first error of `state` or `job`, and `CancellationError` when the task is cancelled; jobs that
///   have not begun are then left out.
func forEachJob<State: Sendable, Result: Sendable>(
  count: Int, threads: Int, state: @escaping @Sendable () throws -> State,
  job: @escaping @Sendable (_ number: Int, _ state: State) throws -> Result,
  collect: (_ number: Int, _ result: Result) -> Void
) async throws {
  try await withThrowingTaskGroup(of: (number: Int, result: Result, state: State).self) { group in
    func start(_ number: Int, _ idle: State?) {
      group.addTask {
        try Task.checkCancellation()
        let state = try idle ?? state()
        return (number, try job(number, state), state)
      }
    }
    var next = min(threads, count)
    for number in 0..<next { start(number, nil) }
    while let done = try await group.next() {
      collect(done.number, done.result)
      if next < count {
        start(next, done.state)
        next += 1
      }
    }
  }
}

/// Runs numbered jobs as `forEachJob` does and returns their results in the order of their numbers.
func runJobs<State: Sendable, Result: Sendable>(
  count: Int, threads: Int, state: @escaping @Sendable () throws -> State,
  job: @escaping @Sendable (_ number: Int, _ state: State) throws -> Result
) async throws -> [Result] {
  var results = [Result?](repeating: nil, count: count)
  try await forEachJob(
    count: count, threads: threads, state: state, job: job,
    collect: { results[$0] = $1 })
  return results.compactMap(\.self)
}

/// Runs numbered jobs that need no state of their thread.
func runJobs<Result: Sendable>(
  count: Int, threads: Int, job: @escaping @Sendable (_ number: Int) throws -> Result
) async throws -> [Result] {
  try await runJobs(
    count: count, threads: threads, state: {}, job: { number, _ in try job(number) })
}

/// Counts from 1, on any thread.
final class Counter: Sendable {
  private let value = Atomic(0)

  func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
