/// What is to be packed, and the transform that carries it.
struct PackingProblem: Sendable {
  /// The field levels to be packed, and the number of pixels that each has in the block.
  let levels: [(level: Int, count: Int)]
  /// The number of kernel levels that each is counted with.
  let kernelLevels: Int
  /// The largest number of pixels of one kernel level, which no count exceeds.
  let largestKernelCount: Int
  /// The number of kernel pixels, which no sum of counts exceeds.
  let kernelTotal: Int
  /// The number of points of the transform.
  let points: Int
}
