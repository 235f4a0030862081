/// Whether a shift is all that lies between two pictures: how each quarter of the template would rather lie.
///
/// Near the answer of a search for shifts, each quarter's own best shift `d` is looked for within 10 pixels. A turn, a
/// change of scale or a bend moves the quarters apart, in proportion to the distance of their middles (X, Y) from
/// the template's:
///
///     d = t + A (X, Y) + q XY        A = [a b; c d]
///
/// With middles at (±w/4, ±h/4) the least-squares fit has a closed form: each of `t`, the columns of `A` and `q` is a
/// signed mean of the four shifts. `A` is read as a turn of `(c - b) / 2` radians, a growth of `(a + d) / 2`, and unequal
/// pixels of `(a - d) / 2`; `q` bends.
struct QuarterShifts: Sendable {
  /// The resolution: so many pixels of the originals along each axis make one.
  private let factor: Int
  private let pair: LabelImagePair

  /// How far from the answer a quarter may lie, in pixels of the resolution.
  private static let reach = 10
  /// The template pixels that suffice.
  private static let pixels = 20_000
  /// The least effect that is told, in pixels of the resolution, at the template's corners on average.
  private static let least = 2.0
  /// The most that all other effects together may be of the largest one.
  private static let otherShare = 0.5

  init(reference: AlignmentImage, template: AlignmentImage) {
    let area = template.size.area
    let side = min(
      template.size.width, template.size.height, reference.size.width, reference.size.height)
    factor = (1...4).first { area / ($0 * $0) <= Self.pixels || side / ($0 + 1) < 32 } ?? 4
    pair = LabelImagePair(reference: reference, template: template, reducedBy: factor)
  }

  /// What fits better than the shift of a pose, or `nil` where nothing does.
  func finding(at pose: Pose) -> AlignmentWarning? {
    let center = Offset(
      x: Int((pose.tx / Double(factor)).rounded()), y: Int((pose.ty / Double(factor)).rounded()))
    let table = LogTable(maximum: pair.referenceSize.largestOverlap(with: pair.templateSize))
    let known = (0..<4).map { shift(ofQuarter: $0, around: center, table) }
    guard let shifts = Self.completed(known) else { return nil }
    return Self.finding(shifts, size: pair.templateSize, factor: Double(factor))
  }

  /// The shifts of all quarters, one unknown shift set to what no bend makes of the others; `nil` where more are unknown.
  private static func completed(
    _ shifts: [(x: Double, y: Double)?]
  ) -> [(x: Double, y: Double)]? {
    let unknown = shifts.indices.filter { shifts[$0] == nil }
    guard unknown.count <= 1 else { return nil }
    // Quarters 0 and 3 lie opposite each other, and so do 1 and 2.
    return shifts.indices.map { index in
      if let shift = shifts[index] { return shift }
      let beside = shifts.indices.filter { $0 != index && $0 != 3 - index }.compactMap {
        shifts[$0]
      }
      let opposite = shifts[3 - index] ?? (0, 0)
      return (
        beside.reduce(0) { $0 + $1.x } - opposite.x, beside.reduce(0) { $0 + $1.y } - opposite.y
      )
    }
  }

  /// The best shift of a quarter, or `nil` where it has too little to say.
  private func shift(
    ofQuarter quarter: Int, around center: Offset, _ table: LogTable
  ) -> (x: Double, y: Double)? {
    let size = pair.templateSize
    let (isRight, isLow) = (quarter % 2 == 1, quarter / 2 == 1)
    let flags = (0..<size.area).map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      return (2 * x >= size.width) == isRight && (2 * y >= size.height) == isLow
    }
    let area = Mask(width: size.width, height: size.height, isIncluded: flags)
    let template = pair.template.map { $0.masked(by: $0.mask?.intersection(area) ?? area) }
    let counter = PixelCounter(
      LabelImagePair(
        reference: pair.reference, template: template, featureCount: pair.featureCount),
      table: table)
    func value(_ x: Int, _ y: Int) -> (value: Double, overlap: Int) {
      counter.information(
        at: Offset(x: center.x + x, y: center.y + y), normalization: .unnormalized)
    }
    let steps = Array(stride(from: -Self.reach, through: Self.reach, by: 2))
    let coarse = steps.flatMap { y in steps.map { x in (x: x, y: y, at: value(x, y)) } }
    guard let top = coarse.max(by: { $0.at.value < $1.at.value }),
      max(abs(top.x), abs(top.y)) < Self.reach
    else { return nil }
    let fine = (-1...1).flatMap { y in
      (-1...1).map { x in (x: top.x + x, y: top.y + y, at: value(top.x + x, top.y + y)) }
    }
    guard let best = fine.max(by: { $0.at.value < $1.at.value }), best.at.overlap > 100 else {
      return nil
    }
    let mean = coarse.reduce(0) { $0 + $1.at.value } / Double(coarse.count)
    let evidence = Double(best.at.overlap * pair.featureCount) * (best.at.value - mean)
    let chance = (Double(pair.freedom) * naturalLogarithm(Double(coarse.count))).squareRoot()
    return evidence > 1.5 * chance ? (Double(best.x), Double(best.y)) : nil
  }

  /// What the shifts of the quarters, upper left and right, lower left and right, have in common.
  static func finding(
    _ shifts: [(x: Double, y: Double)], size: Size, factor: Double
  ) -> AlignmentWarning? {
    func mean(_ signs: [Double]) -> (x: Double, y: Double) {
      let sums = zip(signs, shifts).reduce(into: (x: 0.0, y: 0.0)) {
        $0.x += $1.0 * $1.1.x
        $0.y += $1.0 * $1.1.y
      }
      return (sums.x / 4, sums.y / 4)
    }
    let (w, h) = (Double(size.width) / 4, Double(size.height) / 4)
    let (across, down, bend) = (mean([-1, 1, -1, 1]), mean([-1, -1, 1, 1]), mean([1, -1, -1, 1]))
    let (a, b, c, d) = (across.x / w, down.x / h, across.y / w, down.y / h)
    let (turn, growth, inequality, shear) = ((c - b) / 2, (a + d) / 2, (a - d) / 2, (b + c) / 2)
    let radius = 2 * (w * w + h * h).squareRoot()
    // Growth along one axis alone is as much growth as inequality, and means the latter.
    let isUnequal = 2 * abs(inequality) > abs(growth)
    let bent = 4 * (bend.x * bend.x + bend.y * bend.y).squareRoot()
    let effects: [(size: Double, finding: AlignmentWarning)] = [
      (abs(turn) * radius, .turn(turn * 180 / .pi)),
      (isUnequal ? 0 : abs(growth) * radius, .scale(1 + growth)),
      (abs(inequality) * radius, .unequalPixels((1 + a) / (1 + d))),
      (bent, .bend(factor * bent)),
    ]
    guard let largest = effects.max(by: { $0.size < $1.size }), largest.size >= least else {
      return nil
    }
    // One quarter that goes astray has all effects at once.
    let all = effects.reduce(abs(shear) * radius) { $0 + $1.size }
    guard all - largest.size <= Self.otherShare * largest.size else { return nil }
    return largest.finding
  }
}
