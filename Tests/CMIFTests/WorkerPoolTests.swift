import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CMIF

/// Long work leaves the threads that Swift's tasks share to the rest of the program.
@Suite struct WorkerPoolTests {
  /// Holds threads until as many are held as there are cores and another task has run nevertheless.
  private final class Gate: Sendable {
    private let held = Atomic(0)
    private let hasFailed = Atomic(false)
    private let answer = DispatchSemaphore(value: 0)

    var wasAnswered: Bool { !hasFailed.load(ordering: .relaxed) }

    func hold() {
      if held.wrappingAdd(1, ordering: .relaxed).newValue == UsableCores.count {
        Task.detached { [answer] in _ = answer.signal() }
      }
      if answer.wait(timeout: .now() + .seconds(100)) == .timedOut {
        hasFailed.store(true, ordering: .relaxed)
      }
      // For the next one that is held.
      answer.signal()
    }
  }

  @Test func `while alignments keep every core busy, other tasks go on`() async throws {
    var generator = SeededGenerator(seed: 1)
    let size = Size(width: 90, height: 80)
    let image = LabelImage.random(size, levels: 8, using: &generator)
    let pair = LabelImagePair(
      reference: image, template: image.cropped(x: 20, y: 10, width: 30, height: 30))
    let gate = Gate()
    var options = AlignmentOptions()
    options.resources = Resources(threads: 1)
    options.progress = { _, _ in gate.hold() }
    let aligner = Aligner(options: options)
    try await withThrowingTaskGroup(of: AlignmentResult.self) { group in
      for _ in 0..<UsableCores.count { group.addTask { try await aligner.align(pair) } }
      for try await result in group {
        #expect(result.best.pose == Pose(x: 20, y: 10))
      }
    }
    #expect(gate.wasAnswered)
  }

  @Test func `jobs return their results in order, each thread with a state of its own`()
    async throws
  {
    final class State: Sendable {
      let isBusy = Atomic(false)
    }
    let made = Atomic(0)
    let results = try await WorkerPool.run {
      try await runJobs(
        count: 200, threads: 3,
        state: {
          made.wrappingAdd(1, ordering: .relaxed)
          return State()
        },
        job: { number, state in
          let wasBusy = state.isBusy.exchange(true, ordering: .relaxed)
          #expect(!wasBusy)
          defer { state.isBusy.store(false, ordering: .relaxed) }
          return number * number
        })
    }
    #expect(results == (0..<200).map { $0 * $0 })
    let states = made.load(ordering: .relaxed)
    #expect(states == 3)
  }

  @Test func `the error of a job ends the others`() async throws {
    let begun = Mutex<Set<Int>>([])
    await #expect(throws: CMIFError.noOverlap) {
      try await WorkerPool.run {
        try await runJobs(
          count: 1000, threads: 2, state: {},
          job: { number, _ throws in
            begun.withLock { _ = $0.insert(number) }
            if number == 3 { throw CMIFError.noOverlap }
            // However late the error comes: no job after this one can begin before it.
            while number > 3, !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
          })
      }
    }
    let numbers = begun.withLock(\.self)
    #expect(numbers.contains(3) && numbers.isSubset(of: [0, 1, 2, 3, 4]), "\(numbers)")
  }
}
