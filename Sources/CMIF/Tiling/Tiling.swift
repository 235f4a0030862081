/// How a domain of offsets is cut into tiles and these into blocks, and the transform that serves each block.
///
/// A block of `u x v` offsets needs the `(u + w - 1) x (v + h - 1)` reference pixels that a template of
/// `w x h` touches there, and one transform of at least that size (overlap-save). Large blocks waste little
/// on the overlap; small ones stay in the cache, leave work for every thread and take little memory.
///
/// A tile is one block or several, one above another. Who takes up a tile may need offsets around it as
/// well, and these are counted again for the tiles that they are in: the fewer tiles, the less of that.
///
/// Along an axis that a single tile covers, the block reaches over the reference's borders, and there a
/// shorter transform will do: what it wraps around are zeros, as long as a pixel outside the reference
/// and the pixel it shares its place with are not both needed (`wrappedLength`).
///
/// ## The cost model
/// The time of a block is modelled, in nanoseconds, as the sum of
/// - columns: points of the transform, times a length-dependent constant, for each transform;
/// - rows: points in rows that are filled or wanted, for each transform;
/// - counting: offsets times level pairs;
/// all slowed down by a tenth for each time that the buffers of a worker double beyond 4 MiB, as fewer and
/// fewer of them stay in the caches. The constants were measured; only their ratios matter. All lengths
/// FFTW is quick at are tried along both axes, which takes less time than a single transform.
struct Tiling: Sendable, Equatable {
  /// What the tiles are for.
  struct Workload: Sendable {
    /// The offsets wanted.
    var domain: OffsetRect
    var reference: Size
    var template: Size
    /// How far around a tile its consumer needs offsets as well, within the domain.
    var halo: Int
    /// How far around the domain it needs them, at most `halo`.
    var margin: Int
    var referenceLevels: Int
    var templateLevels: Int
    var channels: Int
    /// Expected digits to a transform.
    var digits: Int
    /// The most blocks of a tile.
    var mostBlocks = 1
  }

  let domain: OffsetRect
  let shape: TransformShape
  /// The offsets of the largest tile, halo not included.
  let tile: Size
  /// The number of blocks of a tile.
  let blocksPerTile: Int
  private let halo: Int
  private let margin: Int
  /// The number of tiles worked on at the same time.
  private(set) var workers: Int
  /// Whether the template's spectra are kept, or made anew for each pack of each block.
  let cachesKernelSpectra: Bool

  /// Chooses the cheapest tiling that fits the memory.
  ///
  /// Throws `CMIFError.memoryLimit` when even the smallest one does not, and `CMIFError.templateTooLong` when
  /// no transform is long enough.
  init(workload: Workload, threads: Int, budget: MemoryBudget) throws(CMIFError) {
    guard max(workload.template.width, workload.template.height) <= TransformShape.longestSide
    else {
      throw .templateTooLong(limit: TransformShape.longestSide)
    }
    var best: (cost: Double, tiling: Tiling)?
    var smallest = Int.max
    for columns in workload.horizontal.lengths(among: TransformShape.columnLengths) {
      for rows in workload.vertical.lengths(among: TransformShape.rowLengths) {
        let shape = TransformShape(columns: columns, rows: rows)
        for cachesSpectra in [true, false] {
          let shared = Self.sharedBytes(workload, shape: shape, cachesSpectra: cachesSpectra)
          for blocks in 1...workload.mostBlocks {
            var tiling = Tiling(
              workload: workload, shape: shape, blocks: blocks, workers: threads,
              cachesSpectra: cachesSpectra)
            let each = tiling.workerBytes(workload)
            smallest = min(smallest, shared + each)
            tiling.workers = budget.sharing(shared).workersThatFit(
              upTo: min(threads, tiling.count), bytesEach: each)
            guard tiling.workers >= 1 else { continue }
            let cost = tiling.cost(workload)
            if cost < best?.cost ?? .infinity { best = (cost, tiling) }
            if tiling.rowCount == 1 { break }
          }
        }
      }
    }
    guard smallest < .max else { throw .templateTooLong(limit: TransformShape.longestSide) }
    guard let best else { throw budget.refusal(bytesEach: smallest) }
    self = best.tiling
  }

  /// Chooses the cheapest tiling that fits so many bytes, nothing else being in them.
  init(workload: Workload, threads: Int, memory: Int) throws(CMIFError) {
    try self.init(workload: workload, threads: threads, budget: MemoryBudget(total: memory))
  }

  /// A tiling with a given transform, whatever it costs.
  init(
    workload: Workload, shape: TransformShape, blocks: Int = 1, workers: Int, cachesSpectra: Bool
  ) {
    domain = workload.domain
    blocksPerTile = blocks
    halo = workload.halo
    margin = workload.margin
    self.shape = shape
    self.workers = workers
    cachesKernelSpectra = cachesSpectra
    tile = Size(
      width: workload.horizontal.tileLength(transform: shape.columns),
      height: workload.vertical.tileLength(transform: shape.rows, blocks: blocks))
  }

  /// The number of tiles.
  var count: Int { columnCount * rowCount }

