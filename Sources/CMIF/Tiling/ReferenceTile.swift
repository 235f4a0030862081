/// Computes information and overlap for a template at many angles and scales, over one tile of offsets.
///
/// The roles are exchanged: the kernel is the piece of the reference that the tile touches, so that its
/// spectra are made once for all poses. A turned template, whose few pixels pack well, is the field. Each
/// pose evaluated is the exact map of its labels.
final class ReferenceTile: Sendable {
  /// The canvas of the turned template; an offset is where the canvas's pixel (0, 0) lands.
  let canvas: Size
  private let evaluator: TileEvaluator
  /// The offsets of the tile, and those around it that are needed.
  private let offsets: (tile: OffsetRect, covered: OffsetRect)

  /// Cuts the piece that a tile touches out of the reference and transforms it.
  ///
  /// - Parameters:
  ///   - part: the part of the reference that holds all pixels that take part.
  ///   - tile: the tile's offsets; they must touch that part.
  ///   - covered: the tile and the offsets around it that are needed.
  ///   - keepsSpectra: whether the piece's spectra are kept, or made anew for each pose, which takes less
  ///     memory and about twice the time.
  ///   - table: holds as many pixels as can overlap.
  init(
    reference: [LabelImage], part: PixelRect, featureCount: Int, canvas: Size, tile: OffsetRect,
    covered: OffsetRect, shape: TransformShape, keepsSpectra: Bool, table: LogTable
  ) throws(CMIFError) {
    self.canvas = canvas
    offsets = (tile, covered)
    let piece = try Self.piece(of: part, under: canvas, at: covered)
    evaluator = try TileEvaluator(
      kernels: reference.map { $0.cropped(to: piece) }, featureCount: featureCount,
      roles: .exchanged(origin: Offset(x: piece.x, y: piece.y)), shape: shape,
      capacity: Size(width: covered.width, height: covered.height), keepsSpectra: keepsSpectra,
      table: table)
    try evaluator.makeSpectra()
  }

  /// The piece of a part of a reference that a canvas touches at some offset.
  ///
  /// - Throws: ``CMIFError/noOverlap`` where it touches nothing.
  static func piece(
    of part: PixelRect, under canvas: Size, at offsets: OffsetRect
  ) throws(CMIFError) -> PixelRect {
    func touched(_ first: Int, _ count: Int, _ window: Int, _ pixels: Range<Int>) -> Range<Int> {
      (first..<first + count + window - 1).clamped(to: pixels)
    }
    let columns = touched(offsets.x, offsets.width, canvas.width, part.columns)
    let rows = touched(offsets.y, offsets.height, canvas.height, part.rows)
    guard !columns.isEmpty, !rows.isEmpty else { throw .noOverlap }
    return PixelRect(columns: columns, rows: rows)
  }

  /// The work of looking at a template on a canvas at the offsets of a domain, for `Tiling`.
  ///
  /// The canvas slides over a part of the reference; in counting, it is the field.
  static func workload(
    of pair: LabelImagePair, part: PixelRect, canvas: Size, domain: OffsetRect, halo: Int,
    margin: Int
  ) -> Tiling.Workload {
    Tiling.Workload(
      domain: domain, image: part, window: canvas, halo: halo, margin: margin,
      fieldLevels: pair.template.map(\.levelCount).max() ?? 1,
      kernelLevels: pair.reference.map(\.levelCount).max() ?? 1, channels: pair.template.count,
      features: pair.featureCount, digits: 4)
  }

  /// The number of spectra that were made to be kept.
  var keptSpectra: Int { evaluator.keptSpectra }

  /// The buffers of one worker.
  func makeWorker() throws(CMIFError) -> BlockCounter { try evaluator.makeWorker() }

  /// The information and overlap of a turned template at the tile's offsets.
  ///
  /// - Throws: `CancellationError` soon after the task is cancelled.
  func evaluate(_ turned: [LabelImage], normalization: Normalization, worker: BlockCounter) throws
    -> TileValues
  {
    let covered = evaluator.roles.inner(offsets.covered)
    let tile = TileEvaluator.Tile(
      own: evaluator.roles.inner(offsets.tile), covered: covered, blocks: [covered])
    return try evaluator.values(
      at: tile, on: turned, normalization: normalization, worker: worker)
  }
}

extension LabelImage {
  /// The labels and flags in a rectangle.
  ///
  /// - Precondition: The rectangle lies inside the image.
  fileprivate func cropped(to rect: PixelRect) -> LabelImage {
    LabelImage(
      width: rect.size.width, height: rect.size.height, levelCount: levelCount,
      labels: rect.part(of: labels, width: width), mask: mask?.cropped(to: rect))
  }
}
