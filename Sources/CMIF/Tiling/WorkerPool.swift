internal import Synchronization

/// The library's own threads.
///
/// Swift's cooperative pool has a thread for each core and expects tasks to suspend soon. Seconds of counting
/// on it would stall every other task of the program, such as the answers of a server. A computation
/// therefore runs from its beginning on these threads instead, and so do its child tasks, which inherit the
/// preference.
///
/// There are as many threads as cores, shared by all computations. They are started when work comes and end
/// when none is left.
final class WorkerPool: TaskExecutor {
  static let shared = WorkerPool(limit: UsableCores.count)

  private struct State {
    /// Jobs that no thread has taken, the oldest first.
    var jobs: [UnownedJob] = []
    var threads = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  private init(limit: Int) { self.limit = limit }

  /// Runs a computation on the library's own threads; cancellation of the caller's task reaches it.
  static func run<Result: Sendable>(
    _ computation: @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withTaskExecutorPreference(shared) { try await computation() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let startsThread = state.withLock { state in
      state.jobs.append(job)
      guard state.threads < limit else { return false }
      state.threads += 1
      return true
    }
    guard startsThread, !startThread({ self.runJobs() }) else { return }
    // The system has no thread left: one that is there takes the job or, without any, the cooperative pool.
    let isFirst = state.withLock { state in
      guard state.threads > 1 else { return true }
      state.threads -= 1
      return false
    }
    if isFirst { Task.detached { self.runJobs() } }
  }

  /// Runs jobs until none is left.
  private func runJobs() {
    while let job = nextJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// The next job, or `nil` when none is left and this thread is to end.
  private func nextJob() -> UnownedJob? {
    state.withLock { state in
      guard !state.jobs.isEmpty else {
        state.threads -= 1
        return nil
      }
      return state.jobs.removeFirst()
    }
  }
}
