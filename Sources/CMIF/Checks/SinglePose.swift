/// Whether another turn or scale fits better than the single one that was searched.
///
/// It does where a place has another turn or scale by more than the template's corners move by two pixels of the
/// resolution, and is sharper by 15 %.
struct SinglePose {
  let range: PoseRange

  /// How much sharper the place must be.
  static let gain = 1.15

  /// The warning for a sharper place.
  ///
  /// - Parameter halfDiagonal: Half the template's diagonal in pixels of the resolution.
  func warning(for pose: Pose, halfDiagonal: Double) -> AlignmentWarning? {
    let angle = range.nearMiddle(pose.angle)
    let turn = RangeEnds.near / halfDiagonal * 180 / .pi
    let searched = range.rotation.lowerBound
    if range.hasSingleTurn, abs(angle - searched) > turn { return .turn(angle, searched: searched) }
    let scale = range.scale.lowerBound
    let ratio = max(pose.scale / scale, scale / pose.scale)
    return range.hasSingleScale && ratio > exponential(RangeEnds.near / halfDiagonal)
      ? .scale(pose.scale) : nil
  }
}

extension CheckedSearch {
  /// How far the template's middle may move, as a share of half its diagonal: by turns that are not searched it is drawn as
  /// far.
  private static var reach: Double { 0.25 }

  /// The warning for another turn or scale that fits better than the only ones that were searched, in a search for both
  /// around the answer.
  func besideSinglePose(
    _ answer: AlignmentAnswer, _ pair: SearchedPair
  ) async throws -> AlignmentWarning? {
    let template = pair.template.size
    let reach = max(SearchWindow.leastReach, Self.reach * template.halfDiagonal)
    var wide = options
    wide.poses = options.poses.widened
    wide.window = SearchWindow(center: answer.center, reachX: reach, reachY: reach)
    wide.isExhaustive = false
    guard let beside = try await found(pair, wide) else { return nil }
    guard beside.best.sharpness > SinglePose.gain * answer.sharpness else { return nil }
    let factor = resolutions(pair).largestCompared
    return SinglePose(range: options.poses).warning(
      for: beside.best.pose, halfDiagonal: template.halfDiagonal / Double(factor))
  }
}

extension PoseRange {
  /// The range with what lies beyond its ends, as far as checks look.
  fileprivate var widened: PoseRange {
    let (turn, ratio) = RangeEnds.reach
    return PoseRange(
      rotation: rotation.lowerBound - turn...rotation.upperBound + turn,
      scale: Self.limited(scale.lowerBound / ratio)...Self.limited(scale.upperBound * ratio))
  }
}
