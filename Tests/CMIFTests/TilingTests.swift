import TestSupport
import Testing

@testable import CMIF

@Suite struct TilingTests {
  private func workload(
    reference: Size, template: Size, levels: Int, halo: Int = 0, channels: Int = 1,
    mostBlocks: Int = 4
  ) throws -> Tiling.Workload {
    Tiling.Workload(
      domain: try #require(Region.same.offsets(reference: reference, template: template)),
      image: PixelRect(reference), window: template, halo: halo, margin: halo / 2,
      fieldLevels: levels,
      kernelLevels: levels, channels: channels,
      digits: max(1, LevelPacking.bitLimit / LevelPacking.width(of: template.area / 4)),
      mostBlocks: mostBlocks)
  }

  private func bytes(_ tiling: Tiling, _ workload: Tiling.Workload) -> Int {
    Tiling.sharedBytes(workload, shape: tiling.shape, keepsSpectra: tiling.keepsSpectra)
      + tiling.workers * tiling.workerBytes(workload)
  }

  @Test(arguments: [4, 8, 64], [96, 512, 2048])
  func `the work fits the default memory, whatever the levels and the template`(
    levels: Int, side: Int
  ) throws {
    for threads in [1, 2, 16] {
      let workload = try workload(
        reference: Size(width: 8192, height: 8192), template: Size(width: side, height: side),
        levels: levels, halo: 14)
      let tiling = try Tiling(
        workload: workload, threads: threads, budget: MemoryBudget(total: Resources.defaultMemory))
      #expect((1...threads).contains(tiling.workers))
      #expect(bytes(tiling, workload) <= Resources.defaultMemory)
    }
  }

