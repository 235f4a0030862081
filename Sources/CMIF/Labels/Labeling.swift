/// What is looked at in each pixel.
public enum Feature: String, Sendable, CaseIterable {
  /// The grey value, reduced to levels by a quantiser.
  case intensity
  /// The direction of the edge that the pixel is on, modulo 180 degrees, in 7 sectors, or none where
  /// the gradient is not above the image's median: 8 levels, whatever the number of bins.
  case orientation
  /// The colour as a whole: k-means over red, green and blue together, whatever the quantiser.
  case color
}

/// How pictures become label images: what is looked at and how it is reduced to levels.
public struct Labeling: Sendable, Equatable {
  /// What is looked at; each feature makes label images of its own.
  public let features: [Feature]
  /// How grey values are reduced to levels.
  public let quantizer: Quantizer
  /// The number of levels of a grey value or colour, 2 to 256.
  public let bins: Int

  /// Chooses features, quantiser and bins; the defaults are those found best for alignment.
  ///
  /// - Precondition: there is at least one feature, and `bins` is 2 to 256.
  public init(
    features: [Feature] = [.intensity, .orientation], quantizer: Quantizer = .kmeans, bins: Int = 8
  ) {
    precondition(!features.isEmpty, "no feature to look at")
    precondition((2...256).contains(bins), "\(bins) bins are not 2 to 256")
    self.features = features
    self.quantizer = quantizer
    self.bins = bins
  }

  /// The label images of a picture's planes: all planes of the first feature, then of the next.
  ///
  /// - Parameters:
  ///   - planes: what intensity and orientation are taken from.
  ///   - colors: what colour is taken from, together; the planes themselves if not given.
  ///   - mask: the pixels that take part.
  /// - Precondition: all planes and the mask have one size; colour goes with a single plane of
  ///   intensity, as it makes a single label image.
  public func labels(
    of planes: [Plane], colors: [Plane]? = nil, mask: Mask? = nil
  ) -> [LabelImage] {
    precondition(
      planes.count == 1 || !features.contains(.color),
      "colour makes one label image, but there are \(planes.count) planes")
    if let plane = planes.first { mask?.checkFits(plane) }
    return features.flatMap { feature in
      planes.map { plane in
        switch feature {
        case .intensity: quantizer.labels(of: plane, bins: bins, mask: mask)
        case .orientation: Orientation.labels(of: plane, mask: mask)
        case .color: ColorClusters.labels(of: colors ?? planes, bins: bins, mask: mask)
        }
      }
    }
  }
}
