/// Finds the shifts of a template of any size: large ones at a lower resolution, from where the answers are led to the
/// original one.
///
/// Templates of up to 2^16 pixels, and exhaustive searches, have the map at the original resolution. Larger templates,
/// and those of more than 2^15 pixels on references of more than 2^24, are reduced to no more than 2^15 pixels, which hold
/// evidence enough in most pictures, and the time and the memory of the exact map do not grow with the resolutions
/// above. Where no answer is sure, the map at twice the resolution is made as well, and the surer answer counts, unless the
/// reference has more than 2^24 pixels there.
struct PyramidShiftSearch: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions
  /// What several templates share of the reference at its original resolution.
  var cache: ReferenceCache?

  /// The most pixels of a template that is searched at the original resolution, and of the reference then.
  private static let original = (template: 1 << 16, reference: 1 << 24)
  /// The most pixels of a reduced template.
  private static let reduced = 1 << 15
  /// The most pixels of a reference that is searched a second time.
  private static let again = 1 << 24

  /// The answers, best first.
  func run() async throws -> AlignmentResult {
    try await AlignmentResult.surest(of: factors, search)
  }

  /// The powers of two by which both pictures are reduced, one after the other until an answer is sure.
  var factors: [Int] {
    options.isExhaustive
      ? [1] : Self.factors(template: pair.template.size, reference: pair.reference.size)
  }

  /// The factors of a search that is not exhaustive.
  static func factors(template: Size, reference: Size) -> [Int] {
    let factor = factor(template: template, reference: reference)
    let finer = factor / 2
    return finer > 0 && reference.area / (finer * finer) <= again ? [factor, finer] : [factor]
  }

  private static func factor(template: Size, reference: Size) -> Int {
    let isSmall = template.area <= original.template && reference.area <= original.reference
    return isSmall ? 1 : template.reduction(toAtMost: reduced, on: reference)
  }

  /// The answers of a resolution, led to the original one.
  private func search(reducedBy factor: Int) async throws -> AlignmentResult {
    let search = try await ShiftSearch(
      pair, reducedBy: factor, options: options, sharing: factor > 1 ? nil : cache)
    var result = try await search.run()
    let size = pair.template.size
    let enlarged = result.answers.map { $0.enlarged(by: factor, template: size) }
    guard options.leadsAnswers else { return result.with(enlarged) }
    let answers = try await AnswerDescent(pair: pair, options: options)
      .run(enlarged, from: factor, &result.statistics)
    return result.with(answers)
  }
}
