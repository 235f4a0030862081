/// Computes information and overlap for a template at many angles and scales, over one domain of
/// offsets.
///
/// Turned templates lie on a canvas of one size, with the template's middle in its middle, so that all
/// poses share the tiles, and the reference's spectra are made once. Each pose evaluated is the exact
/// map of its resampled labels.
final class PoseEvaluator: Sendable {
  /// The canvas of the turned template; an offset is where the canvas's pixel (0, 0) lands.
  let canvas: Size
  private let reference: [LabelImage]
  private let template: [LabelImage]
  private let tiling: Tiling
  private let transform: RealTransform
  private let table: LogTable
  /// The packs of each tile's block, one a channel; none when they do not fit the memory.
  private let packs: [[ReferencePacks]]

  /// Plans the work for the offsets of `domain`, with `halo` more around every tile.
  ///
  /// - Parameters:
  ///   - pair: the reference and the template as it is, not turned.
  ///   - scale: the largest scale that will be asked for.
  ///   - memory: the bytes that one worker, and the packs, may take.
  init(
    pair: ImagePair, canvas: Size, scale: Double, domain: OffsetRect, halo: Int, memory: Int
  ) throws {
    self.canvas = canvas
    reference = pair.reference
    template = pair.template
    let (r, t) = (pair.referenceSize, pair.templateSize)
    let pixels = min(Double(t.area) * scale * scale * 1.02 + 64, Double(canvas.area))
    table = LogTable(maximum: min(Int(pixels), min(r.width, canvas.width) * min(r.height, canvas.height)))
    let task = Tiling.Task(
      domain: domain, template: canvas, halo: halo,
      referenceLevels: pair.reference.map(\.levelCount).max() ?? 1,
      templateLevels: pair.template.map(\.levelCount).max() ?? 1, channels: pair.template.count,
      digits: max(1, DigitPacking.bitLimit / DigitPacking.width(of: Int(pixels) / 4)))
    let tiling = try Tiling(task: task, threads: 1, memory: memory)
    let transform = RealTransform(shape: tiling.shape)
    let blocks = (0..<tiling.count).map { tiling[$0].expanded(by: halo) }
    let bytes = blocks.count * reference.count * reference[0].levelCount * tiling.shape.spectrumCount * 4
    packs =
      bytes > memory
      ? []
      : try blocks.map { rect in
        try zip(pair.reference, pair.template).map { reference, template in
          // A turn changes a level's count a little; so much is allowed for.
          let largest = Double(template.levelCounts.max() ?? 0) * scale * scale * 1.05 + 64
          return try ReferencePacks(
            block: ReferenceBlock(rect: rect, reference: reference, size: canvas, isMasked: true),
            reference: reference, templateCount: Int(min(largest, pixels)),
            templateTotal: Int(pixels), transform: transform)
        }
      }
    self.tiling = tiling
    self.transform = transform
  }

  /// The number of tiles.
  var tileCount: Int { tiling.count }

  /// The buffers of one worker.
  func makeWorker() throws(CMIFError) -> BlockCounter {
    try BlockCounter(
      transform: transform, capacity: tiling.outputs,
      referenceLevels: reference.map(\.levelCount).max() ?? 1,
      templateLevels: template.map(\.levelCount).max() ?? 1,
      keepsTemplateSpectra: tiling.keepsTemplateSpectra)
  }

  /// The template as it is evaluated at a pose.
  func turned(angle: Double, scale: Double) -> [LabelImage] {
    LabelResampling(template: template[0].size, canvas: canvas, angle: angle, scale: scale)
      .labels(template)
  }

  /// The information and overlap of a turned template at each tile's offsets.
  func evaluate(
    _ turned: [LabelImage], norm: Norm, worker: BlockCounter, _ body: (TileValues) -> Void
  ) throws(CMIFError) {
    var spectra: [TemplateSpectra] = []
    for image in turned {
      spectra.append(
        try worker.spectra(of: image, transform: transform, keeps: tiling.keepsTemplateSpectra))
    }
    let share = 1 / Double(reference.count)
    for index in 0..<tiling.count {
      let tile = tiling[index]
      let covered = tile.expanded(by: tiling.halo)
      var values = [Double](repeating: 0, count: covered.count)
      var overlaps = [Int32](repeating: 0, count: covered.count)
      for channel in reference.indices {
        worker.count(
          covered, reference: reference[channel], template: spectra[channel], table: table,
          packs: packs.isEmpty ? nil : packs[index][channel]
        ) { i, sums in
          values[i] += share * sums.information(norm: norm, unit: table.unit)
          overlaps[i] = Int32(truncatingIfNeeded: sums.total)
        }
      }
      body(TileValues(tile: tile, covered: covered, values: values, overlaps: overlaps))
    }
  }
}
