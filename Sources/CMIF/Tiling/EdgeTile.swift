/// Computes the agreement of edges for a template at many angles and scales, over one tile of offsets.
///
///     a(s) = Re Σ_p z_R(p + s) conj(z_T(p)) / N(s)
///
/// with `z` the `EdgeDirections`, turned with the template, and `N` the overlap. Like information, it is a mean over
/// the overlapping pixels, so that it can take the place of information in `Sharpness`.
final class EdgeTile: Sendable {
  private let offsets: (tile: OffsetRect, covered: OffsetRect)
  private let correlation: VectorCorrelation

  /// The spectra that all threads share, and those of each.
  static let spectra = (shared: 2, worker: 3)

  /// Cuts the piece that a tile touches out of the reference and transforms it.
  ///
  /// - Parameters:
  ///   - part: the part of the reference that holds all pixels that take part.
  ///   - canvas: the canvas of the turned template.
  ///   - tile: the tile's offsets; they must touch that part.
  ///   - covered: the tile and the offsets around it that are needed.
  init(
    reference: EdgeDirections, part: PixelRect, canvas: Size, tile: OffsetRect, covered: OffsetRect
  ) throws(CMIFError) {
    offsets = (tile, covered)
    let piece = try ReferenceTile.piece(of: part, under: canvas, at: covered)
    let field = reference.rounded(in: piece)
    correlation = try VectorCorrelation(
      field, piece.size, window: canvas,
      offsets: OffsetRect(
        x: covered.x - piece.x, y: covered.y - piece.y, width: covered.width,
        height: covered.height))
  }

  /// The buffers of one thread.
  func makeWorker() throws(CMIFError) -> VectorCorrelation.Worker { try correlation.makeWorker() }

  /// The agreement with the edges of a turned template, where its overlaps are known.
  func evaluate(
    _ turned: (x: [Double], y: [Double]), overlaps: [Int32], worker: VectorCorrelation.Worker
  ) -> TileValues {
    var values = correlation.values(of: turned, worker)
    for (place, overlap) in overlaps.enumerated() {
      values[place] = overlap > 0 ? values[place] / Double(overlap) : 0
    }
    return TileValues(
      tile: offsets.tile, covered: offsets.covered, values: values, overlaps: overlaps)
  }
}
