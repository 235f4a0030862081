@testable import CMIF

extension Engine.Strategy {
  /// Tiles of a given transform, whatever they cost.
  static func tiles(
    _ shape: TransformShape, blocks: Int = 1, keepsSpectra: Bool = true
  ) -> Engine.Strategy {
    Engine.Strategy(tiling: { workload, threads, _ in
      Tiling(
        workload: workload, shape: shape, blocks: blocks, workers: threads,
        keepsSpectra: keepsSpectra)
    })
  }

  /// So many digits in each transform, whether the result can hold them or not.
  static func digits(_ count: Int) -> Engine.Strategy {
    Engine.Strategy(packing: { problem in
      let digits = problem.levels.map { level, pixels in
        LevelPacking.Digit(
          level: level, count: pixels,
          width: LevelPacking.leastWidth(count: pixels, problem))
      }.sorted { $0.width < $1.width }
      return LevelPacking(
        packs: stride(from: 0, to: digits.count, by: count).map { first in
          LevelPacking.Pack(
            digits: sideBySide(Array(digits[first..<min(first + count, digits.count)])),
            groups: LevelGroup.groups(count: problem.kernelLevels, size: 1, bits: 0),
            isUniform: false)
        })
    })
  }

  private static func sideBySide(_ digits: [LevelPacking.Digit]) -> [LevelPacking.Digit] {
    var digits = digits
    for index in digits.indices.dropFirst() {
      digits[index].shift = digits[index - 1].shift + digits[index - 1].width
    }
    return digits
  }
}
