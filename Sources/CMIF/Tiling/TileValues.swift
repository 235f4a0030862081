/// The exact information and overlap at the offsets of one tile and around it.
struct TileValues: Sendable {
  /// The offsets of the tile itself.
  let tile: OffsetRect
  /// The offsets covered, row-major: the tile and those around it that are needed.
  let covered: OffsetRect
  /// The information under a normalization, averaged over the channels; 0 where nothing overlaps.
  let values: [Double]
  /// The number of overlapping pixels.
  let overlaps: [Int32]
}
