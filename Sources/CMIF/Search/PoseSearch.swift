/// Finds angle, scale and offset together, from coarse to fine.
///
/// 1. At reduced resolution, every angle and scale on a grid so fine that the template's rim moves by
///    three pixels of that level: the nearest pose of the grid is then about one and a half pixels off at
///    the rim, and less inside, which a narrow peak survives. Each pose is the exact map of the
///    turned labels, rated by sharpness.
/// 2. The best peaks of all poses are looked at once with twice the resolution, unless that of the grid
///    is the original one (`PosePreview`).
/// 3. The best of those, each a place of its own, are improved there.
/// 4. The best of those are improved at each finer resolution up to the original one, to a fraction of
///    a pixel.
/// 5. The answers given out are polished on the grey values themselves (`PosePolish`).
///
/// Candidates far below the best one are left behind between the steps: refinement adds to all alike.
///
/// Large templates are searched at a quarter of the resolution first, which takes a small part of the time;
/// only when that gives no answer that is sure is the search made again at half the resolution, unless they
/// are so large that a quarter shows all there is.
struct PoseSearch: Sendable {
  let reference: AlignmentImage
  let template: AlignmentImage
  let options: AlignmentOptions

  /// How far the template's rim moves from one pose of the grid to the next, in pixels of the level.
  private static let gridRim = 3.0
  /// The confidence that ends the search.
  private static let sure = 0.9
  /// How many candidates of the grid are previewed.
  private static let previewed = 2000
  /// How many are improved after the preview, and how many where a grid at full resolution needs none.
  private static let improved = 16
  private static let improvedAtOnce = 48
  /// How many are carried on from there.
  private static let carried = 6

  /// The answers, best first.
  func run() async throws -> AlignmentResult {
    _ = try Engine.requireCountable(template.size.area)
    let canvas = LabelResampling.canvas(
      for: template.size, scale: options.poses.scale.upperBound)
    guard canvas.width < TransformShape.longestSide else {
      throw CMIFError.templateTooLong(limit: TransformShape.longestSide)
    }
    return try await options.isExhaustive ? runExhaustively() : runCoarseToFine()
  }

  /// Searches from ever finer resolutions until an answer is sure; gives the surest one.
  private func runCoarseToFine() async throws -> AlignmentResult {
    var surest: AlignmentResult?
    var statistics: EngineStatistics?
    var failure = CMIFError.noOverlap
    let factors = Self.factors(
      template: template.size, reference: reference.size, scale: options.poses.middleScale)
    for factor in factors {
      do {
        let result = try await run(from: factor)
        statistics?.addSearch(result.statistics)
        statistics = statistics ?? result.statistics
        if result.best.confidence > surest?.best.confidence ?? -1 { surest = result }
        if result.best.confidence >= Self.sure { break }
      } catch let error as CMIFError where [.noOverlap, .noInformation].contains(error) {
        failure = error
      }
    }
    guard let surest, let statistics else { throw failure }
    return AlignmentResult(
      alignments: try polished(surest.alignments), statistics: statistics)
  }

  /// The same answers, each moved to where the grey values fit best.
  private func polished(_ alignments: [AlignmentAnswer]) throws -> [AlignmentAnswer] {
    let polish = PosePolish(reference: reference, template: template, range: options.poses)
    return try alignments.map { alignment in
      alignment.moved(to: try polish.polished(alignment.pose), template: template.size)
    }
  }

  /// Searches from coarse to fine, beginning with pictures reduced by `factor`.
  private func run(from factor: Int) async throws -> AlignmentResult {
    var level = level(factor: factor)
    var found = try await scan(
      level, angles: options.poses.angles(step: level.angle(edgeShift: Self.gridRim)),
      scales: options.poses.scales(ratio: level.ratio(edgeShift: Self.gridRim)), peaksPerPose: 12,
      peakRadius: 1)
    var candidates = found.candidates
    found.candidates = []
    found.statistics.quantizing += level.quantizing
    func finer() {
      level = self.level(factor: level.factor / 2)
      found.statistics.quantizing += level.quantizing
    }
    if factor > 1 {
      finer()
      candidates = try await PosePreview(level: level, options: options).run(
        strongest(candidates, max(Self.previewed, 8 * carried)), &found.statistics)
    }
    let improved = max(factor > 1 ? Self.improved : Self.improvedAtOnce, carried)
    candidates = best(candidates, improved, apart: 2.5 * Double(factor))
    candidates = promising(candidates, atLeast: carried)
    candidates = try await refine(candidates, level, steps: [2, 1], &found.statistics)
    // Separate answers, so that the best one has a rival.
    let apart = max(1.5 * Double(factor), Double(options.peakRadius))
    candidates = best(candidates, carried, apart: apart)
    candidates = promising(candidates, atLeast: options.peakCount + 1)
    if level.factor == 1 {
      candidates = try await refine(candidates, level, steps: [0.5, 0.25], &found.statistics)
    }
    while level.factor > 1 {
      finer()
      candidates = try await refine(candidates, level, steps: [1, 0.5, 0.25], &found.statistics)
    }
    return try await result(candidates, level, found)
  }

