/// What the labels of an image are made of, at one resolution.
struct LabelSource: Sendable {
  /// The planes; where there are inner pixels, they go on smoothly where the mask ends.
  var planes: [Plane]
  /// The planes that are clustered together as colour; `planes` if `nil`.
  var colors: [Plane]?
  /// The local grey of each plane, where it is known.
  var localGrey: [Plane]?
  /// The pixels that decide levels.
  var mask: Mask?
  /// The pixels that keep their label, where those near the mask's end take no part; `nil` for all of the mask.
  var inner: Mask?
  /// What grey levels are fitted to; the planes and the mask themselves if `nil`.
  var fitted: GreyFit?
}

/// The planes and the mask that grey levels are fitted to, in place of the planes that get the levels: those of a whole
/// image, of which only a part is labelled.
struct GreyFit: Sendable {
  let planes: [Plane]
  let mask: Mask?
}
