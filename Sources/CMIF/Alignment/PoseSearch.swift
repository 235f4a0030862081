/// Finds angle, scale and offset together, from coarse to fine.
///
/// 1. At reduced resolution, every angle and scale on a grid so fine that the template's rim moves by
///    two pixels of that level (three for scale): the true pose is then at most one pixel off, which a
///    narrow peak survives. Each pose is the exact map of the turned labels, rated by sharpness.
/// 2. The best peaks of all poses, each a place of its own, are improved at that resolution.
/// 3. The best of those are improved at each finer resolution up to the original one, to a fraction of
///    a pixel.
struct PoseSearch: Sendable {
  let reference: ImageSource
  let template: ImageSource
  let options: AlignmentOptions

  /// The candidates kept after the grid, and those carried to finer resolutions.
  private static let kept = 24
  private static let carried = 6

  /// The answers, best first.
  func run() async throws -> AlignmentResult {
    var factor = Self.factor(template: template.size, reference: reference.size)
    var level = PoseLevel(reference: reference, template: template, factor: factor)
    let scan = PoseScan(level: level, options: options, peaksPerPose: 12, peakRadius: 1)
    var found = try await scan.run(
      angles: options.poses.angles(step: level.angle(rim: 2)),
      scales: options.poses.scales(ratio: level.ratio(rim: 3)))
    guard found.admitted > 0 else { throw CMIFError.noOverlap }
    guard found.highest > 0 else { throw CMIFError.noInformation }
    var candidates = best(found.candidates, Self.kept, apart: 2.5 * Double(factor))
    found.candidates = []
    candidates = try await refine(candidates, level, steps: [1, 0.5])
    candidates = best(candidates, carried, apart: 1.5 * Double(factor))
    while factor > 1 {
      factor /= 2
      level = PoseLevel(reference: reference, template: template, factor: factor)
      candidates = try await refine(candidates, level, steps: [1, 0.5, 0.25])
    }
    let answers = best(candidates, carried, apart: Double(options.peakRadius))
    return AlignmentResult(
      alignments: alignments(answers, level, offsets: found.admitted), statistics: found.statistics)
  }

  private var carried: Int { max(Self.carried, options.peakCount + 1) }

  private func refine(
    _ candidates: [PoseCandidate], _ level: PoseLevel, steps: [Double]
  ) async throws -> [PoseCandidate] {
    try await PoseRefinement(level: level, options: options, steps: steps).run(candidates)
  }

  private func best(_ candidates: [PoseCandidate], _ count: Int, apart: Double) -> [PoseCandidate] {
    PoseCandidate.best(candidates, count: count, apart: apart, template: template.size)
  }

  /// The first reduction: by two as long as that leaves a template of 48 pixels, by more for templates
  /// that stay large.
  static func factor(template: Size, reference: Size) -> Int {
    let side = min(template.width, template.height, reference.width, reference.height)
    return side < 96 ? 1 : side < 768 ? 2 : 4
  }

  private func alignments(
    _ answers: [PoseCandidate], _ level: PoseLevel, offsets: Int
  ) -> [Alignment] {
    answers.prefix(options.peakCount).enumerated().map { index, answer in
      let rival = answers.enumerated().first { $0.offset != index }?.element.peak.sharpness
      let pixels = answer.scale * answer.scale * Double(template.size.area)
      return Alignment(
        pose: answer.pose, center: answer.pose.center(of: template.size),
        score: answer.peak.score, sharpness: answer.peak.sharpness,
        overlap: min(1, Double(answer.peak.overlap) / pixels),
        confidence: Confidence.value(
          sharpness: answer.peak.sharpness, rival: rival, freedom: level.pair.freedom,
          offsets: offsets))
    }
  }
}
