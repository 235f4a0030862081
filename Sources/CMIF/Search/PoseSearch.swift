/// Finds turn, scale and offset of a template together.
///
/// By default the search goes from coarse to fine, see `CoarseToFineSearch`. Where `factors` names two
/// resolutions, the coarser one is searched first, which takes a small part of the time, and the finer one only
/// when no answer of the first search is sure. `isExhaustive` asks for every pose of a grid at full
/// resolution instead.
struct PoseSearch: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions
  /// The options of the comparison: where more overlap is asked for than `narrowOverlap`, places with the overlap of a
  /// rival take part as well.
  private(set) var comparedOptions: AlignmentOptions

  /// The least overlap beyond which places of less overlap are compared, too.
  private static let narrowOverlap = 0.6

  init(_ pair: SearchedPair, options: AlignmentOptions) {
    self.pair = pair
    self.options = options
    comparedOptions = options
    if options.minimumOverlap > Self.narrowOverlap {
      comparedOptions.minimumOverlap = Confidence.rivalOverlap
    }
  }

  /// The answers, best first.
  func run() async throws -> AlignmentResult {
    try requireTransforms()
    guard !options.isExhaustive else { return try await searchExhaustively() }
    do {
      return try await searchCoarseToFine()
    } catch CMIFError.noOverlap
      where comparedOptions.minimumOverlap < options.minimumOverlap
    {
      return try await searchNarrowly()
    }
  }

  /// The best answers with the overlap asked for, where all places carried to the end have less.
  private func searchNarrowly() async throws -> AlignmentResult {
    var narrow = self
    narrow.comparedOptions = options
    let result = try await narrow.searchCoarseToFine()
    return result.warned(
      .edgeOfOverlap(try: comparedOptions.minimumOverlap), confidenceAtMost: Confidence.unproven)
  }

  /// Throws when no transform holds the template at its largest scale, at any turn.
  private func requireTransforms() throws(CMIFError) {
    _ = try Engine.requireCountable(pair.template.size.area)
    let canvas = LabelResampling.canvas(
      for: pair.template.size, turns: options.poses.rotation, scale: options.poses.scale.upperBound)
    guard max(canvas.width, canvas.height) < TransformShape.longestSide else {
      throw .templateTooLong(limit: TransformShape.longestSide)
    }
  }

  /// The peaks that are kept of each pose of an exhaustive search, of which few hold more than one of the best.
  private static let peaksPerPose = 6

  /// Evaluates every pose of a grid at full resolution, as the published method does.
  private func searchExhaustively() async throws -> AlignmentResult {
    let level = try await level(reducedBy: 1)
    let turn = options.rotationStep ?? level.angle(cornerShift: 2)
    let ratio = options.scaleStep.map { 1 + $0 } ?? level.ratio(cornerShift: 2)
    let answers = PoseAnswers(pair: pair, options: options)
    let found = try await PoseScan(
      level: level, options: options, pair: level.pair,
      peaksPerPose: max(Self.peaksPerPose, options.peakCount),
      peakRadius: options.peakRadius
    ).run(PoseGrid(options.poses, turn: turn, ratio: ratio))
    return try await answers.result(of: SearchStage(level: level, found))
  }

  /// Searches from ever finer resolutions until an answer is sure; polishes the surest answers.
  private func searchCoarseToFine() async throws -> AlignmentResult {
    var result = try await AlignmentResult.surest(of: factors) { factor in
      try await CoarseToFineSearch(search: self, factor: factor).run()
    }
    guard options.leadsAnswers else { return result }
    let descent = AnswerDescent(pair: pair, options: comparedOptions)
    let answers = try await descent.run(result.answers, from: comparedFactor, &result.statistics)
    return result.with(try polished(answers))
  }

  /// The reduction factors that this search starts from.
  var factors: [Int] {
    Self.factors(
      template: pair.template.size, reference: pair.reference.size, scale: options.poses.middleScale
    )
  }

  /// The reduction factors that searches start from, one after the other until an answer is sure.
  ///
  /// They are powers of two, and depend on the sides of the template on the reference, in pixels, which are no
  /// longer than the template's or the reference's own. A shorter side below 96 pixels is not reduced; longer
  /// ones are, to between 48 and 96. Templates of that size still show narrow peaks in most kinds of pictures, not in
  /// all, so that from 192 pixels on a second search starts from twice that resolution.
  ///
  /// Long templates are reduced further, to a shorter side of no less than 24 pixels, as long as 48 x 192 pixels are
  /// left: every turn takes a canvas as long as the template in both directions. Their second search does likewise.
  static func factors(template: Size, reference: Size, scale: Double) -> [Int] {
    func shown(_ side: (Int, Int) -> Int) -> Double {
      let length = Double(side(template.width, template.height)) * min(1, scale)
      return min(length, Double(side(reference.width, reference.height)))
    }
    let (shorter, longer) = (shown(min), shown(max))
    var factor = 1
    while shorter / Double(factor) >= 96 { factor *= 2 }
    let leastOfSquare = factor
    while shorter / Double(factor) >= 48,
      shorter * longer / Double(factor * factor) >= 4 * 48 * 192
    { factor *= 2 }
    return factor > 2 || factor > leastOfSquare ? [factor, factor / 2] : [factor]
  }

  /// The most pixels of a template by which answers are compared, and the fewest where pictures are enlarged ones.
  private static let comparedPixels = (most: 1 << 16, ofEnlarged: 10_000)

  /// The reduction at which answers are compared: the least at which the template, where it is made smaller with the
  /// pixels that are left of it, has no more than `comparedPixels.most`. Answers are the same there as at finer resolutions,
  /// but for fractions of its pixels.
  ///
  /// Enlarged pictures show no detail at that resolution, and labels of their pixels mostly what interpolation made. They
  /// are reduced further, as long as the template keeps `comparedPixels.ofEnlarged`.
  var comparedFactor: Int {
    let factor = reduction(toAtMost: Self.comparedPixels.most)
    let most = min(factors[0], reduction(toAtMost: Self.comparedPixels.ofEnlarged * 4 - 1))
    guard most > factor else { return min(factors[0], factor) }
    let lossless = pair.template.losslessReduction(toAtMost: most)
    return max(factor, pair.reference.losslessReduction(toAtMost: lossless))
  }

  /// The least reduction at which so many pixels are left of the template, at most.
  private func reduction(toAtMost pixels: Int) -> Int {
    let shrinkage = min(1, options.poses.middleScale)
    let most = min(Double(pixels) / (shrinkage * shrinkage), Double(Int32.max))
    return pair.template.size.reduction(toAtMost: Int(most), on: pair.reference.size)
  }

  /// The reduction at which candidates are previewed.
  var previewedFactor: Int { max(comparedFactor, factors[0] / 2) }

  /// Both pictures with `factor x factor` pixels reduced to one.
  func level(reducedBy factor: Int) async throws -> PyramidLevel {
    try await PyramidLevel(pair, reducedBy: factor, options: options)
  }

  /// The answers at polished poses; all other figures stay those of the poses before.
  private func polished(_ answers: [AlignmentAnswer]) throws -> [AlignmentAnswer] {
    let polish = PosePolish(
      reference: pair.reference, template: pair.template, range: options.poses)
    return try answers.map { answer in
      answer.moved(to: try polish.polished(answer.pose), template: pair.template.size)
    }
  }
}
