/// The separate things that a template shows on an empty ground.
///
/// On an empty ground there is no place for a rival, so that one thing lies on any other one as if it were its own. With
/// the range of grey values that a thousandth of the pixels lies above, and one below, the ground is the band of 15 % of
/// the range that holds the most pixels, where that is 60 % of them or more: noise belongs to it. The things are the
/// connected areas of all other pixels, those of less than a thousandth of the pixels, or of fewer than 9, left out.
/// One, two or three things limit the confidence where they are flat, with few levels (`flatLevels`), or small together
/// (`smallShare`): larger ones with shades of their own tell their place.
enum FewObjects {
  /// The least share of the ground.
  private static let ground = 0.6
  /// The steps that the range is divided into, how many of them the ground takes, and how many make a level.
  private static let (steps, groundSteps, levelSteps) = (100, 15, 12)
  /// The most confidence that one, two and three things give.
  private static let limits = [0.5, 0.7, 0.85]
  /// The most levels, as the exponential of the entropy of all levels of things, that flat things have.
  private static let flatLevels = 3.0
  /// The largest share of the pixels that take part that small things take together.
  private static let smallShare = 0.05
  /// The pixels of a template that are enough to tell.
  private static let pixels = 1 << 18

  /// The number of things and the most confidence that they give, or `nil` where they do not limit it.
  static func limit(of template: AlignmentImage) -> (count: Int, confidence: Double)? {
    let factor = template.size.reduction(toAtMost: pixels, on: template.size)
    let small = template.reduced(by: factor)
    let (plane, mask) = (small.planes[0], small.mask)
    let included = plane.samples.indices.filter { mask.includes($0) }
    guard let grey = GreySteps(included.map { plane.samples[$0] }.sorted(), count: steps) else {
      return nil
    }
    let total = included.count
    let counts = included.reduce(into: [Int](repeating: 0, count: steps)) { counts, place in
      counts[grey.step(of: plane.samples[place])] += 1
    }
    guard let band = groundBand(counts), counts[band].reduce(0, +) >= Int(ground * Double(total))
    else { return nil }
    let isGround = plane.samples.indices.map { place in
      !mask.includes(place) || band.contains(grey.step(of: plane.samples[place]))
    }
    let objects = Mask(width: plane.width, height: plane.height, isIncluded: isGround)
      .excludedAreas.map(\.count).filter { 1000 * $0 >= total && $0 >= 9 }
    guard !objects.isEmpty, objects.count <= limits.count else { return nil }
    let isFlat = levelCount(of: counts, without: band) <= flatLevels
    let isSmall = Double(objects.reduce(0, +)) <= smallShare * Double(total)
    return isFlat || isSmall ? (objects.count, limits[objects.count - 1]) : nil
  }

  /// The band of steps that holds the most pixels.
  private static func groundBand(_ counts: [Int]) -> Range<Int>? {
    let bands = (0...counts.count - groundSteps).map { $0..<$0 + groundSteps }
    return bands.max { counts[$0].reduce(0, +) < counts[$1].reduce(0, +) }
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

/// Equal steps of a range of grey values that a thousandth of the pixels lies above, and one below.
private struct GreySteps {
  private let low: Double
  private let span: Double
  private let count: Int

  /// - Parameter values: all grey values in ascending order; the result is `nil` where they are one.
  init?(_ values: [Int32], count: Int) {
    let beyond = values.count / 1000
    guard let low = values.dropFirst(beyond).first, let high = values.dropLast(beyond).last,
      low < high
    else { return nil }
    self.low = Double(low)
    span = Double(high) - Double(low)
    self.count = count
  }

  /// The number of a value's step; values beyond the range belong to the first or the last one.
  func step(of value: Int32) -> Int {
    let place = (Double(value) - low) / span * Double(count)
    return Int(min(max(place, 0), Double(count - 1)))
  }
}
