/// How a domain of offsets is cut into tiles and these into blocks, and the transform that serves each block.
///
/// A window of `w x h` pixels slides over an image. A block of `u x v` offsets needs the
/// `(u + w - 1) x (v + h - 1)` pixels that the window touches there, and one transform of at least that size
/// (overlap-save). Large blocks waste little on the overlap; small ones stay in the cache, leave work for every
/// thread and take little memory.
///
/// A tile is one block or several, one above another. Looking for peaks takes offsets around a tile as well,
/// the halo, and these are counted again for the tiles that they are in: the fewer tiles, the less of that.
///
/// Along an axis that a single tile covers, the block reaches over the image's borders, and there a shorter
/// transform suffices: the pixels that it wraps around are zeros, as long as a pixel outside the image and the
/// pixel it shares its place with are not both needed (`wrappedLength`).
///
/// All lengths that FFTW is quick at are tried along both axes, and the tiling of the least expected time that
/// fits the memory is taken (`cost`). Choosing takes less time than a single transform.
struct Tiling: Sendable, Equatable {
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
  /// Whether the kernel's spectra are kept, or made anew for each pack of each block.
  let keepsSpectra: Bool

  /// Chooses the cheapest tiling that fits the memory.
  ///
  /// - Throws: `CMIFError.memoryLimit` when even the smallest one does not fit, and
  ///   `CMIFError.templateTooLong` when no transform is long enough.
  init(workload: Workload, threads: Int, budget: MemoryBudget) throws(CMIFError) {
    let side = max(workload.window.width, workload.window.height)
    guard side <= TransformShape.longestSide else {
      throw .templateTooLong(limit: TransformShape.longestSide)
    }
    var best: (cost: Double, tiling: Tiling)?
    var smallest = Int.max
    for (shape, keepsSpectra) in workload.transforms {
      let shared = Self.sharedBytes(workload, shape: shape, keepsSpectra: keepsSpectra)
      for blocks in 1...workload.mostBlocks {
        var tiling = Tiling(
          workload: workload, shape: shape, blocks: blocks, workers: threads,
          keepsSpectra: keepsSpectra)
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
    guard smallest < .max else { throw .templateTooLong(limit: TransformShape.longestSide) }
    guard let best else { throw budget.refusal(bytesEach: smallest) }
    self = best.tiling
  }

  /// A tiling with a given transform, whatever it costs.
  init(
    workload: Workload, shape: TransformShape, blocks: Int = 1, workers: Int, keepsSpectra: Bool
  ) {
    domain = workload.domain
    blocksPerTile = blocks
    halo = workload.halo
    margin = workload.margin
    self.shape = shape
    self.workers = workers
    self.keepsSpectra = keepsSpectra
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
    guard let covered = tile.expanded(by: halo).intersection(domain.expanded(by: margin)) else {
      preconditionFailure("\(tile) is not in \(domain)")
    }
    return covered
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

  /// The bytes that one worker takes: its buffers, and the results of two tiles, or of one and its sharpness, with a
  /// map of each feature where there are several.
  func workerBytes(_ workload: Workload) -> Int {
    let features = workload.features > 1 ? workload.features : 0
    return blockBytes(workload) + outputs.area * (2 * 12 + 8 * features)
      + workload.extraSpectra.worker * shape.spectrumBytes
  }

  /// The bytes that counting a block takes.
  func blockBytes(_ workload: Workload) -> Int {
    BlockCounter.byteCount(
      shape: shape, capacity: block, kernelLevels: workload.kernelLevels,
      keepsSpectra: keepsSpectra)
  }

  /// The bytes that all workers share.
  static func sharedBytes(_ workload: Workload, shape: TransformShape, keepsSpectra: Bool) -> Int {
    let spectra = keepsSpectra ? workload.channels * workload.kernelLevels : 0
    return (spectra + workload.extraSpectra.shared) * shape.spectrumBytes
  }
}
