/// A pose that may be an answer, and its peak at some resolution.
struct PoseCandidate: Sendable {
  /// The pose between the original images.
  var pose: Pose
  /// The turn in degrees, as it was searched: not brought into -180...180.
  let angle: Double
  let scale: Double
  /// The peak among the offsets at this angle and scale.
  let peak: Peak
  /// Whether the pose is compared with answers, but lies outside of the window and can be none.
  var isOutsideWindow = false

  /// How many candidates outside of the window are kept beside so many for an answer.
  static func outsideCount(beside count: Int) -> Int { (count + 1) / 2 }

  /// The candidates of the highest ranks, best first, at most `count`: each whose pose is further than `distance` from
  /// that of every better one, as `Pose.cornerDistance` measures it. Those outside of the window, which can only be rivals
  /// of answers, are chosen apart from the others.
  static func best(
    _ candidates: [PoseCandidate], ranks: [Double], count: Int, apart distance: Double,
    template: Size
  ) -> [PoseCandidate] {
    let areOutside = candidates.contains(where: \.isOutsideWindow)
    var open = (answers: count, outside: areOutside ? outsideCount(beside: count) : 0)
    var kept: [PoseCandidate] = []
    for index in ranks.indicesFromHighest {
      let candidate = candidates[index]
      guard (candidate.isOutsideWindow ? open.outside : open.answers) > 0 else { continue }
      let isNew = kept.allSatisfy {
        $0.isOutsideWindow != candidate.isOutsideWindow
          || $0.pose.cornerDistance(to: candidate.pose, template: template) > distance
      }
      guard isNew else { continue }
      kept.append(candidate)
      if candidate.isOutsideWindow { open.outside -= 1 } else { open.answers -= 1 }
      if open == (0, 0) { break }
    }
    return kept
  }
}

extension PoseCandidate {
  /// An answer as a candidate for finer resolutions.
  init(_ answer: AlignmentAnswer) {
    self.init(
      pose: answer.pose, angle: answer.pose.angle, scale: answer.pose.scale,
      peak: Peak(
        offset: answer.pose.nearestOffset, rank: answer.sharpness, score: answer.score,
        sharpness: answer.sharpness, features: [], overlap: 0, refinement: (0, 0)))
  }
}
