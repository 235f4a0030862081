/// How planes become label images: which features are taken, and into how many levels each is reduced.
public struct Labeling: Sendable, Equatable {
  /// The features; each makes label images of its own.
  public let features: [Feature]
  /// The rule that reduces grey values to levels.
  public let quantizer: Quantizer
  /// The number of levels of a grey value or colour, 2 to 256.
  public let bins: Int

  /// Chooses features, quantiser and bins; the defaults are those found best for alignment.
  ///
  /// - Precondition: There is at least one feature, and `bins` is 2 to 256.
  public init(
    features: [Feature] = [.intensity, .orientation], quantizer: Quantizer = .kmeans, bins: Int = 8
  ) {
    precondition(!features.isEmpty, "a labeling needs at least one feature, not 0")
    precondition((2...256).contains(bins), "\(bins) bins are not 2 to 256")
    self.features = features
    self.quantizer = quantizer
    self.bins = bins
  }

  /// The label images of planes: all planes of the first feature, then of the next.
  ///
  /// - Parameters:
  ///   - planes: The planes that intensity and orientation are taken from.
  ///   - colors: The planes that are clustered together as colour; `planes` if `nil`.
  ///   - mask: The pixels that take part; all of them if `nil`.
  /// - Precondition: All planes and the mask have one size. Colour makes a single label image, so with
  ///   ``Feature/color`` there is a single plane.
  public func labels(
    of planes: [Plane], colors: [Plane]? = nil, mask: Mask? = nil
  ) -> [LabelImage] {
    labels(of: planes, colors: colors, mask: mask, areExtended: false)
  }

  /// The label images of planes that go on smoothly where the mask ends, or do not.
  func labels(
    of planes: [Plane], colors: [Plane]?, mask: Mask?, areExtended: Bool
  ) -> [LabelImage] {
    precondition(
      planes.count == 1 || !features.contains(.color),
      "colour makes one label image, but there are \(planes.count) planes")
    if let plane = planes.first { mask?.checkFits(plane) }
    return features.flatMap { feature in
      planes.map { plane in
        switch feature {
        case .intensity: quantizer.labels(of: plane, bins: bins, mask: mask)
        case .local:
          quantizer.labels(of: LocalGrey.plane(of: plane, mask: mask), bins: bins, mask: mask)
        case .orientation: Orientation.labels(of: plane, mask: mask, isExtended: areExtended)
        case .color: ColorClusters.labels(of: colors ?? planes, bins: bins, mask: mask)
        }
      }
    }
  }
}
