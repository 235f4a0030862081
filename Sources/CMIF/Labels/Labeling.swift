/// How planes become label images: which features are taken, and into how many levels each is reduced.
public struct Labeling: Sendable, Equatable {
  /// The features; each makes label images of its own.
  public private(set) var features: [Feature]
  /// The rule that reduces grey values to levels.
  public let quantizer: Quantizer
  /// The number of levels of a grey value or colour, 2 to 256.
  public let bins: Int
  /// The number of levels of local grey.
  private(set) var localLevels = LocalGrey.levelCount

  /// Chooses features, quantiser and bins; the defaults are those found best for alignment.
  ///
  /// - Precondition: There is at least one feature, and `bins` is 2 to 256.
  public init(
    features: [Feature] = [.intensity, .local, .orientation], quantizer: Quantizer = .kmeans,
    bins: Int = 8
  ) {
    precondition(!features.isEmpty, "a labeling needs at least one feature, not 0")
    precondition((2...256).contains(bins), "\(bins) bins are not 2 to 256")
    self.features = features
    self.quantizer = quantizer
    self.bins = bins
  }

  /// The same features with twice as many levels of grey and colour, at most 256, and three times as many of local
  /// grey. Few places are compared by them (`ContenderRating`).
  var finer: Labeling {
    var finer = Labeling(features: features, quantizer: quantizer, bins: min(2 * bins, 256))
    finer.localLevels = 3 * localLevels
    return finer
  }

  /// The same rules for other features.
  ///
  /// - Precondition: There is at least one feature.
  func comparing(_ features: [Feature]) -> Labeling {
    precondition(!features.isEmpty, "a labeling needs at least one feature, not 0")
    var labeling = self
    labeling.features = features
    return labeling
  }

  /// Whether finer labels have more levels in any feature.
  var isCoarse: Bool {
    features.contains { finer.levelCount(of: $0) > levelCount(of: $0) }
  }

  /// The number of levels of a feature.
  func levelCount(of feature: Feature) -> Int {
    switch feature {
    case .intensity, .color: bins
    case .local: localLevels
    case .orientation: Orientation.levelCount
    }
  }

  /// The label images of planes: all planes of the first feature, then of the next.
  ///
  /// - Parameters:
  ///   - planes: The planes that intensity, local grey and orientation are taken from.
  ///   - colors: The planes that are clustered together as colour; `planes` if `nil`.
  ///   - mask: The pixels that take part; all of them if `nil`.
  /// - Precondition: All planes and the mask have one size. Colour makes a single label image, so with
  ///   ``Feature/color`` there is a single plane.
  public func labels(
    of planes: [Plane], colors: [Plane]? = nil, mask: Mask? = nil
  ) -> [LabelImage] {
    let source = LabelSource(planes: planes, colors: colors, mask: mask)
    return features.flatMap { labels(of: source, by: $0) }
  }

  /// The label images of one feature, one for each plane.
  func labels(of source: LabelSource, by feature: Feature) -> [LabelImage] {
    let (planes, mask) = (source.planes, source.mask)
    precondition(
      planes.count == 1 || feature != .color,
      "colour makes one label image, but there are \(planes.count) planes")
    if let plane = planes.first { mask?.checkFits(plane) }
    let labels = planes.enumerated().map { number, plane in
      switch feature {
      case .intensity:
        quantizer.labels(
          of: plane, bins: bins, mask: mask, fittedTo: source.fitted?.planes[number] ?? plane,
          source.fitted?.mask ?? mask)
      case .local:
        LocalGrey.labels(
          source.localGrey?[number] ?? LocalGrey.plane(of: plane, mask: mask), mask: mask,
          levels: localLevels)
      case .orientation:
        Orientation.labels(of: plane, mask: mask, isExtended: source.inner != nil)
      case .color: ColorClusters.labels(of: source.colors ?? planes, bins: bins, mask: mask)
      }
    }
    return source.inner.map { inner in labels.map { $0.masked(by: inner) } } ?? labels
  }
}