  @Test func `every budget is kept or refused, and what is said to be needed is enough`() throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: seed)
      let workload = try workload(
        reference: .random(upTo: 3000, using: &generator),
        template: .random(upTo: 700, using: &generator),
        levels: Int.random(in: 1...256, using: &generator),
        halo: Int.random(in: 0...20, using: &generator),
        channels: Int.random(in: 1...6, using: &generator),
        mostBlocks: Int.random(in: 1...5, using: &generator))
      let threads = Int.random(in: 1...16, using: &generator)
      let memory = 1 << Int.random(in: 12...32, using: &generator)
      do {
        let tiling = try Tiling(
          workload: workload, threads: threads, budget: MemoryBudget(total: memory))
        #expect(bytes(tiling, workload) <= memory, "seed \(seed)")
        #expect((1...threads).contains(tiling.workers), "seed \(seed)")
      } catch CMIFError.memoryLimit(let needed, let allowed) {
        #expect(allowed == memory && needed > memory, "seed \(seed)")
        let tiling = try Tiling(
          workload: workload, threads: threads, budget: MemoryBudget(total: needed))
        #expect(bytes(tiling, workload) == needed, "seed \(seed)")
      }
    }
  }

  @Test func `an impossible budget is refused with the figures`() async throws {
    var generator = SeededGenerator(seed: 1)
    let image = LabelImage.random(Size(width: 120, height: 120), levels: 8, using: &generator)
    let pair = LabelImagePair(reference: image, template: image)
    for memory in [1, 100_000, 200_000] {
      let error = await #expect(throws: CMIFError.self) {
        try await InformationMap(pair, resources: Resources(threads: 2, memory: memory))
      }
      guard case .memoryLimit(let needed, let allowed) = error else {
        Issue.record("\(String(describing: error)) with \(memory) bytes")
        continue
      }
      #expect(allowed == memory)
      _ = try await InformationMap(pair, resources: Resources(threads: 2, memory: needed))
    }
  }

  @Test func `tiles cover the domain without gap or overlap, and their blocks fit the transform`()
    throws
  {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let reference = Size.random(upTo: 900, using: &generator)
      var workload = try workload(
        reference: reference,
        template: .random(upTo: 300, using: &generator),
        levels: Int.random(in: 1...64, using: &generator),
        halo: Int.random(in: 0...14, using: &generator))
      if Bool.random(using: &generator) {
        let (x, y) = (
          Int.random(in: 0..<reference.width, using: &generator),
          Int.random(in: 0..<reference.height, using: &generator)
        )
        workload.image = PixelRect(
          columns: x..<Int.random(in: x + 1...reference.width, using: &generator),
          rows: y..<Int.random(in: y + 1...reference.height, using: &generator))
      }
      let tiling: Tiling
      if Bool.random(using: &generator) {
        tiling = try Tiling(workload: workload, threads: 3, budget: MemoryBudget(total: 64 << 20))
      } else {
        let shape = TransformShape.random(
          for: workload.window, halo: workload.halo, upTo: 300, using: &generator)
        tiling = Tiling(
          workload: workload, shape: shape, blocks: Int.random(in: 1...4, using: &generator),
          workers: 1,
          keepsSpectra: true)
      }
      let domain = workload.domain
      var isCovered = [Bool](repeating: false, count: domain.count)
      var repeated = 0
      for index in 0..<tiling.count {
        let tile = tiling[index]
        #expect(tile.count > 0 && tile.intersection(domain) == tile, "seed \(seed), tile \(index)")
        #expect(
          tile.width <= tiling.tile.width && tile.height <= tiling.tile.height, "seed \(seed)")
        for y in tile.y - domain.y..<tile.y - domain.y + tile.height {
          for x in tile.x - domain.x..<tile.x - domain.x + tile.width {
            repeated += isCovered[y * domain.width + x] ? 1 : 0
            isCovered[y * domain.width + x] = true
          }
        }
      }
      #expect(repeated == 0 && isCovered.allSatisfy { $0 }, "seed \(seed)")
      for index in 0..<tiling.count {
        let (tile, covered, blocks) = (tiling[index], tiling.covered(index), tiling.blocks(index))
        expectNoWrap(
          reached(tile.x, tile.width, workload.horizontal), workload.horizontal,
          length: tiling.shape.columns, "seed \(seed), columns of the tile")
        if tiling.blocksPerTile == 1 {
          expectNoWrap(
            reached(tile.y, tile.height, workload.vertical), workload.vertical,
            length: tiling.shape.rows, "seed \(seed), rows of the tile")
        }
        #expect(blocks.map(\.height).reduce(0, +) == covered.height, "seed \(seed)")
        var top = covered.y
        for block in blocks {
          #expect((block.x, block.width) == (covered.x, covered.width), "seed \(seed)")
          #expect(
            block.y == top && (1...tiling.block.height).contains(block.height), "seed \(seed)")
          top += block.height
          expectNoWrap(
            block.x..<block.x + block.width, workload.horizontal, length: tiling.shape.columns,
            "seed \(seed), columns")
          expectNoWrap(
            block.y..<block.y + block.height, workload.vertical, length: tiling.shape.rows,
            "seed \(seed), rows")
        }
      }
    }
  }

  /// A tile's offsets along an axis and all that may be needed around them.
  private func reached(_ start: Int, _ count: Int, _ axis: Tiling.Workload.Axis) -> Range<Int> {
    let reach = count == axis.count ? axis.margin : axis.halo
    return start - reach..<start + count + reach
  }

  /// A circular correlation gives the linear one's results if no pixel of the image shares its place
  /// with another pixel that the window touches.
  private func expectNoWrap(
    _ offsets: Range<Int>, _ axis: Tiling.Workload.Axis, length: Int, _ context: String
  ) {
    let low = offsets.lowerBound
    #expect(max(offsets.count, axis.window) <= length, "\(context)")
    var pixels = [Int](repeating: 0, count: length)
    var isInside = [Bool](repeating: false, count: length)
    for pixel in low..<offsets.upperBound + axis.window - 1 {
      pixels[(pixel - low) % length] += 1
      if axis.image.contains(pixel) { isInside[(pixel - low) % length] = true }
    }
    let isShared = zip(pixels, isInside).contains { $0 > 1 && $1 }
    #expect(!isShared, "\(context), \(offsets)")
  }

  @Test func `the longest template is served by few tiles, and a longer one is refused`() throws {
    let limit = TransformShape.longestSide
    for (width, height) in [(limit, 20), (20, limit)] {
      let template = Size(width: width, height: height)
      let workload = try workload(
        reference: Size(width: width + 10, height: height + 10), template: template, levels: 8,
        halo: 14)
      let tiling = try Tiling(
        workload: workload, threads: 2, budget: MemoryBudget(total: Resources.defaultMemory))
      #expect(tiling.count <= 32, "\(tiling.shape), tiles of \(tiling.tile)")
      var longer = workload
      longer.window = Size(width: width + 1, height: height + 1)
      let error = #expect(throws: CMIFError.self) {
        try Tiling(workload: longer, threads: 2, budget: MemoryBudget(total: .max))
      }
      guard case .templateTooLong(limit) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func `a small job is one transform, and a large one is cut to what the caches like`() throws
  {
    let small = try Tiling(
      workload: workload(
        reference: Size(width: 200, height: 200), template: Size(width: 60, height: 60), levels: 8),
      threads: 1, budget: MemoryBudget(total: Resources.defaultMemory))
    #expect(small.count <= 4)
    let large = try Tiling(
      workload: workload(
        reference: Size(width: 8192, height: 8192), template: Size(width: 100, height: 100),
        levels: 8), threads: 2, budget: MemoryBudget(total: Resources.defaultMemory))
    #expect(large.shape.area < 1 << 21)
    #expect(large.keepsSpectra)
  }
}
