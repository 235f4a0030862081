/// Moves a pose along directions, by ever smaller steps, as long as a value grows that changes smoothly with the pose.
///
/// With each step the directions are tried in turn, either way, until none of them gains. The top of a parabola along
/// each ends the climb, below the smallest step.
struct PoseClimb {
  private struct ScoredPose {
    var pose: Pose
    var value: Double
  }

  /// The value of a pose.
  let value: (Pose) -> Double
  /// The number of directions.
  let directions: Int
  /// A pose moved along the direction of a number by an amount; `nil` where that is not admitted.
  let moved: (_ pose: Pose, _ direction: Int, _ amount: Double) -> Pose?

  /// The most rounds over all directions with one step.
  private static let rounds = 12

  /// Where a climb from a pose ends.
  ///
  /// Throws `CancellationError` soon after the task is cancelled.
  func top(from pose: Pose, steps: [Double]) throws -> Pose {
    var best = try scored(pose)
    for step in steps {
      for _ in 0..<Self.rounds {
        guard try improve(&best, step: step) else { break }
      }
    }
    return try interpolated(best, step: steps.last ?? 0)
  }

  /// One round over all directions; whether anything became better.
  private func improve(_ best: inout ScoredPose, step: Double) throws -> Bool {
    var hasImproved = false
    for direction in 0..<directions {
      for amount in [-step, step] {
        guard let trial = try moved(best.pose, direction, amount).map(scored),
          trial.value > best.value
        else { continue }
        best = trial
        hasImproved = true
      }
    }
    return hasImproved
  }

  /// The top of parabolas through the best pose and its neighbours along each direction.
  private func interpolated(_ best: ScoredPose, step: Double) throws -> Pose {
    var pose = best.pose
    for direction in 0..<directions {
      guard let left = try moved(best.pose, direction, -step).map(scored),
        let right = try moved(best.pose, direction, step).map(scored)
      else { continue }
      let shift = Vertex.ofParabola(left.value, best.value, right.value)
      pose = moved(pose, direction, shift * step) ?? pose
    }
    return pose
  }

  private func scored(_ pose: Pose) throws -> ScoredPose {
    try Task.checkCancellation()
    return ScoredPose(pose: pose, value: value(pose))
  }
}
