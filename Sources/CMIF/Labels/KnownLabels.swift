/// What was made of an image so far at each resolution: its labels, and what they are made of.
struct KnownLabels: Sendable {
  /// A feature of a labeling at one resolution.
  struct Key: Hashable, Sendable {
    let feature: Feature
    /// The number of its levels.
    let levelCount: Int
    /// The reduction of the resolution.
    let factor: Int
  }

  /// The label images of a feature, one for each plane.
  let labels = MadeOnce<Key, [LabelImage]>()
  /// What proposals of poses compare, by the reduction of the resolution.
  let coarseFeatures = MadeOnce<Int, CoarseFeatures>()
  /// What labels are made of, by the reduction of the resolution.
  let sources = MadeOnce<Int, LabelSource>()
  /// The local grey of each plane, by the reduction of the resolution.
  let localGrey = MadeOnce<Int, [Plane]>()
  /// The detail of the first plane, by the distance of the pixels that do not tell it.
  let detail = MadeOnce<Int, Double?>()
}
