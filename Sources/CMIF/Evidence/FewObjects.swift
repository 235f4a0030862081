/// The separate things that a template shows on an empty ground.
///
/// On an empty ground there is no place for a rival, so that one thing lies on any other one as if it were its own. With
/// the range of grey values that a thousandth of the pixels lies above, and one below, the ground is the band of 15 % of
/// the range that holds the most pixels, where that is 60 % of them or more: noise belongs to it. The things are the
/// connected areas of all other pixels, those of less than a thousandth of the pixels, or of fewer than 9, left out.
/// Pixels are those of a template that is reduced to 2^18 of them or fewer.
///
/// One, two or three things limit the confidence where they are flat, with few levels (`flatLevels`), or small together
/// (`smallShare`): larger ones with shades of their own tell their place.
enum FewObjects {
  /// The least share of the ground.
  private static let groundShare = 0.6
  /// The steps that the range is divided into, how many of them the ground takes, and how many make a level.
  private static let (stepCount, groundSteps, levelSteps) = (100, 15, 12)
  /// The most confidence that one, two and three things give.
  private static let limits = [0.5, 0.7, 0.85]
  /// The most levels, as the exponential of the entropy of the levels of all pixels but the ground's, that flat things
  /// have.
  private static let flatLevels = 3.0
  /// The largest share of the pixels that take part that small things take together.
  private static let smallShare = 0.05
  /// The pixels of a template that are enough to tell.
  private static let pixels = 1 << 18

  /// The number of things and the most confidence that they give, or `nil` where they do not limit it.
  static func limit(of template: AlignmentImage) -> (count: Int, confidence: Double)? {
    let small = template.reduced(
      by: template.size.reduction(toAtMost: pixels, on: template.size))
    let (plane, mask) = (small.planes[0], small.mask)
    let included = plane.samples.indices.filter { mask.includes($0) }
    guard let range = range(included.map { plane.samples[$0] }) else { return nil }
    let stretch = Stretch(range)
    let steps = plane.samples.map { Int(stretch[$0]) * stepCount / (Stretch.highest + 1) }
    var counts = [Int](repeating: 0, count: stepCount)
    for place in included { counts[steps[place]] += 1 }
    guard let band = ground(counts) else { return nil }
    let isGround = steps.indices.map { !mask.includes($0) || band.contains(steps[$0]) }
    let things = Mask(width: plane.width, height: plane.height, isIncluded: isGround)
      .excludedAreas.map(\.count).filter { 1000 * $0 >= included.count && $0 >= 9 }
    guard !things.isEmpty, things.count <= limits.count else { return nil }
    let isFlat = levelCount(of: counts, without: band) <= flatLevels
    let isSmall = Double(things.reduce(0, +)) <= smallShare * Double(included.count)
    return isFlat || isSmall ? (things.count, limits[things.count - 1]) : nil
  }

  /// The range that a thousandth of the grey values lies above, and one below; `nil` where it is a single value.
  private static func range(_ values: [Int32]) -> (low: Int32, high: Int32)? {
    guard !values.isEmpty else { return nil }
    var values = values
    let beyond = values.count / 1000
    let low = values.sortedElement(at: beyond)
    let high = values.sortedElement(at: values.count - 1 - beyond)
    return low < high ? (low, high) : nil
  }

  /// The band of steps that holds the most pixels, where it holds enough of them.
  private static func ground(_ counts: [Int]) -> Range<Int>? {
    let bands = (0...stepCount - groundSteps).map { first in
      (steps: first..<first + groundSteps, count: counts[first..<first + groundSteps].reduce(0, +))
    }
    guard let band = bands.max(by: { $0.count < $1.count }) else { return nil }
    return Double(band.count) >= groundShare * Double(counts.reduce(0, +)) ? band.steps : nil
  }

  /// The exponential of the entropy of the levels of all pixels outside of the ground.
  private static func levelCount(of counts: [Int], without band: Range<Int>) -> Double {
    var levels = [Int](repeating: 0, count: counts.count / levelSteps + 1)
    for step in counts.indices where !band.contains(step) {
      levels[step / levelSteps] += counts[step]
    }
    return exponential(JointHistogram.entropy(levels))
  }
}
