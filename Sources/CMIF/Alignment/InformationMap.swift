/// The cross-mutual information function: the mutual information at every offset of a rectangle.
///
///     map[s] = JointHistogram(reference, template, offset: s).information(normalization)
///
/// Öfverstedt, Lindblad and Sladoje, Pattern Recognition Letters 159 (2022), section 3; <doc:TheMethod> walks
/// through it.
///
/// - Values are within 1e-9 of those of ``JointHistogram``, at every offset and under every normalization.
/// - Values and overlaps are the same, bit for bit, for every number of threads and every memory limit.
/// - Of several channels, a value is the mean.
public struct InformationMap: Sendable {
  /// The offsets covered.
  public let offsets: OffsetRect
  /// The normalization that the values are under.
  public let normalization: Normalization
  /// The values, row-major: that of offset `(offsets.x + column, offsets.y + row)` is at
  /// `row * offsets.width + column`.
  ///
  /// Information is 0 or more: in nats for ``Normalization/unnormalized``, else without a unit and at most 1.
  /// Sharpness may be negative; it is in nats for ``Normalization/unnormalized``, else without a unit. Where
  /// nothing overlaps a value is 0. No value is NaN.
  public let values: [Double]
  /// The number of overlapping pixels at each offset, in the same order.
  public let overlaps: [Int32]
  /// What the engine did.
  package private(set) var statistics = EngineStatistics()

  /// Creates a map from its parts.
  ///
  /// - Precondition: There is an offset, and one value and one overlap for each.
  public init(
    offsets: OffsetRect, normalization: Normalization, values: [Double], overlaps: [Int32]
  ) {
    precondition(
      offsets.width > 0 && offsets.height > 0,
      "a map of \(offsets.width) x \(offsets.height) has no offsets")
    precondition(
      values.count == offsets.count && overlaps.count == offsets.count,
      "\(values.count) values and \(overlaps.count) overlaps do not fill a map of "
        + "\(offsets.width) x \(offsets.height)")
    self.offsets = offsets
    self.normalization = normalization
    self.values = values
    self.overlaps = overlaps
  }

  /// Computes the map of a pair over a region.
  ///
  /// - Parameters:
  ///   - pair: The label images of both.
  ///   - region: The offsets covered.
  ///   - normalization: What the information is divided by.
  ///   - criterion: Whether values are the information itself or its sharpness, see ``RankingCriterion``.
  ///   - resources: What may be used of the machine.
  ///   - progress: Called with the number of offsets done and of all offsets, on the caller's task.
  /// - Throws: ``CMIFError/templateLargerThanReference(template:reference:)`` for ``Region/valid`` when
  ///   no offset is valid, ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when the work cannot be
  ///   divided into parts that fit `resources.memory`, ``CMIFError/templateTooLong(limit:)`` and
  ///   ``CMIFError/tooManyPixels(limit:)`` for images beyond these limits,
  ///   ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left, and `CancellationError` soon
  ///   after the task is cancelled.
  /// - Complexity: O(offsets · levels of the reference · levels of the template · log(template)) time, and
  ///   12 bytes for each offset beside `resources.memory`.
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
    self = try await WorkerPool.run {
      try await InformationMap(
        pair, offsets: offsets, normalization: normalization, criterion: criterion,
        resources: resources, progress: progress)
    }
  }

  /// Computes the map of a pair over a rectangle of offsets, which may be any.
  init(
    _ pair: LabelImagePair, offsets: OffsetRect, normalization: Normalization,
    criterion: RankingCriterion = .score, resources: Resources,
    progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil,
    strategy: Engine.Strategy = Engine.Strategy()
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
      strategy: strategy)
    let statistics = try await engine.forEachTile(
      normalization: normalization,
      reduce: { $0.ranked(by: criterion, featureCount: featureCount) },
      collect: { tile in
        tile.copyRows(to: &values, &overlaps, of: offsets)
        done += tile.tile.count
        progress?(done, offsets.count)
      })
    self.init(offsets: offsets, normalization: normalization, values: values, overlaps: overlaps)
    self.statistics = statistics
  }

  /// The value at an offset.
  ///
  /// - Precondition: The map covers the offset.
  public subscript(offset: Offset) -> Double {
    precondition(
      offsets.contains(offset),
      "offset (\(offset.x), \(offset.y)) is not among the \(offsets.width) x \(offsets.height) offsets "
        + "from (\(offsets.x), \(offsets.y))")
    return values[offsets.index(x: offset.x, y: offset.y)]
  }

  /// The place of the highest value and that value; of equal ones the first in row-major order.
  ///
  /// - Complexity: O(offsets).
  public var peak: (offset: Offset, value: Double) {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return (offset(at: best), values[best])
  }

  /// The offset that the value at an index of ``values`` belongs to.
  ///
  /// - Precondition: The index is one of ``values``.
  public func offset(at index: Int) -> Offset {
    precondition(values.indices.contains(index), "value \(index) of a map of \(values.count)")
    return Offset(x: offsets.x + index % offsets.width, y: offsets.y + index / offsets.width)
  }
}

extension TileValues {
  /// The tile with the criterion as its values.
  fileprivate func ranked(by criterion: RankingCriterion, featureCount: Int) -> TileValues {
    guard criterion == .sharpness else { return self }
    return TileValues(
      tile: tile, covered: covered,
      values: Sharpness.values(of: values, self, in: tile, featureCount: featureCount),
      information: information, overlaps: overlaps)
  }

  /// Puts the tile's own offsets, without the halo around them, into arrays that cover `offsets`.
  fileprivate func copyRows(
    to values: inout [Double], _ overlaps: inout [Int32], of offsets: OffsetRect
  ) {
    for y in tile.y..<tile.y + tile.height {
      let target = offsets.index(x: tile.x, y: y)
      let source = covered.index(x: tile.x, y: y)
      values.replaceSubrange(
        target..<target + tile.width, with: self.values[source..<source + tile.width])
      overlaps.replaceSubrange(
        target..<target + tile.width, with: self.overlaps[source..<source + tile.width])
    }
  }
}
