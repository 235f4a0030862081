/// The cost model that tilings are compared by.
///
/// The time of a block is modelled, in nanoseconds, as the sum of
/// - columns: points of the transform, times a length-dependent constant, for each transform;
/// - rows: points in rows that are filled or wanted, for each transform;
/// - counting: offsets times level pairs;
/// all slowed down by a tenth for each time that the buffers of a worker double beyond 4 MiB, as fewer and
/// fewer of them stay in the caches. The constants were measured; only their ratios matter.
extension Tiling {
  /// The expected time in nanoseconds.
  func cost(_ workload: Workload) -> Double {
    let packs = Double((workload.fieldLevels + workload.digits - 1) / workload.digits)
    let inverses = packs * Double(workload.kernelLevels)
    let inverse = columnCost + rowCost(block.height)
    let kernelForward = 0.7 * columnCost + rowCost(workload.window.height)
    let blockForward = 0.7 * columnCost + rowCost(shape.rows)
    let pairs = Double(workload.fieldLevels * workload.kernelLevels)
    let marginals = Double(workload.fieldLevels + workload.kernelLevels)
    let counting = Double(block.area) * (0.7 * pairs + marginals)
    let each =
      Double(blocksPerTile) * cacheFactor(workload)
      * (inverses * inverse + packs * blockForward + counting
        + (keepsSpectra ? 0 : inverses * kernelForward))
    let rounds = Double((count + workers - 1) / workers)
    let prepared = keepsSpectra ? Double(workload.kernelLevels) * kernelForward : 0
    return Double(workload.channels) * (rounds * each + prepared / Double(workers))
  }

  /// The vertical half of an inverse transform, its product included.
  private var columnCost: Double {
    let depth = Double(Int.bitWidth - shape.rows.leadingZeroBitCount)
    return Double(shape.area) * 0.16 * depth
  }

  /// The horizontal half of a transform for some of its rows.
  private func rowCost(_ rows: Int) -> Double {
    let depth = Double(Int.bitWidth - shape.columns.leadingZeroBitCount)
    let isQuick = TransformShape.quickColumnLengths.contains(shape.columns)
    return Double(shape.columns * rows) * (isQuick ? 0.16 : 0.22) * depth
  }

  /// How much slower everything becomes when the data leaves the caches.
  private func cacheFactor(_ workload: Workload) -> Double {
    let doublings =
      naturalLogarithm(Double(blockBytes(workload)) / Double(4 << 20)) / naturalLogarithm(2)
    return 1 + 0.1 * max(0, doublings)
  }
}