  /// Every pose of the grid in full resolution, as the paper does.
  private func runExhaustively() async throws -> AlignmentResult {
    let level = level(factor: 1)
    var found = try await scan(
      level, angles: options.poses.angles(step: options.rotationStep ?? level.angle(edgeShift: 2)),
      scales: options.poses.scales(
        ratio: options.scaleStep.map { 1 + $0 } ?? level.ratio(edgeShift: 2)),
      peaksPerPose: carried, peakRadius: options.peakRadius)
    found.statistics.quantizing += level.quantizing
    return try await result(found.candidates, level, found)
  }

  private func level(factor: Int) -> PyramidLevel {
    PyramidLevel(reference: reference, template: template, factor: factor, poses: options.poses)
  }

  private func scan(
    _ level: PyramidLevel, angles: [Double], scales: [Double], peaksPerPose: Int, peakRadius: Int
  ) async throws -> PoseScan.Result {
    let found = try await PoseScan(
      level: level, options: options, peaksPerPose: peaksPerPose, peakRadius: peakRadius
    ).run(angles: angles, scales: scales)
    guard found.admitted > 0 else { throw CMIFError.noOverlap }
    guard found.highest > 0 else { throw CMIFError.noInformation }
    return found
  }

  /// The candidates of the highest ranks, in the order that they have.
  private func strongest(_ candidates: [PoseCandidate], _ count: Int) -> [PoseCandidate] {
    PoseCandidate.order(candidates).prefix(count).sorted().map { candidates[$0] }
  }

  /// The candidates, best first, without those of less than half the best one's rank; but always so many.
  private func promising(_ candidates: [PoseCandidate], atLeast count: Int) -> [PoseCandidate] {
    let least = 0.5 * (candidates.first?.peak.rank ?? 0)
    return candidates.enumerated().filter { $0.offset < count || $0.element.peak.rank >= least }
      .map(\.element)
  }

  private var carried: Int { max(Self.carried, options.peakCount + 1) }

  private func refine(
    _ candidates: [PoseCandidate], _ level: PyramidLevel, steps: [Double],
    _ statistics: inout EngineStatistics
  ) async throws -> [PoseCandidate] {
    try await PoseRefinement(level: level, options: options, steps: steps)
      .run(candidates, &statistics)
  }

  private func best(_ candidates: [PoseCandidate], _ count: Int, apart: Double) -> [PoseCandidate] {
    PoseCandidate.best(candidates, count: count, apart: apart, template: template.size)
  }

  /// The reductions that searches begin with, one after the other until an answer is sure.
  ///
  /// Templates of 48 pixels still show narrow peaks in most kinds of pictures, not in all; of those that
  /// are not found with half the resolution, hardly any are with the whole. A template that is made smaller
  /// shows as few pixels as the reference has of it.
  static func factors(template: Size, reference: Size, scale: Double) -> [Int] {
    let seen = Double(min(template.width, template.height)) * min(1, scale)
    let side = min(seen, Double(min(reference.width, reference.height)))
    return side < 96 ? [1] : side < 192 ? [2] : side < 768 ? [4, 2] : [4]
  }

  private func result(
    _ candidates: [PoseCandidate], _ level: PyramidLevel, _ found: PoseScan.Result
  ) async throws -> AlignmentResult {
    let answers = best(candidates, carried, apart: Double(options.peakRadius))
    var alignments: [AlignmentAnswer] = []
    for (index, answer) in answers.enumerated() where alignments.count < options.peakCount {
      try Task.checkCancellation()
      let rival = answers.indices.filter { $0 != index }.map { answers[$0].peak.sharpness }.max()
      let overlap = try await overlap(of: answer, level)
      // Refinement may have led a candidate out of the overlap asked for, by no more than it is told to.
      guard overlap >= options.minimumOverlap * 0.98 else { continue }
      alignments.append(
        AlignmentAnswer(
          pose: answer.pose, center: answer.pose.center(of: template.size),
          score: answer.peak.score, sharpness: answer.peak.sharpness, overlap: overlap,
          confidence: Confidence.value(
            sharpness: answer.peak.sharpness, rival: rival, freedom: level.pair.freedom,
            offsets: found.admitted)))
    }
    guard !alignments.isEmpty else { throw CMIFError.noOverlap }
    return AlignmentResult(alignments: alignments, statistics: found.statistics)
  }

  /// The overlapping pixels as a share of the most that the pose has at any offset.
  private func overlap(of answer: PoseCandidate, _ level: PyramidLevel) async throws -> Double {
    let canvas = LabelResampling.canvas(for: level.pair.templateSize, scale: answer.scale)
    let largest = try await level.largestOverlaps(
      of: [(answer.angle, answer.scale)], canvas: canvas, workers: 1, resources: options.resources)
    return min(1, Double(answer.peak.overlap) / Double(max(largest[0], 1)))
  }
}

extension AlignmentAnswer {
  /// The same answer for a template of this size at another pose.
  fileprivate func moved(to pose: Pose, template: Size) -> AlignmentAnswer {
    AlignmentAnswer(
      pose: pose, center: pose.center(of: template), score: score, sharpness: sharpness,
      overlap: overlap, confidence: confidence)
  }
}
