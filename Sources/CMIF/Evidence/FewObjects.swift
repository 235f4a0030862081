/// The separate things that a template shows on an empty ground.
///
/// On an empty ground there is no place for a rival, so that one thing lies on any other one as if it were its own.
/// The ground is the template's most frequent level of the first feature, where it holds at least 60 % of the
/// pixels that take part. The things are the connected areas of all other levels, those of less than a thousandth of
/// these pixels, or of fewer than 9, left out. One, two or three things limit the confidence where they are flat, with
/// few levels (`flatLevels`), or small together (`smallShare`): larger ones with shades of their own tell their place.
enum FewObjects {
  /// The least share of the ground.
  private static let ground = 0.6
  /// The most confidence that one, two and three things give.
  private static let limits = [0.5, 0.7, 0.85]
  /// The most levels, as the exponential of the entropy of all levels but the ground's, that flat things have.
  private static let flatLevels = 3.0
  /// The largest share of the pixels that take part that small things take together.
  private static let smallShare = 0.05

  /// The number of things and the most confidence that they give, or `nil` where they do not limit it.
  static func limit(of template: LabelImage) -> (count: Int, confidence: Double)? {
    let counts = template.levelCounts
    let total = counts.reduce(0, +)
    guard let ground = counts.indices.max(by: { counts[$0] < counts[$1] }),
      Double(counts[ground]) >= Self.ground * Double(total)
    else { return nil }
    let isGround = template.labels.indices.map {
      template.labels[$0] == ground || !template.mask.includes($0)
    }
    let objects = Mask(width: template.width, height: template.height, isIncluded: isGround)
      .excludedAreas.map(\.count).filter { 1000 * $0 >= total && $0 >= 9 }
    guard !objects.isEmpty, objects.count <= limits.count else { return nil }
    let others = counts.indices.filter { $0 != ground }.map { counts[$0] }
    let isFlat = exponential(JointHistogram.entropy(others)) <= flatLevels
    let isSmall = Double(objects.reduce(0, +)) <= smallShare * Double(total)
    return isFlat || isSmall ? (objects.count, limits[objects.count - 1]) : nil
  }
}
