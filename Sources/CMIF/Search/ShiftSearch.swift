/// Finds the shifts of a template at which it fits a reference best, by the exact map over all offsets.
///
/// The map covers every offset with enough overlap for an answer or for a rival, in tiles; it is never held as a
/// whole. Of each tile the peaks are kept. Rivals are looked for among all offsets with half of the largest
/// overlap, whatever is asked of answers, so that the confidence does not depend on that.
struct ShiftSearch: Sendable {
  let pair: LabelImagePair
  let options: AlignmentOptions
  /// What other searches made of the reference or will need.
  var cache: ReferenceCache?
  /// How long making the labels took.
  private var quantizing = Duration.zero
  /// How many original pixels one pixel of the labels is wide.
  private var factor = 1
  /// What compares contenders by finer labels; `nil` where only labels are known or none are finer, and where answers
  /// are ranked by score, as published.
  private var rating: ContenderRating?

  init(pair: LabelImagePair, options: AlignmentOptions) {
    self.pair = pair
    self.options = options
  }

  /// Prepares to search images, whose labels are made now unless they are known.
  ///
  /// - Parameter factor: so many pixels along each axis are reduced to one; offsets are those of the reduced images.
  init(
    _ images: SearchedPair, reducedBy factor: Int = 1, options: AlignmentOptions,
    sharing cache: ReferenceCache? = nil
  ) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    pair = try await images.labels(reducedBy: factor, threads: options.resources.threads)
    quantizing = clock.now - start
    self.options = options
    self.cache = cache
    self.factor = factor
    if options.criterion == .sharpness, images.hasFinerLabels {
      rating = ContenderRating(images, reducedBy: factor, options: options)
    }
  }

  /// The answers, best first.
  ///
  /// Beyond the edge of what is compared there may be a better place than an answer near it. So the search is made
  /// again with places of less overlap to compare, where its answer lies there and is not unlikely.
  func run() async throws -> AlignmentResult {
    let overlap = try await overlaps()
    let first = try await run(overlap)
    guard first.best.overlap * Double(overlap.largest) < Self.edge * Double(overlap.rival),
      first.best.confidence > Confidence.unproven
    else { return first }
    var wider = overlap
    wider.rival = Overlap.least(share: Self.beyond, of: overlap.rival)
    var result = try await run(wider)
    result.statistics.addSearch(first.statistics)
    return result
  }

  /// The overlap, in parts of the least one that is compared, up to which an answer lies near the edge.
  private static let edge = 1.2
  /// The overlap, in the same parts, down to which places are compared with such an answer.
  private static let beyond = 0.8

  /// A search with given numbers of overlapping pixels.
  private func run(
    _ overlap: (largest: Int, admitted: Int, rival: Int)
  ) async throws -> AlignmentResult {
    guard overlap.largest > 0, let domain = domain(least: overlap.rival) else {
      throw CMIFError.noOverlap
    }
    let window = options.window?.offsets(of: pair.templateSize, reducedBy: factor)
    let finder = PeakFinder(
      radius: peakRadius, minimumOverlap: overlap.admitted, rivalOverlap: overlap.rival,
      window: window, featureCount: pair.featureCount)
    var (found, statistics) = try await peaks(finder, in: domain)
    guard found.admitted > 0 else { throw CMIFError.noOverlap }
    guard found.highest > 0 else { throw CMIFError.noInformation }
    let contest = try await contest(
      found, largestOverlap: overlap.largest, in: window, &statistics)
    let best = contest.best(
      options.peakCount, apart: peakRadius, by: options.criterion)
    var result = AlignmentResult(
      answers: best.map { answer($0, largestOverlap: overlap.largest) }, statistics: statistics)
    result.statistics.quantizing += quantizing
    result = result.beside(contest.otherPlace(best[0])?.prominence)
    if let window = options.window,
      let outside = contest.placeOutside(best[0], by: options.criterion)
    {
      let reach = window.reach(
        holding: outside.offset, of: pair.templateSize, reducedBy: factor)
      result = result.warned(.edgeOfWindow(try: reach), confidenceAtMost: Confidence.unproven)
    }
    guard let beyond = contest.placeBeyond(best[0], by: options.criterion, least: overlap.admitted)
    else { return result }
    let share = Double(beyond.overlap) / Double(overlap.largest)
    let tried = max(0, ((share - 0.05) * 20).rounded(.down) / 20)
    return result.warned(.edgeOfOverlap(try: tried), confidenceAtMost: Confidence.unproven)
  }

  /// The least distance between two answers in pixels of the labels. Below that of rivals it is not reduced: peaks of
  /// labels are as wide at any resolution.
  private var peakRadius: Int {
    max(min(options.peakRadius, PeakFinder.rivalRadius), options.peakRadius / factor)
  }

  /// The offsets that are compared, or `nil` where no offset in the window can have the overlap.
  private func domain(least: Int) -> OffsetRect? {
    let domain = Overlap.domain(
      reference: pair.referenceSize, template: pair.templateSize, least: least)
    guard let domain, let window = options.window else { return domain }
    let answers = window.offsets(of: pair.templateSize, reducedBy: factor)
    guard domain.intersection(answers) != nil else { return nil }
    let compared = window.compared(of: pair.templateSize, reducedBy: factor)
    return compared.map(domain.intersection) ?? domain
  }

  /// The largest number of overlapping pixels, and the fewest of an answer and of a rival.
  private func overlaps() async throws -> (largest: Int, admitted: Int, rival: Int) {
    let largest = try await Overlap.largest(pair, resources: options.resources)
    let admitted = Overlap.least(share: options.minimumOverlap, of: largest)
    let half = Overlap.least(share: Confidence.rivalOverlap, of: largest)
    return (largest, admitted, min(admitted, half))
  }

  private func peaks(
    _ finder: PeakFinder, in domain: OffsetRect
  ) async throws -> (PeakFinder.Result, EngineStatistics) {
    let engine = try await Engine(
      pair: pair, domain: domain, halo: finder.halo, margin: PeakFinder.margin,
      resources: options.resources, shared: cache)
    let criterion = options.criterion
    let count = max(options.peakCount, PeakContest.contenders)
    var found = PeakFinder.Result()
    var done = 0
    let statistics = try await engine.forEachTile(
      normalization: options.normalization,
      reduce: {
        (peaks: finder.peaks(in: $0, by: criterion, keeping: count), offsets: $0.tile.count)
      },
      collect: { tile in
        found.merge(tile.peaks, keeping: count)
        done += tile.offsets
        options.progress?(done, domain.count)
      })
    return (found, statistics)
  }

  /// The contest of the peaks: by the labels of the map where these leave no doubt, else by finer labels, where they
  /// are known. Adds the work to `statistics`.
  private func contest(
    _ found: PeakFinder.Result, largestOverlap: Int, in window: OffsetRect?,
    _ statistics: inout EngineStatistics
  ) async throws -> PeakContest {
    let contest = PeakContest(
      found: found, freedoms: pair.freedoms, largestOverlap: largestOverlap, window: window)
    guard let rating, !contest.isSettled(by: options.criterion) else { return contest }
    let offsets = contest.compared
    let ratings = try await rating.run(
      offsets.map { Pose(x: Double($0.x * factor), y: Double($0.y * factor)) }, &statistics)
    let features = Dictionary(uniqueKeysWithValues: zip(offsets, ratings.features))
    return contest.comparing(by: features, freedoms: ratings.freedoms)
  }

  private func answer(
    _ place: PeakContest.Place, largestOverlap: Int
  ) -> AlignmentAnswer {
    let peak = place.peak
    let shift = options.refinesOffsets ? peak.refinement : (0, 0)
    let pose = Pose(x: Double(peak.offset.x) + shift.0, y: Double(peak.offset.y) + shift.1)
    let answer = AlignmentAnswer(
      peak, pose: pose, template: pair.templateSize,
      prominence: place.prominence,
      overlap: Double(peak.overlap) / Double(largestOverlap))
    guard factor == 1, let window = options.window else { return answer }
    return window.holding(answer, template: pair.templateSize, isWhole: !options.refinesOffsets)
  }
}
