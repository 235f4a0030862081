/// How a domain of offsets is cut into tiles, and the transform that serves each of them.
///
/// A tile of `u x v` offsets needs the block of `(u + w - 1) x (v + h - 1)` reference pixels that a
/// template of `w x h` touches there, and one transform of at least that size (overlap-save). Large
/// tiles waste little on the overlap; small ones stay in the cache, leave work for every thread and
/// take little memory.
///
/// ## The cost model
/// The time of a tile is modelled, in nanoseconds, as the sum of
/// - columns: points of the transform, times a length-dependent constant, for each transform;
/// - rows: points in rows that are filled or wanted, for each transform;
/// - counting: offsets times level pairs;
/// with the transforms slowed down by a factor once a spectrum leaves the second-level cache. The
/// constants were measured one by one; only their ratios matter. All lengths FFTW is quick at are
/// tried along both axes, which takes less time than a single transform.
struct Tiling: Sendable, Equatable {
  /// What the tiles are for.
  struct Task: Sendable {
    /// The offsets wanted.
    var domain: OffsetRect
    var template: Size
    /// Margin of offsets around every tile that its consumer needs as well.
    var halo: Int
    var referenceLevels: Int
    var templateLevels: Int
    var channels: Int
    /// Expected digits to a transform.
    var digits: Int
  }

  let domain: OffsetRect
  let shape: TransformShape
  /// The offsets of the largest tile, halo not included.
  let tile: Size
  let halo: Int
  /// The number of tiles worked on at the same time.
  let workers: Int
  /// Whether the template's spectra are kept, or made anew for each pack of each tile.
  let keepsTemplateSpectra: Bool

  /// Chooses the cheapest tiling that fits the memory.
  ///
  /// Throws `CMIFError.memoryLimit` when even the smallest one does not.
  init(task: Task, threads: Int, memory: Int) throws(CMIFError) {
    var best: (cost: Double, tiling: Tiling)?
    var smallest = Int.max
    for columns in Self.lengths(
      TransformShape.columnLengths, task.template.width, task.domain.width, task.halo)
    {
      for rows in Self.lengths(
        TransformShape.rowLengths, task.template.height, task.domain.height, task.halo)
      {
        let shape = TransformShape(columns: columns, rows: rows)
        for keeps in [true, false] {
          let shared = Self.sharedBytes(task, shape: shape, keeps: keeps)
          var tiling = Tiling(task: task, shape: shape, workers: threads, keeps: keeps)
          let each = tiling.workerBytes(task)
          smallest = min(smallest, shared + each)
          let workers = min(threads, (memory - shared) / each, tiling.count)
          guard workers >= 1 else { continue }
          tiling = Tiling(task: task, shape: shape, workers: workers, keeps: keeps)
          let cost = tiling.cost(task)
          if cost < best?.cost ?? .infinity { best = (cost, tiling) }
        }
      }
    }
    guard let best else { throw .memoryLimit(neededBytes: smallest, allowedBytes: memory) }
    self = best.tiling
  }

  /// A tiling with a given transform, whatever it costs.
  init(task: Task, shape: TransformShape, workers: Int, keeps: Bool) {
    let widest = shape.columns - task.template.width + 1 - 2 * task.halo
    let highest = shape.rows - task.template.height + 1 - 2 * task.halo
    precondition(
      widest > 0 && highest > 0,
      "a transform of \(shape.columns) x \(shape.rows) is too small for a template of \(task.template)"
    )
    domain = task.domain
    halo = task.halo
    self.shape = shape
    self.workers = workers
    keepsTemplateSpectra = keeps
    tile = Size(
      width: Self.even(task.domain.width, limit: widest),
      height: Self.even(task.domain.height, limit: highest))
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

  /// The offsets of the largest tile, halo included.
  var outputs: Size { Size(width: tile.width + 2 * halo, height: tile.height + 2 * halo) }

  /// The bytes that one worker takes: its buffers and two tiles' results.
  func workerBytes(_ task: Task) -> Int {
    BlockCounter.byteCount(
      shape: shape, capacity: outputs, referenceLevels: task.referenceLevels,
      templateLevels: task.templateLevels, keepsTemplateSpectra: keepsTemplateSpectra)
      + 2 * outputs.area * 12
  }

  /// The bytes that all workers share.
  static func sharedBytes(_ task: Task, shape: TransformShape, keeps: Bool) -> Int {
    keeps ? task.channels * task.templateLevels * shape.spectrumCount * 8 : 0
  }

  /// The expected time in nanoseconds.
  private func cost(_ task: Task) -> Double {
    let packs = Double((task.referenceLevels + task.digits - 1) / task.digits)
    let inverses = packs * Double(task.templateLevels)
    let inverse = columnCost + rowCost(tile.height + 2 * halo)
    let templateForward = 0.7 * columnCost + rowCost(task.template.height)
    let blockForward = 0.7 * columnCost + rowCost(shape.rows)
    let pairs = Double(task.referenceLevels * task.templateLevels)
    let marginals = Double(task.referenceLevels + task.templateLevels)
    let counting = Double(outputs.area) * (1.2 * pairs + 3 * marginals)
    let each =
      inverses * inverse + packs * blockForward + counting
      + (keepsTemplateSpectra ? 0 : inverses * templateForward)
    let rounds = Double((count + workers - 1) / workers)
    let prepared = keepsTemplateSpectra ? Double(task.templateLevels) * templateForward : 0
    return Double(task.channels) * (rounds * each + prepared / Double(workers))
  }

  /// The vertical half of an inverse transform, its product included.
  private var columnCost: Double {
    let depth = Double(Int.bitWidth - shape.rows.leadingZeroBitCount)
    return Double(shape.area) * 0.24 * depth * cacheFactor
  }

  /// The horizontal half of a transform for some of its rows.
  private func rowCost(_ rows: Int) -> Double {
    let depth = Double(Int.bitWidth - shape.columns.leadingZeroBitCount)
    return Double(shape.columns * rows) * 0.24 * depth * cacheFactor
  }

  /// How much slower transforms become when their data leaves the caches.
  private var cacheFactor: Double {
    switch shape.spectrumCount * 8 {
    case ..<(1 << 20): 1
    case ..<(4 << 20): 1.15
    case ..<(16 << 20): 1.4
    default: 1.8
    }
  }

  /// The lengths worth trying along one axis: from the smallest that yields an offset to the first
  /// that covers the axis whole.
  private static func lengths(_ all: [Int], _ template: Int, _ domain: Int, _ halo: Int) -> [Int] {
    let smallest = template + 2 * halo
    let whole = domain + template - 1 + 2 * halo
    let usable = all.filter { $0 >= smallest }
    let end = usable.firstIndex { $0 >= whole }.map { $0 + 1 } ?? usable.count
    return Array(usable[..<end])
  }

  /// The length of equal parts, as few as `limit` allows.
  private static func even(_ length: Int, limit: Int) -> Int {
    let parts = (length + limit - 1) / limit
    return (length + parts - 1) / parts
  }
}
