/// The cross-mutual information function: mutual information at every offset of a region.
///
/// Öfverstedt, Lindblad and Sladoje, Pattern Recognition Letters 159 (2022), section 3. Values equal
/// those of `JointHistogram` within 1e-9 nats at every offset and are the same, bit for bit, for every
/// number of threads and every memory limit.
public struct InformationMap: Sendable {
  /// The offsets covered.
  public let offsets: OffsetRect
  /// The normalization that the values are under.
  public let normalization: Normalization
  /// The values, row-major: that of offset `(offsets.x + column, offsets.y + row)` is at
  /// `row * offsets.width + column`. In nats for `Normalization.unnormalized` and for sharpness; 0 where nothing overlaps;
  /// never NaN.
  public let values: [Double]
  /// The number of overlapping pixels at each offset, in the same order.
  public let overlaps: [Int32]
  /// What the engine did.
  public let statistics: EngineStatistics

  /// Computes the map of a pair over a region.
  ///
  /// - Parameters:
  ///   - pair: The label images of both.
  ///   - region: The offsets covered.
  ///   - normalization: What the information is divided by.
  ///   - criterion: Whether values are the information itself or its sharpness.
  ///   - resources: What may be used of the machine.
  ///   - progress: Told how many offsets of how many are done, on the caller's task.
  /// - Throws: ``CMIFError/templateLargerThanReference(template:reference:)`` for ``Region/valid`` when
  ///   no offset is valid, ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work cannot be
  ///   divided into parts that fit `resources.memory`, ``CMIFError/templateTooLong(limit:)`` and
  ///   ``CMIFError/tooManyPixels(limit:)`` for images beyond these limits,
  ///   ``CMIFError/outOfMemory(bytes:)`` when the system has none left, and `CancellationError` soon after
  ///   the task is cancelled.
  public init(
    _ pair: LabelImagePair, region: Region = .same, normalization: Normalization = .unnormalized,
    criterion: RankingCriterion = .score,
    resources: Resources = Resources(),
    progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
  ) async throws {
    let sizes = (reference: pair.referenceSize, template: pair.templateSize)
    guard let offsets = region.offsets(reference: sizes.reference, template: sizes.template) else {
      throw CMIFError.templateLargerThanReference(
        template: sizes.template, reference: sizes.reference)
    }
    try await self.init(
      pair, offsets: offsets, normalization: normalization, criterion: criterion,
      resources: resources, progress: progress)
  }

  /// Computes the map of a pair over a rectangle of offsets, which may be any.
  init(
    _ pair: LabelImagePair, offsets: OffsetRect, normalization: Normalization,
    criterion: RankingCriterion = .score, resources: Resources,
    progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil,
    overrides: Engine.Overrides = Engine.Overrides()
  ) async throws {
    try Task.checkCancellation()
    BufferPool.shared.keep(atMost: resources.memory)
    let halo = criterion == .sharpness ? Sharpness.radius : 0
    let featureCount = pair.featureCount
    var values = [Double](repeating: 0, count: offsets.count)
    var overlaps = [Int32](repeating: 0, count: offsets.count)
    var done = 0
    let engine = try await Engine(
      pair: pair, domain: offsets, halo: halo, margin: halo, resources: resources,
      overrides: overrides)
    statistics = try await engine.forEachTile(
      normalization: normalization,
      reduce: { $0.ranked(by: criterion, featureCount: featureCount) },
      collect: { tile in
        let rect = tile.tile
        for y in rect.y..<rect.y + rect.height {
          let target = offsets.index(x: rect.x, y: y)
          let source = tile.covered.index(x: rect.x, y: y)
          values.replaceSubrange(
            target..<target + rect.width, with: tile.values[source..<source + rect.width])
          overlaps.replaceSubrange(
            target..<target + rect.width, with: tile.overlaps[source..<source + rect.width])
        }
        done += rect.count
        progress?(done, offsets.count)
      })
    self.offsets = offsets
    self.normalization = normalization
    self.values = values
    self.overlaps = overlaps
  }

  /// The place of the highest value and that value; of equal ones the first in row-major order.
  public var peak: (offset: Offset, value: Double) {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return (offset(at: best), values[best])
  }

  /// The offset that the value at an index of `values` belongs to.
  public func offset(at index: Int) -> Offset {
    precondition(values.indices.contains(index), "value \(index) of a map of \(values.count)")
    return Offset(x: offsets.x + index % offsets.width, y: offsets.y + index / offsets.width)
  }
}

extension TileValues {
  /// The same with what the tile is ranked by as its values.
  fileprivate func ranked(by criterion: RankingCriterion, featureCount: Int) -> TileValues {
    guard criterion == .sharpness else { return self }
    return TileValues(
      tile: tile, covered: covered,
      values: Sharpness.values(self, in: tile, featureCount: featureCount), overlaps: overlaps)
  }
}
