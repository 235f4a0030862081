import TestSupport
import Testing

@testable import CMIF

@Suite struct BufferPoolTests {
  private let pool = BufferPool()

  /// Takes buffers of one size and gives them all back.
  private func use(_ count: Int, ofBytes bytes: Int) throws {
    let buffers = try (0..<count).map { _ in try #require(pool.take(bytes: bytes)) }
    for buffer in buffers { pool.giveBack(buffer, bytes: bytes) }
  }

  @Test func `a buffer comes back to the next who asks for its size`() throws {
    let buffer = try #require(pool.take(bytes: 4096))
    pool.giveBack(buffer, bytes: 4096)
    #expect(pool.idleBytes == 4096)
    let other = try #require(pool.take(bytes: 8192))
    let same = try #require(pool.take(bytes: 4096))
    #expect(other != buffer && same == buffer && pool.idleBytes == 0)
    pool.giveBack(same, bytes: 4096)
    pool.giveBack(other, bytes: 8192)
  }

  @Test func `no more is kept than the limit`() throws {
    pool.keep(atMost: 10 << 20)
    try use(16, ofBytes: 1 << 20)
    #expect(pool.idleBytes == 10 << 20)
    pool.keep(atMost: 4 << 20)
    #expect(pool.idleBytes <= 4 << 20)
    pool.keep(atMost: .max)
    try use(300, ofBytes: 1 << 20)
    #expect(pool.idleBytes == 256 << 20)
  }

  @Test func `an emptied pool keeps nothing, and keeps again what comes back later`() throws {
    try use(3, ofBytes: 4096)
    pool.empty()
    #expect(pool.idleBytes == 0)
    try use(2, ofBytes: 4096)
    #expect(pool.idleBytes == 2 * 4096)
  }

  @Test func `a new size empties a pool that holds more than a quarter of its limit`() throws {
    pool.keep(atMost: 8 << 20)
    try use(2, ofBytes: 1 << 20)
    try use(1, ofBytes: 1000)
    #expect(pool.idleBytes == 2 << 20 + 1000)
    try use(1, ofBytes: 2000)
    #expect(pool.idleBytes == 2000)
  }

  @Test func `after a computation no more is kept than it was allowed`() async {
    await #expect(processExitsWith: .success) {
      var generator = SeededGenerator(seed: 1)
      let reference = LabelImage.random(
        Size(width: 900, height: 900), levels: 8, using: &generator)
      let template = LabelImage.random(
        Size(width: 200, height: 200), levels: 8, using: &generator)
      let pair = LabelImagePair(reference: [reference], template: [template])
      let most = 16 << 20
      _ = try await InformationMap(pair, resources: Resources(threads: 2))
      #expect(BufferPool.shared.idleBytes > most, "the first map keeps too little for a test")
      _ = try await InformationMap(pair, resources: Resources(threads: 2, memory: most))
      #expect(BufferPool.shared.idleBytes <= most)
      _ = try await InformationMap(pair, resources: Resources(threads: 2))
      var options = AlignmentOptions()
      options.resources = Resources(threads: 2, memory: most)
      _ = try await Aligner(options: options).align(pair)
      #expect(BufferPool.shared.idleBytes <= most)
    }
  }
}
