/// What is to be packed and the transform it goes through.
struct PackingProblem: Sendable {
  /// The levels to be packed and the number of pixels that each has in the block.
  let levels: [(level: Int, count: Int)]
  /// The number of template levels to be met.
  let templateLevels: Int
  /// The largest number of pixels of one template level.
  let templateCount: Int
  /// The number of template pixels, which no sum of counts exceeds.
  let templateTotal: Int
  /// The number of points of the transform.
  let points: Int
}
