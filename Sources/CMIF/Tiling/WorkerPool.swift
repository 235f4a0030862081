internal import Dispatch
internal import Synchronization

/// The library's own threads.
///
/// Swift's cooperative pool has a thread for each core and expects tasks to suspend soon. Seconds of counting
/// on it would stall every other task of the program, such as the answers of a server. A computation
/// therefore runs from its beginning on these threads instead, and so do its child tasks, which inherit the
/// preference.
///
/// There are as many threads as cores, shared by all computations. They are started when work comes and end
/// after a second without any: a new thread begins with no memory of its own, and taking it from the system
/// anew would cost a map of a few milliseconds as much time as the counting.
final class WorkerPool: TaskExecutor {
  static let shared = WorkerPool(limit: UsableCores.count)

  private struct State {
    /// Jobs that no thread has taken, the oldest first.
    var jobs: [UnownedJob] = []
    var threads = 0
    /// The threads that wait for a job.
    var idle = 0
  }

  /// What an idle thread does next.
  private enum Step {
    case run(UnownedJob)
    case wait
    case end
  }

  private let limit: Int
  private let state = Mutex(State())
  /// Signalled once for each job.
  private let work = DispatchSemaphore(value: 0)

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
      guard state.threads < limit, state.jobs.count > state.idle else { return false }
      state.threads += 1
      return true
    }
    work.signal()
    guard startsThread, !startThread({ self.runJobs() }) else { return }
    // The system has no thread left: one that is there takes the job or, without any, the cooperative pool.
    let isFirst = state.withLock { state in
      guard state.threads > 1 else { return true }
      state.threads -= 1
      return false
    }
    if isFirst { Task.detached { self.runJobs() } }
  }

  /// Runs jobs until none has come for a second.
  private func runJobs() {
    while true {
      state.withLock { $0.idle += 1 }
      let hasWork = work.wait(timeout: .now() + .seconds(1)) == .success
      switch nextStep(hasWork: hasWork) {
      case .run(let job): job.runSynchronously(on: asUnownedTaskExecutor())
      case .wait: continue
      case .end: return
      }
    }
  }

  /// Takes the job that a signal stands for; without a signal, ends the thread unless a job is on its way.
  private func nextStep(hasWork: Bool) -> Step {
    state.withLock { state in
      state.idle -= 1
      if hasWork { return .run(state.jobs.removeFirst()) }
      guard state.jobs.isEmpty else { return .wait }
      state.threads -= 1
      return .end
    }
  }
}
