import Testing

@testable import CMIF

/// Sums are written without checks of the bounds, so blocks that do not fit their transform or tile trap before.
@Suite struct BlockFitTests {
  private static let shape = TransformShape(columns: 32, rows: 32)

  private static func image(_ width: Int, _ height: Int) -> LabelImage {
    LabelImage(
      width: width, height: height, levelCount: 1,
      labels: [UInt8](repeating: 0, count: width * height))
  }

  @Test func `a block of more offsets than its transform has points traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = try? BlockCounter(
        transform: RealTransform(shape: BlockFitTests.shape), capacity: Size(width: 32, height: 33),
        kernelLevels: 1, keepsSpectra: true)
    }
  }

  @Test func `a kernel larger than its transform traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = try? KernelSpectra(
        image: BlockFitTests.image(33, 5), transform: RealTransform(shape: BlockFitTests.shape),
        isKept: true)
    }
  }

  @Test func `a row that wraps around twice traps`() async {
    await #expect(processExitsWith: .failure) {
      var row = [Double](repeating: 0, count: 32)
      BlockFitTests.image(80, 1).writeWeights(
        [Double](repeating: 1, count: 256), row: 0,
        of: OffsetRect(x: 0, y: 0, width: 65, height: 1), length: 32, into: &row)
    }
  }

  @Test func `a block outside its tile traps`() async {
    await #expect(processExitsWith: .failure) {
      let evaluator = try TileEvaluator(
        kernels: [BlockFitTests.image(8, 8)], featureCount: 1, roles: .straight,
        shape: BlockFitTests.shape, capacity: Size(width: 16, height: 16), keepsSpectra: false,
        table: LogTable(maximum: 64))
      let covered = OffsetRect(x: 0, y: 0, width: 16, height: 16)
      let below = OffsetRect(x: 0, y: 1, width: 16, height: 16)
      _ = try evaluator.values(
        at: TileEvaluator.Tile(own: covered, covered: covered, blocks: [below]),
        on: [BlockFitTests.image(24, 24)], normalization: .unnormalized,
        worker: evaluator.makeWorker())
    }
  }

  @Test func `a tile with more or fewer values than offsets traps`() async {
    await #expect(processExitsWith: .failure) {
      let tile = OffsetRect(x: 0, y: 0, width: 3, height: 2)
      _ = TileValues(
        tile: tile, covered: tile, values: [Double](repeating: 0, count: 6),
        overlaps: [Int32](repeating: 0, count: 5))
    }
  }

  @Test func `vector fields of more pixels than their sums are exact for trap`() async {
    await #expect(processExitsWith: .failure) {
      let size = Size(width: 1 << 15, height: 1 << 15 | 1)
      _ = try? VectorCorrelation(
        ([], []), size, window: size, offsets: OffsetRect(x: 0, y: 0, width: 1, height: 1))
    }
  }
}
