/// Computes information and overlap for a template at many angles and scales, over one tile of offsets.
///
/// Inside, the parts are exchanged: the piece of the reference that the tile touches is correlated as the
/// template, so that its spectra are made once for all poses, and a turned template, whose few pixels
/// pack well, takes the part of the reference. Each pose evaluated is the exact map of its labels.
final class ReferenceTile: Sendable {
  /// The canvas of the turned template; an offset is where the canvas's pixel (0, 0) lands.
  let canvas: Size
  /// The offsets of the tile.
  private let tile: OffsetRect
  /// The offsets computed: the tile and those around it that are needed.
  private let covered: OffsetRect
  /// Where the piece's first pixel is in the reference.
  private let origin: Offset
  private let transform: RealTransform
  private let pieces: [TemplateSpectra]
  private let cachesSpectra: Bool
  private let table: LogTable

  /// Cuts the piece that a tile touches out of the reference and transforms it.
  ///
  /// The tile must touch the reference. The piece's spectra are kept, or made anew for each pose, which
  /// takes less memory and about twice the time. The table
  /// holds as many pixels as can overlap.
  init(
    reference: [LabelImage], canvas: Size, tile: OffsetRect, covered: OffsetRect,
    shape: TransformShape, cachesSpectra: Bool, table: LogTable
  ) throws(CMIFError) {
    self.canvas = canvas
    self.cachesSpectra = cachesSpectra
    self.tile = tile
    self.covered = covered
    let touched = OffsetRect(
      x: covered.x, y: covered.y, width: covered.width + canvas.width - 1,
      height: covered.height + canvas.height - 1)
    let whole = OffsetRect(
      x: 0, y: 0, width: reference[0].width, height: reference[0].height)
    guard let piece = touched.intersection(whole) else { throw .noOverlap }
    origin = Offset(x: piece.x, y: piece.y)
    let transform = try RealTransform(shape: shape)
    self.transform = transform
    pieces = try reference.map { image throws(CMIFError) in
      try TemplateSpectra(
        template: image.cropped(to: piece), transform: transform, cachesSpectra: cachesSpectra)
    }
    let rows = try AlignedBuffer<Double>(count: shape.batchCount)
    for piece in pieces where cachesSpectra {
      for index in piece.levels.indices { piece.keepSpectrum(index, rows: rows.base) }
    }
    self.table = table
  }

  /// The number of spectra that were made to be kept.
  var keptSpectra: Int { cachesSpectra ? pieces.reduce(0) { $0 + $1.levels.count } : 0 }

  /// The buffers of one worker.
  func makeWorker() throws(CMIFError) -> BlockCounter {
    try BlockCounter(
      transform: transform, capacity: Size(width: covered.width, height: covered.height),
      templateLevels: pieces.map(\.template.levelCount).max() ?? 1,
      cachesKernelSpectra: cachesSpectra)
  }

  /// The information and overlap of a turned template at the tile's offsets.
  ///
  /// Throws soon when the task is cancelled.
  func evaluate(_ turned: [LabelImage], normalization: Normalization, worker: BlockCounter) throws
    -> TileValues
  {
    let inner = OffsetRect(
      x: covered.x - origin.x, y: covered.y - origin.y, width: covered.width,
      height: covered.height
    ).mirrored
    var values = [Double](repeating: 0, count: covered.count)
    var overlaps = [Int32](repeating: 0, count: covered.count)
    let share = 1 / Double(turned.count)
    let last = covered.count - 1
    for (piece, image) in zip(pieces, turned) {
      try worker.count(inner, reference: image, template: piece, table: table) { i, sums in
        values[last - i] += share * sums.information(normalization: normalization, unit: table.unit)
        overlaps[last - i] = Int32(truncatingIfNeeded: sums.total)
      }
    }
    return TileValues(tile: tile, covered: covered, values: values, overlaps: overlaps)
  }
}

extension LabelImage {
  /// The part of the image in a rectangle inside it.
  fileprivate func cropped(to rect: OffsetRect) -> LabelImage {
    let starts = (rect.y..<rect.y + rect.height).map { $0 * width + rect.x }
    return LabelImage(
      width: rect.width, height: rect.height, levelCount: levelCount,
      labels: starts.flatMap { labels[$0..<$0 + rect.width] },
      mask: mask.map { mask in
        Mask(
          width: rect.width, height: rect.height,
          isIncluded: starts.flatMap { mask.isIncluded[$0..<$0 + rect.width] })
      })
  }
}
