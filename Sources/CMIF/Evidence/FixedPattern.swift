/// Patches at which two pictures agree where their frames coincide, while what is around them does not: legends,
/// cross hairs, clocks, dust, dead pixels.
///
/// What is fixed to the camera or the screen, and not to the scene, draws the best place to where the frames
/// coincide. There the gains (`EvidenceMap`), summed over squares of 9 x 9 pixels, tell such patches apart: they
/// stand out from all others by more than 6 robust standard deviations (1.4826 times the median distance from the
/// median). Where the scene itself coincides, gains are large in most places, and few stand out.
enum FixedPattern {
  private static let radius = 4
  private static let deviations = 6.0
  /// The least part of the largest sum that stands out.
  private static let part = 0.15
  /// How far around a patch pixels are left out, beside the squares that stand out and those pixels that filters
  /// reach it from.
  private static let reach = 1
  /// The largest share of the overlap that patches may take.
  private static let largestShare = 0.5

  /// The template pixels without the patches, or `nil` where there are none or too many.
  static func mask(_ evidence: EvidenceMap) -> Mask? {
    let sums = evidence.sums(radius: radius)
    let places = sums.indices.filter { evidence.isOverlapping[$0] }
    guard places.count > 100 else { return nil }
    let middle = median(places.map { sums[$0] })
    let deviation = 1.4826 * median(places.map { abs(sums[$0] - middle) })
    let least = max(middle + deviations * deviation, part * (sums.max() ?? 0))
    let size = evidence.size
    let others = Mask(
      width: size.width, height: size.height,
      isIncluded: sums.indices.map { !evidence.isOverlapping[$0] || sums[$0] <= least })
    let mask = others.eroded(by: reach)
    let left = places.count { !mask.isIncluded[$0] }
    guard left > 0, Double(left) <= largestShare * Double(places.count) else { return nil }
    return mask
  }

  private static func median(_ values: [Double]) -> Double {
    var values = values
    return values.sortedElement(at: values.count / 2)
  }
}
