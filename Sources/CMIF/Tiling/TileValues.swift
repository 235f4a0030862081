/// The exact information and overlap at the offsets of one tile and around it.
struct TileValues: Sendable {
  /// The offsets of the tile itself.
  let tile: OffsetRect
  /// The offsets covered, row-major: the tile and those around it that are needed.
  let covered: OffsetRect
  /// The information under a normalization, averaged over the channels; 0 where nothing overlaps.
  let values: [Double]
  /// The information in nats, averaged over the channels: `values` where they are not normalised.
  let information: [Double]
  /// The information in nats of each feature, averaged over its planes: one map of `covered` after the other.
  let features: [Double]
  /// The number of overlapping pixels.
  let overlaps: [Int32]

  /// Gathers the values of a tile; the information is that of `values` unless it is given, and that of a single
  /// feature unless those of several are given.
  ///
  /// - Precondition: There is one of each for every offset covered; of the features, one of each feature.
  init(
    tile: OffsetRect, covered: OffsetRect, values: [Double], information: [Double]? = nil,
    features: [Double]? = nil, overlaps: [Int32]
  ) {
    self.tile = tile
    self.covered = covered
    self.values = values
    self.information = information ?? values
    self.features = features ?? self.information
    self.overlaps = overlaps
    requireOneForEachOffset()
  }

  /// Peaks are looked for without checks of the bounds; this is the one check.
  private func requireOneForEachOffset() {
    let count = covered.count
    precondition(values.count == count, "\(values.count) values of \(count) offsets")
    precondition(
      information.count == count, "\(information.count) informations of \(count) offsets")
    precondition(overlaps.count == count, "\(overlaps.count) overlaps of \(count) offsets")
    precondition(
      features.count >= count && features.count.isMultiple(of: count),
      "\(features.count) informations of features at \(count) offsets")
  }
}
