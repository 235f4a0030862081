/// The labels of an image at the resolutions of a search, each made on first use.
extension AlignmentImage {
  /// The width of the margin: twice the standard deviation of the filter that labels orientation, beyond which less
  /// than 5 % of its weight lies.
  private static let margin = 3
  /// The size up to which planes of local grey are kept, 8 MB each: labels of more levels are made of them again.
  private static let greatestKeptLocalGrey = 1 << 22

  /// The label images at a lower resolution: all planes of the first feature, then of the next.
  func labels(reducedBy factor: Int) -> [LabelImage] {
    labeling.features.indices.flatMap { labels(ofFeature: $0, reducedBy: factor) }
  }

  /// The label images of one of the labeling's features at a lower resolution, one for each plane.
  func labels(ofFeature number: Int, reducedBy factor: Int) -> [LabelImage] {
    let feature = labeling.features[number]
    let key = KnownLabels.Key(
      feature: feature, levelCount: labeling.levelCount(of: feature), factor: factor)
    return known.labels.value(of: key) {
      var source = labelSource(reducedBy: factor)
      if feature == .local { source.localGrey = localGrey(of: source, reducedBy: factor) }
      return labeling.labels(of: source, by: feature)
    }
  }

  /// The local grey of the planes at a lower resolution; `nil` where it would be too large to be kept.
  private func localGrey(of source: LabelSource, reducedBy factor: Int) -> [Plane]? {
    guard source.planes[0].size.area <= Self.greatestKeptLocalGrey else { return nil }
    return known.localGrey.value(of: factor) {
      source.planes.map { LocalGrey.plane(of: $0, mask: source.mask) }
    }
  }

  /// What the labels at a lower resolution are made of. Only what was reduced is kept.
  private func labelSource(reducedBy factor: Int) -> LabelSource {
    factor == 1
      ? makeLabelSource(reducedBy: 1)
      : known.sources.value(of: factor) { makeLabelSource(reducedBy: factor) }
  }

  private func makeLabelSource(reducedBy factor: Int) -> LabelSource {
    let reduced = reduced(by: factor)
    var source = LabelSource(
      planes: reduced.planes, colors: reduced.colors, mask: reduced.mask,
      fitted: factor == 1 ? fitted : nil)
    if leavesOutMargin, let mask = reduced.mask {
      source.planes = source.planes.map { $0.extended(beyond: mask, by: Orientation.radius) }
      source.inner = mask.eroded(by: Self.margin)
    }
    return source
  }

  /// What proposals of poses compare of the first plane, at a lower resolution.
  func coarseFeatures(reducedBy factor: Int) -> CoarseFeatures {
    known.coarseFeatures.value(of: factor) {
      let source = labelSource(reducedBy: factor)
      return CoarseFeatures(
        source.planes[0], mask: source.inner ?? source.mask, isExtended: source.inner != nil)
    }
  }
}
