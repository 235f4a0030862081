extension CheckedSearch {
  /// Searches again without what is fixed to the frames, where that may be fields of view with soft edges or shading.
  ///
  /// These look the same from opposite sides, which no scene does. So where the frames of the pictures nearly coincide at
  /// the best place, the flipped template is searched there. If it is found as well, the inner parts of the pictures tell:
  /// an answer that they do not give, or give to the flipped template, too, is not sure.
  func withoutSymmetry(_ first: Step) async throws -> Step {
    guard try await isFoundFlipped(first, given: first.pair) else {
      return try await withoutFixedPattern(first)
    }
    if let inner = try await toldInside(first) { return try await withoutFixedPattern(inner) }
    return Self.unproven(try await withoutFixedPattern(first), .fixedPattern)
  }

  /// What the inner parts of the pictures tell, without all but fast changes of brightness: how sure the answer is, or
  /// another place that is sure; `nil` where they tell neither.
  private func toldInside(_ first: Step) async throws -> Step? {
    let inner = first.pair.withoutBorder(Self.border).map(\.finelyFlattened)
    guard let again = try await found(inner),
      try await !isFoundFlipped((again, inner), given: first.pair)
    else { return nil }
    if isSamePlace(again.best, first.result.best, first.pair) {
      return (first.result.capped(at: again.best.confidence), first.pair)
    }
    guard again.best.confidence >= Confidence.sure else { return nil }
    return (again.replacing(first.result).told(.fixedPattern), inner)
  }

  /// Whether frames nearly coincide at an answer, and a flipped template is a rival to it there. A flip that leaves one of
  /// the given pictures as it is tells nothing.
  private func isFoundFlipped(_ step: Step, given: SearchedPair) async throws -> Bool {
    let (best, frames) = (step.result.best, frames(step.pair))
    guard best.confidence > Confidence.unproven, frames.nearlyCoincide(at: best.pose) else {
      return false
    }
    let window = SearchWindow(
      center: best.center, reachX: frames.softReach, reachY: frames.softReach)
    for flip in Flip.allCases where given.isChanged(by: flip) {
      let other = try await found(step.pair, after: flip, as: best.pose, in: window)
      if let other, other.confidence > Confidence.unproven,
        Confidence.isRival(other.prominence, of: best.prominence)
      {
        return true
      }
    }
    return false
  }

  /// The best answer of the flipped template in a window, at the turn and scale of a pose; `nil` where there is none.
  private func found(
    _ pair: SearchedPair, after flip: Flip, as pose: Pose, in window: SearchWindow
  ) async throws -> AlignmentAnswer? {
    var (pair, options) = (pair, options)
    pair.template = pair.template.flipped(flip)
    let scale = PoseRange.limited(pose.scale)
    options.poses = PoseRange(rotation: pose.angle...pose.angle, scale: scale...scale)
    options.window = window
    options.isExhaustive = false
    options.peakCount = 1
    let search = search
    let result = try await Self.found { [pair, options] in try await search(pair, options) }
    guard let result else { return nil }
    work.add(search: result.statistics)
    return result.best
  }
}

extension SearchedPair {
  /// Whether a flip changes both images.
  fileprivate func isChanged(by flip: Flip) -> Bool {
    [reference, template].allSatisfy { image in
      image.mask != image.mask?.flipped(flip)
        || image.planes.contains { $0 != $0.flipped(flip) }
    }
  }
}
