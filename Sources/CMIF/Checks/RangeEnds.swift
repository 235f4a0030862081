/// Whether the best turn or scale of a search lies at the end of its range, and a better one beyond.
///
/// From an answer within two pixels' worth of an end, as the template's corners move, the search climbs on in a range
/// that goes on beyond that end. Where it arrives outside at a sharper place, the range was too narrow.
///
/// A single turn, or scale, is both ends of its range; whether another one fits better, `SinglePose` tells of the place
/// where the climb arrives.
struct RangeEnds: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions

  /// How far beyond the ends to look: a turn in degrees, and a ratio of scales.
  static let reach = (turn: 10.0, ratio: 1.2)
  /// How near an end an answer lies at it, in pixels by which the template's corners move.
  static let near = 2.0

  /// The warning for an answer, or `nil` where it lies inside or nothing better lies beyond.
  /// Adds the work to `statistics`.
  func warning(
    for answer: AlignmentAnswer, _ statistics: inout EngineStatistics
  ) async throws -> AlignmentWarning? {
    let search = PoseSearch(pair, options: options)
    let level = try await search.level(reducedBy: search.comparedFactor)
    guard let range = widened(around: answer.pose, level) else { return nil }
    var options = options
    options.poses = range
    options.criterion = .sharpness
    let found = try await PoseRefinement(level: level, options: options, steps: [4, 2, 1, 0.5])
      .run([PoseCandidate(answer)], &statistics)
    let rated = try await PoseRating(level: level, options: options).run(found, &statistics)
    guard let best = rated.first, best.peak.isClearlySharper(than: answer.sharpness)
    else { return nil }
    if let warning = warning(angle: best.angle, scale: best.scale) { return warning }
    guard best.peak.sharpness > SinglePose.gain * answer.sharpness else { return nil }
    return SinglePose(range: self.options.poses).warning(
      for: best.pose, halfDiagonal: level.halfDiagonal)
  }

  /// The range beyond those ends that a pose lies at, or `nil` where it lies at none.
  private func widened(around pose: Pose, _ level: PyramidLevel) -> PoseRange? {
    let (rotation, scale) = (options.poses.rotation, options.poses.scale)
    var (turns, scales) = (rotation, scale)
    if !options.poses.isWholeTurn {
      let near = level.angle(cornerShift: Self.near)
      let angle = options.poses.nearMiddle(pose.angle)
      if angle > rotation.upperBound - near {
        turns = turns.lowerBound...rotation.upperBound + Self.reach.turn
      }
      if angle < rotation.lowerBound + near {
        turns = rotation.lowerBound - Self.reach.turn...turns.upperBound
      }
    }
    let ratio = level.ratio(cornerShift: Self.near)
    if pose.scale > scale.upperBound / ratio {
      scales = scales.lowerBound...PoseRange.limited(scale.upperBound * Self.reach.ratio)
    }
    if pose.scale < scale.lowerBound * ratio {
      scales = PoseRange.limited(scale.lowerBound / Self.reach.ratio)...scales.upperBound
    }
    guard turns != rotation || scales != scale else { return nil }
    return PoseRange(rotation: turns, scale: scales)
  }

  /// The warning for a better turn and scale, with a range around it to try; `nil` where both are in the range, or it is
  /// a single one.
  func warning(angle: Double, scale: Double) -> AlignmentWarning? {
    let (rotation, scales) = (options.poses.rotation, options.poses.scale)
    let angle = options.poses.nearMiddle(angle)
    if !options.poses.hasSingleTurn, angle < rotation.lowerBound || angle > rotation.upperBound {
      return .edgeOfRotation(
        try: min(
          rotation.lowerBound, (angle - 4).rounded(.down))...max(
            rotation.upperBound, (angle + 4).rounded(.up)))
    }
    if !options.poses.hasSingleScale, scale < scales.lowerBound || scale > scales.upperBound {
      let wider = PoseRange.rounded(scale / 1.1...scale * 1.1)
      return .edgeOfScale(
        try: min(scales.lowerBound, wider.lowerBound)...max(scales.upperBound, wider.upperBound))
    }
    return nil
  }
}
