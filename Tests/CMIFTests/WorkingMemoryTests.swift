import TestSupport
import Testing

@testable import CMIF

/// A computation keeps to the memory that it may use, beside its images and its result.
@Suite(
  .enabled(if: ProcessMemory.isKnown, "the system does not tell the memory of a process"),
  .enabled(if: Sanitizer.isAbsent, "a sanitizer takes memory of its own"))
struct WorkingMemoryTests {
  private static let resources = Resources(threads: 2, memory: 32 << 20)
  /// What threads, plans and lists take beside.
  private static let slack = 8 << 20

  /// Which images of a pair have a mask.
  enum Masks: CaseIterable, Codable {
    case none, reference, both
  }

  /// A pair that would take more than the memory allowed, were it not cut into tiles.
  private static func pair(_ masks: Masks) -> LabelImagePair {
    var generator = SeededGenerator(seed: 1)
    func image(_ side: Int, isMasked: Bool) -> LabelImage {
      .random(
        Size(width: side, height: side), levels: 8, maskOdds: isMasked ? 1 : 0, using: &generator)
    }
    return LabelImagePair(
      reference: image(2000, isMasked: masks != .none),
      template: image(300, isMasked: masks == .both))
  }

  /// The most bytes that some work has in memory beside those that were there before.
  private static func mostBytes(of work: () async throws -> Void) async throws -> Int {
    let before = try #require(ProcessMemory.resident)
    try await work()
    return try #require(ProcessMemory.peak) - before
  }

  @Test(arguments: Masks.allCases)
  func `a map takes no more memory than it may, beside its values`(masks: Masks) async {
    await #expect(processExitsWith: .success) { [masks] in
      let pair = WorkingMemoryTests.pair(masks)
      let most = try await WorkingMemoryTests.mostBytes {
        _ = try await InformationMap(pair, resources: WorkingMemoryTests.resources)
      }
      let values = 12 * pair.referenceSize.area
      let allowed = values + WorkingMemoryTests.resources.memory + WorkingMemoryTests.slack
      #expect((values...allowed).contains(most), "\(most) bytes, \(allowed) allowed")
    }
  }

  @Test(arguments: Masks.allCases)
  func `an alignment of labels takes no more memory than it may`(masks: Masks) async {
    await #expect(processExitsWith: .success) { [masks] in
      let pair = WorkingMemoryTests.pair(masks)
      var options = AlignmentOptions()
      options.resources = WorkingMemoryTests.resources
      let aligner = Aligner(options: options)
      let most = try await WorkingMemoryTests.mostBytes { _ = try await aligner.align(pair) }
      let allowed = WorkingMemoryTests.resources.memory + WorkingMemoryTests.slack
      #expect((1 << 20...allowed).contains(most), "\(most) bytes, \(allowed) allowed")
    }
  }
}