  private var columnCount: Int { (domain.width + tile.width - 1) / tile.width }
  private var rowCount: Int { (domain.height + tile.height - 1) / tile.height }

  /// The offsets of a tile, halo not included; tiles are numbered row by row.
  subscript(index: Int) -> OffsetRect {
    let x = index % columnCount * tile.width
    let y = index / columnCount * tile.height
    return OffsetRect(
      x: domain.x + x, y: domain.y + y,
      width: min(tile.width, domain.width - x), height: min(tile.height, domain.height - y))
  }

  /// The offsets of a tile and those around it that are needed.
  func covered(_ index: Int) -> OffsetRect {
    let tile = self[index]
    return tile.expanded(by: halo).intersection(domain.expanded(by: margin)) ?? tile
  }

  /// The blocks that a tile is computed in, of all that it covers.
  func blocks(_ index: Int) -> [OffsetRect] {
    let covered = covered(index)
    return stride(from: 0, to: covered.height, by: block.height).map { top in
      OffsetRect(
        x: covered.x, y: covered.y + top, width: covered.width,
        height: min(block.height, covered.height - top))
    }
  }

  /// The offsets that the largest tile covers.
  private var outputs: Size {
    Size(
      width: min(tile.width + 2 * halo, domain.width + 2 * margin),
      height: min(tile.height + 2 * halo, domain.height + 2 * margin))
  }

  /// The offsets of the largest block.
  var block: Size {
    Size(width: outputs.width, height: (outputs.height + blocksPerTile - 1) / blocksPerTile)
  }

  /// The bytes that one worker takes: its buffers and two tiles' results, or one's and its sharpness.
  func workerBytes(_ workload: Workload) -> Int { blockBytes(workload) + 2 * outputs.area * 12 }

  private func blockBytes(_ workload: Workload) -> Int {
    BlockCounter.byteCount(
      shape: shape, capacity: block, templateLevels: workload.templateLevels,
      cachesKernelSpectra: cachesKernelSpectra)
  }

  /// The bytes that all workers share.
  static func sharedBytes(_ workload: Workload, shape: TransformShape, cachesSpectra: Bool) -> Int {
    cachesSpectra ? workload.channels * workload.templateLevels * shape.spectrumCount * 8 : 0
  }

  /// The expected time in nanoseconds.
  private func cost(_ workload: Workload) -> Double {
    let packs = Double((workload.referenceLevels + workload.digits - 1) / workload.digits)
    let inverses = packs * Double(workload.templateLevels)
    let inverse = columnCost + rowCost(block.height)
    let templateForward = 0.7 * columnCost + rowCost(workload.template.height)
    let blockForward = 0.7 * columnCost + rowCost(shape.rows)
    let pairs = Double(workload.referenceLevels * workload.templateLevels)
    let marginals = Double(workload.referenceLevels + workload.templateLevels)
    let counting = Double(block.area) * (0.7 * pairs + marginals)
    let each =
      Double(blocksPerTile) * cacheFactor(workload)
      * (inverses * inverse + packs * blockForward + counting
        + (cachesKernelSpectra ? 0 : inverses * templateForward))
    let rounds = Double((count + workers - 1) / workers)
    let prepared = cachesKernelSpectra ? Double(workload.templateLevels) * templateForward : 0
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

extension Tiling.Workload {
  /// One axis of the workload.
  struct Axis {
    /// The first offset and the number of offsets, margin not included.
    let start: Int
    let count: Int
    let halo: Int
    let margin: Int
    let reference: Int
    let template: Int

    /// The shortest transform that serves the whole axis with a single tile.
    ///
    /// The tile touches the pixels `low ..< high`, of which `first ..< last` are in the reference. A
    /// pixel below `first` shares its place with one `length` further on, which must not be in the
    /// reference; likewise beyond `last`.
    var wrappedLength: Int {
      let outputs = count + 2 * margin
      let low = start - margin
      let high = low + outputs + template - 1
      let first = max(low, 0)
      let last = max(first, min(high, reference))
      return max(outputs, template, last - low, high - first)
    }

    /// The equal lengths of as few tiles as transforms of a length allow, one for each block of a tile.
    func tileLength(transform length: Int, blocks: Int = 1) -> Int {
      if length >= wrappedLength { return count }
      let limit = blocks * (length - template + 1) - 2 * halo
      precondition(limit > 0, "a transform of \(length) is too short for a template of \(template)")
      let parts = (count + limit - 1) / limit
      return (count + parts - 1) / parts
    }

    /// The lengths worth trying: from the shortest that yields an offset to the first that serves the
    /// whole axis.
    func lengths(among all: [Int]) -> [Int] {
      let shortest = min(template + 2 * halo, wrappedLength)
      let usable = all.filter { $0 >= shortest }
      let end = usable.firstIndex { $0 >= wrappedLength }.map { $0 + 1 } ?? usable.count
      return Array(usable[..<end])
    }
  }

  var horizontal: Axis {
    Axis(
      start: domain.x, count: domain.width, halo: halo, margin: margin,
      reference: reference.width, template: template.width)
  }

  var vertical: Axis {
    Axis(
      start: domain.y, count: domain.height, halo: halo, margin: margin,
      reference: reference.height, template: template.height)
  }
}
