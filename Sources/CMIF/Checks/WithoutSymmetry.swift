extension CheckedSearch {
  /// Searches again without what is fixed to the frames, where that may be fields of view with soft edges or shading.
  ///
  /// These look the same from opposite sides, which no scene does. So where the frames of the pictures nearly coincide at
  /// the best place, the flipped template is searched there. If it is found as well, the inner parts of the pictures tell:
  /// an answer that they do not give, or give to the flipped template, too, is not sure.
  func withoutSymmetry(_ first: Step) async throws -> Step {
    guard try await isFoundFlipped(first) else { return try await withoutFixedPattern(first) }
    if let inner = try await toldInside(first) { return try await withoutFixedPattern(inner) }
    return Self.unproven(try await withoutFixedPattern(first), .fixedPattern)
  }

  /// What the inner parts of the pictures tell, without all but fast changes of brightness: how sure the answer is, or
  /// another place that is sure; `nil` where they tell neither.
  private func toldInside(_ first: Step) async throws -> Step? {
    let inner = first.pair.withoutBorder(Self.border).map(\.finelyFlattened)
    guard let again = try await found(inner), try await !isFoundFlipped((again, inner)) else {
      return nil
    }
    if isSamePlace(again.best, first.result.best, first.pair) {
      return (first.result.capped(at: again.best.confidence), first.pair)
    }
    guard again.best.confidence >= Confidence.sure else { return nil }
    return (again.replacing(first.result).told(.fixedPattern), inner)
  }

  /// Whether frames nearly coincide at an answer, and the flipped template would be believed to lie there, too.
  private func isFoundFlipped(_ step: Step) async throws -> Bool {
    let (best, frames) = (step.result.best, frames(step.pair))
    guard best.confidence > Confidence.unproven, frames.nearlyCoincide(at: best.pose) else {
      return false
    }
    var options = options
    options.window = SearchWindow(
      center: best.center, reachX: frames.softReach, reachY: frames.softReach)
    options.isExhaustive = false
    options.peakCount = 1
    for flip in [Flip.topToBottom, .leftToRight] {
      var pair = step.pair
      pair.template = pair.template.flipped(flip)
      let search = search
      let found = try await Self.found { [options, pair] in try await search(pair, options) }
      guard let found else { continue }
      work.add(search: found.statistics)
      if found.best.confidence > Confidence.unproven { return true }
    }
    return false
  }
}
