/// The sharpness of single places, from fewer offsets than `Sharpness` takes:
///
///     sharpness = N F (I(s) - mean of I over `circle` around s)
///
/// with `N` the overlap, `I` the information and `F` the number of features. It selects candidates, leads
/// them to the best place around, and compares contenders (`ContenderRating`). The sharpness of answers is `Sharpness`
/// itself (`PoseRating`).
struct SparseSharpness {
  private let counter: PixelCounter
  private let criterion: RankingCriterion
  private let normalization: Normalization
  private var known: [Offset: PixelCounter.Information] = [:]

  /// The shifts to the neighbourhood of a place: as far away as that of `Sharpness`, whose distances have a mean
  /// square of `2 sigma^2 = 8`.
  private static let circle = [
    (3, 0), (2, 2), (0, 3), (-2, 2), (-3, 0), (-2, -2), (0, -3), (2, -2),
  ].map { Offset(x: $0.0, y: $0.1) }

  init(_ counter: PixelCounter, options: AlignmentOptions) {
    self.counter = counter
    criterion = options.criterion
    // Sharpness is that of the information in nats; scores are normalized as asked for.
    normalization = options.criterion == .score ? options.normalization : .unnormalized
  }

  /// The place of the highest information among shifts of an offset, in a window if there is one; `nil` where nothing
  /// overlaps at any.
  mutating func top(
    of shifts: [Offset], around offset: Offset, in window: OffsetRect?
  ) -> Offset? {
    var top: (offset: Offset, value: Double)?
    for shift in shifts {
      let place = Offset(x: offset.x + shift.x, y: offset.y + shift.y)
      guard window?.contains(place) ?? true else { continue }
      let found = information(at: place)
      if found.overlap > 0, found.value > top?.value ?? -1 { top = (place, found.value) }
    }
    return top?.offset
  }

  /// The peak at a place where something overlaps.
  mutating func peak(at offset: Offset) -> Peak {
    let found = information(at: offset)
    let around = Self.circle.compactMap { shift in
      let near = information(at: Offset(x: offset.x + shift.x, y: offset.y + shift.y))
      return near.overlap > 0 ? near : nil
    }
    let (overlap, featureCount) = (Double(found.overlap), counter.featureCount)
    func rise(_ value: (PixelCounter.Information) -> Double) -> Double {
      guard !around.isEmpty else { return 0 }
      return value(found) - around.reduce(0) { $0 + value($1) } / Double(around.count)
    }
    let sharpness = overlap * Double(featureCount) * rise(\.value)
    return Peak(
      offset: offset, rank: criterion == .score ? found.value : sharpness, score: found.value,
      sharpness: sharpness,
      features: (0..<featureCount).map { f in overlap * rise { $0.features[f] } },
      overlap: found.overlap, refinement: (0, 0))
  }

  /// The information and the number of overlapping pixels at an offset, counted once.
  private mutating func information(at offset: Offset) -> PixelCounter.Information {
    if let value = known[offset] { return value }
    let value = counter.information(at: offset, normalization: normalization)
    known[offset] = value
    return value
  }
}
