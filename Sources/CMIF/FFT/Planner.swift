internal import Synchronization

/// The plans that were made, one set for each shape, shared by all threads.
///
/// FFTW keeps its wisdom for the whole process. So the process has one planner. Tests make their own.
final class Planner: Sendable {
  /// The planner of the process.
  static let shared = Planner()

  private struct State {
    var isMeasuring = false
    var plans: [TransformShape: TransformPlans] = [:]
  }

  private let state = Mutex(State())
  /// Held while plans are made, so that no two threads make the same ones. Threads whose plans are known do
  /// not wait.
  private let planning = Mutex(())

  /// The plans for transforms of a shape, made on first use.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left to plan with.
  func plans(for shape: TransformShape) throws(CMIFError) -> TransformPlans {
    if let known = state.withLock({ $0.plans[shape] }) { return known }
    return try planning.withLock { _ throws(CMIFError) in
      // Another thread may have been faster.
      let (known, isMeasured) = state.withLock { ($0.plans[shape], $0.isMeasuring) }
      if let known { return known }
      let plans = try TransformPlans(shape: shape, isMeasured: isMeasured)
      state.withLock { $0.plans[shape] = plans }
      return plans
    }
  }

  /// Measures from now on, starting from `wisdom`; false when that cannot be read.
  ///
  /// Estimated plans are let go. Transforms that are at work keep theirs to their end.
  func measure(wisdom: String?) -> Bool {
    planning.withLock { _ in
      state.withLock { $0 = State(isMeasuring: true) }
      return wisdom.map(FFTW.addWisdom) ?? true
    }
  }
}
