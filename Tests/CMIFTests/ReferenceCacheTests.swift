import TestSupport
import Testing

@testable import CMIF

@Suite struct ReferenceCacheTests {
  private func picture(
    _ width: Int, _ height: Int, seed: Int, isMasked: Bool = false
  ) -> AlignmentImage {
    var generator = SeededGenerator(seed: seed)
    let samples = (0..<width * height).map { _ in Int32.random(in: 0...40, using: &generator) }
    let size = Size(width: width, height: height)
    return AlignmentImage(
      Plane(width: width, height: height, samples: samples),
      mask: isMasked ? Mask.random(size, using: &generator) : nil)
  }

  private func align(
    _ reference: AlignmentImage, _ template: AlignmentImage, _ shared: ReferenceCache?
  ) async throws -> AlignmentResult {
    var options = AlignmentOptions()
    options.resources = Resources(threads: 2)
    return try await Aligner(options: options).align(
      reference: reference, template: template, sharing: shared)
  }

  @Test(arguments: [false, true])
  func `what templates share is made once and changes no answer`(isMasked: Bool) async throws {
    let reference = picture(150, 120, seed: 1, isMasked: isMasked)
    let shared = ReferenceCache(reference)
    // One that is larger than the reference is the field itself, so it finds nothing.
    let templates = [(40, 30, 2), (40, 30, 3), (41, 30, 4), (170, 130, 5)]
    for (width, height, seed) in templates {
      for templateIsMasked in [false, true] {
        let template = picture(width, height, seed: seed, isMasked: templateIsMasked)
        let alone = try await align(reference, template, nil)
        let first = try await align(reference, template, shared)
        let again = try await align(reference, template, shared)
        #expect(first.answers == alone.answers && again.answers == alone.answers)
        #expect(first.statistics.forwardTransforms <= alone.statistics.forwardTransforms)
        #expect((again.statistics.forwardTransforms == 0) == (width < 150), "\(width) x \(height)")
      }
    }
  }

  @Test func `what is of another reference is left alone`() async throws {
    let shared = ReferenceCache(picture(150, 120, seed: 1))
    let (other, template) = (picture(150, 120, seed: 2), picture(40, 30, seed: 3))
    let alone = try await align(other, template, nil)
    for _ in 0..<2 {
      let result = try await align(other, template, shared)
      #expect(result.answers == alone.answers)
      #expect(result.statistics.forwardTransforms == alone.statistics.forwardTransforms)
    }
  }

  @Test(arguments: [1 << 19, Resources.defaultMemory])
  func `several tasks at once get the answers that each gets alone`(limit: Int) async throws {
    let reference = picture(150, 120, seed: 1)
    let templates = (0..<8).map { picture(40 + $0 % 2, 30, seed: 2 + $0, isMasked: $0 % 3 == 0) }
    var alone: [[AlignmentAnswer]] = []
    for template in templates {
      alone.append(try await align(reference, template, nil).answers)
    }
    let shared = ReferenceCache(reference, limit: limit)
    let together = try await withThrowingTaskGroup(of: (Int, [AlignmentAnswer]).self) { group in
      for round in 0..<3 {
        for (number, template) in templates.enumerated() {
          group.addTask {
            let result = try await align(reference, template, shared)
            return (round * templates.count + number, result.answers)
          }
        }
      }
      return try await group.reduce(into: [Int: [AlignmentAnswer]]()) { $0[$1.0] = $1.1 }
    }
    #expect(together.count == 3 * templates.count)
    for (number, answers) in together { #expect(answers == alone[number % templates.count]) }
  }

  @Test func `where there is no room everything is made anew`() async throws {
    let (reference, template) = (picture(150, 120, seed: 1), picture(40, 30, seed: 2))
    let alone = try await align(reference, template, nil)
    for limit in [0, 1 << 19] {
      let shared = ReferenceCache(reference, limit: limit)
      _ = try await align(reference, template, shared)
      let result = try await align(reference, template, shared)
      #expect(result.answers == alone.answers)
      #expect(result.statistics.forwardTransforms > 0)
    }
  }

  @Test func `a marginal is kept for one window, one pack and one block, within the limit`() {
    let size = Size(width: 40, height: 30)
    let blocks = [
      OffsetRect(x: 0, y: 0, width: 16, height: 8), OffsetRect(x: 0, y: 8, width: 16, height: 8),
    ]
    let problem = PackingProblem(
      levels: [(level: 0, count: 700), (level: 1, count: 500)], kernelLevels: 3,
      largestKernelCount: 400, kernelTotal: size.area, points: 64 * 64)
    let pack = LevelPacking(problem).packs[0]
    let bytes = WindowMarginal.byteCount(words: pack.totalWords, offsets: blocks[0].count)
    let shared = ReferenceCache(picture(150, 120, seed: 1), limit: 2 * bytes)
    var made = 0
    func ask(_ channel: Int, _ block: OffsetRect, _ size: Size) -> WindowMarginal? {
      shared.channel(channel).marginal(of: pack, block, window: size) { _ in made += 1 }
    }
    let first = ask(0, blocks[0], size)
    #expect(first != nil && made == 1)
    #expect(ask(0, blocks[0], size) === first && made == 1)
    let second = ask(0, blocks[1], size)
    #expect(second != nil && second !== first && made == 2)
    // Two fill the limit; what is kept stays.
    #expect(ask(0, blocks[0], Size(width: 41, height: 30)) == nil)
    #expect(ask(1, blocks[0], size) == nil)
    #expect(ask(0, blocks[0], size) === first && ask(0, blocks[1], size) === second && made == 2)
  }
}
