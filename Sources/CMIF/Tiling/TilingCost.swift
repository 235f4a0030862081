/// The cost model that tilings are compared by.
///
/// The time of a block is modelled, in nanoseconds, as the sum of
/// - columns: points of the transform, times a length-dependent constant, for each transform;
/// - rows: points in rows that are filled or wanted, for each transform;
/// - counting: offsets times level pairs;
/// all slowed down by a tenth for each time that the buffers of a worker double beyond 4 MiB, as fewer and
/// fewer of them stay in the caches.
extension Tiling {
  /// The constants of the model, which were measured; only their ratios matter.
  private enum Measured {
    /// Nanoseconds of the columns of an inverse transform and of the product before it, for each point and each binary
    /// digit of a column's length.
    static let column = 0.16
    /// The time of the columns of a forward transform, which has no product, in parts of those of an inverse one.
    static let forwardColumns = 0.7
    /// Nanoseconds of rows, for each point and each binary digit of a row's length.
    static let row = 0.22
    /// The same where FFTW's estimated plans are good.
    static let quickRow = 0.16
    /// Nanoseconds of counting a pair of levels at an offset.
    static let pair = 0.7
    /// Nanoseconds of counting a level by itself at an offset.
    static let level = 1.0
    /// The bytes of a worker's buffers that the caches hold.
    static let cachedBytes = 4 << 20
    /// The share of time that each doubling beyond these bytes adds.
    static let slowdown = 0.1
  }

  /// The expected time in nanoseconds.
  func cost(_ workload: Workload) -> Double {
    let packs = Double((workload.fieldLevels + workload.digits - 1) / workload.digits)
    let inverses = packs * Double(workload.kernelLevels)
    let inverse = columnCost + rowCost(block.height)
    let forwardColumns = Measured.forwardColumns * columnCost
    let kernelForward = forwardColumns + rowCost(workload.window.height)
    let blockForward = forwardColumns + rowCost(shape.rows)
    let pairs = Double(workload.fieldLevels * workload.kernelLevels)
    let marginals = Double(workload.fieldLevels + workload.kernelLevels)
    let counting = Double(block.area) * (Measured.pair * pairs + Measured.level * marginals)
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
    return Double(shape.area) * Measured.column * depth
  }

  /// The horizontal half of a transform for some of its rows.
  private func rowCost(_ rows: Int) -> Double {
    let depth = Double(Int.bitWidth - shape.columns.leadingZeroBitCount)
    let isQuick = TransformShape.quickColumnLengths.contains(shape.columns)
    return Double(shape.columns * rows) * (isQuick ? Measured.quickRow : Measured.row) * depth
  }

  /// How much slower everything becomes when the data leaves the caches.
  private func cacheFactor(_ workload: Workload) -> Double {
    let doublings =
      naturalLogarithm(Double(blockBytes(workload)) / Double(Measured.cachedBytes))
      / naturalLogarithm(2)
    return 1 + Measured.slowdown * max(0, doublings)
  }
}
