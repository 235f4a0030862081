/// Evaluates tiles of offsets: information and overlap of kernels on fields, one of each for every channel.
///
/// Reference and template become field and kernel here and nowhere else: tiles come in as offsets of the
/// kernel on the field and go out as offsets of the template on the reference (`Roles`).
struct TileEvaluator: Sendable {
  /// Offsets of the kernel on the field.
  struct Tile {
    /// The offsets of the tile itself.
    let own: OffsetRect
    /// The tile and the offsets around it that are needed.
    let covered: OffsetRect
    /// The blocks that `covered` is computed in: as wide as it is, one above another.
    let blocks: [OffsetRect]

    /// Requires a block to consist of whole rows of `covered`: its sums are written without checks of the bounds.
    fileprivate func requireRows(_ block: OffsetRect) {
      precondition(
        block.x == covered.x && block.width == covered.width && block.y >= covered.y
          && block.y + block.height <= covered.y + covered.height,
        "the block \(block) is not made of rows of \(covered)")
    }
  }

  let roles: Roles
  /// The number of spectra that are made once and kept.
  let keptSpectra: Int
  private let kernels: [KernelSpectra]
  private let featureCount: Int
  private let capacity: Size
  private let transform: RealTransform
  private let keepsSpectra: Bool
  private let table: LogTable

  /// Prepares to evaluate tiles; spectra that are to be kept must be made before the first one.
  ///
  /// - Parameters:
  ///   - kernels: the kernel of each channel, all planes of a feature one after the other.
  ///   - featureCount: the number of features.
  ///   - roles: how offsets of the kernel on the field come to be offsets of the template on the reference.
  ///   - shape: the transform of a block.
  ///   - capacity: the offsets of the largest block.
  ///   - keepsSpectra: whether the kernels' spectra are kept, or made anew for each block, which takes less
  ///     memory and about twice the time.
  ///   - table: holds as many pixels as can overlap.
  init(
    kernels: [LabelImage], featureCount: Int, roles: Roles, shape: TransformShape, capacity: Size,
    keepsSpectra: Bool, table: LogTable
  ) throws(CMIFError) {
    let transform = try RealTransform(shape: shape)
    self.roles = roles
    self.featureCount = featureCount
    self.transform = transform
    self.capacity = capacity
    self.keepsSpectra = keepsSpectra
    self.table = table
    self.kernels = try kernels.map { image throws(CMIFError) in
      try KernelSpectra(image: image, transform: transform, isKept: keepsSpectra)
    }
    keptSpectra = keepsSpectra ? self.kernels.reduce(0) { $0 + $1.levels.count } : 0
  }

  /// The spectra to be kept.
  private var spectra: [(kernel: KernelSpectra, level: Int)] {
    guard keepsSpectra else { return [] }
    return kernels.flatMap { kernel in kernel.levels.indices.map { (kernel, $0) } }
  }

  /// Makes the spectra that are kept, on this thread.
  func makeSpectra() throws(CMIFError) {
    let batch = try TransformBatch(shape: transform.shape)
    for (kernel, level) in spectra { kernel.keepSpectrum(level, batch: batch) }
  }

  /// Makes the spectra that are kept, on several threads.
  func makeSpectra(threads: Int) async throws {
    let (spectra, shape) = (spectra, transform.shape)
    _ = try await runJobs(
      count: spectra.count, threads: threads, state: { try TransformBatch(shape: shape) },
      job: { number, batch in
        let (kernel, level) = spectra[number]
        kernel.keepSpectrum(level, batch: batch)
      })
  }

  /// The buffers of one worker.
  func makeWorker(
    packing: @escaping BlockCounter.Packing = BlockCounter.fullPacking
  ) throws(CMIFError) -> BlockCounter {
    try BlockCounter(
      transform: transform, capacity: capacity,
      kernelLevels: kernels.map(\.image.levelCount).max() ?? 1, keepsSpectra: keepsSpectra,
      packing: packing)
  }

  /// The information, averaged over the channels and that of each feature, and the overlap at a tile's offsets.
  ///
  /// - Parameters:
  ///   - fields: the field of each channel.
  ///   - cache: what was made of the fields, or others will need.
  /// - Throws: `CancellationError` soon after the task is cancelled.
  func values(
    at tile: Tile, on fields: [LabelImage], cache: ReferenceCache? = nil,
    normalization: Normalization, worker: BlockCounter
  ) throws -> TileValues {
    precondition(
      fields.count == kernels.count && fields.count.isMultiple(of: featureCount),
      "\(fields.count) fields do not pair with \(kernels.count) kernels of \(featureCount) features"
    )
    let covered = tile.covered
    let share = 1 / Double(fields.count)
    let planes = fields.count / featureCount
    let isNormalized = normalization != .unnormalized
    var values = [Double](repeating: 0, count: covered.count)
    var information = [Double](repeating: 0, count: isNormalized ? covered.count : 0)
    var features = [Double](
      repeating: 0, count: featureCount > 1 ? featureCount * covered.count : 0)
    var overlaps = [Int32](repeating: 0, count: covered.count)
    try values.withUnsafeMutableBufferPointer { values in
      try information.withUnsafeMutableBufferPointer { information in
        try features.withUnsafeMutableBufferPointer { features in
          try overlaps.withUnsafeMutableBufferPointer { overlaps in
            try forEachOffset(of: tile, on: fields, cache: cache, worker) { feature, place, sums in
              let plain = sums.information(normalization: .unnormalized, unit: table.unit)
              let value =
                isNormalized
                ? sums.information(normalization: normalization, unit: table.unit) : plain
              values[place] += share * value
              if isNormalized { information[place] += share * plain }
              if featureCount > 1 {
                features[feature + place] += plain / Double(planes)
              }
              overlaps[place] = Int32(truncatingIfNeeded: sums.total)
            }
          }
        }
      }
    }
    return TileValues(
      tile: roles.outer(tile.own), covered: roles.outer(covered), values: values,
      information: isNormalized ? information : nil, features: featureCount > 1 ? features : nil,
      overlaps: overlaps)
  }

  /// Hands over the sums of every channel at every offset of a tile, with where the map of the channel's feature begins
  /// among those of all features, and the offset's place.
  @inline(__always)
  private func forEachOffset(
    of tile: Tile, on fields: [LabelImage], cache: ReferenceCache?, _ worker: BlockCounter,
    _ body: (_ feature: Int, _ place: Int, _ sums: EntropySums) -> Void
  ) throws {
    let (origin, step) = roles.order(of: tile.covered.count)
    let planes = fields.count / featureCount
    for (channel, (field, kernel)) in zip(fields, kernels).enumerated() {
      let feature = channel / planes * tile.covered.count
      for block in tile.blocks {
        tile.requireRows(block)
        let first = origin + step * tile.covered.index(x: block.x, y: block.y)
        try worker.count(
          block, of: kernel, on: field, cache: cache?.channel(channel), table: table
        ) { index, sums in body(feature, first + step * index, sums) }
      }
    }
  }
}
