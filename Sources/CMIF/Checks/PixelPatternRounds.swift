extension CheckedSearch {
  /// How far pictures are smoothed, in pixels of the resolution that is compared.
  private static var radius: Int { 3 }

  /// Searches again in smoothed pictures, where a pattern of pixels decides a place at which the frames of the pictures
  /// coincide, or two of their sides do.
  ///
  /// The place stays where smoothed pictures find it, too, and is no surer than there. Another one at which no sides
  /// coincide counts if it is sure; otherwise the answer stays, but is not sure.
  func withoutPixelPattern(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven, pair.sidesCoincide(near: result.best.pose)
    else { return first }
    let (factor, threads) = (
      PoseSearch(pair, options: options).comparedFactor, options.resources.threads
    )
    let (part, pose) = pair.map { $0.compared(by: [.local]) }.surroundings(
      of: result.best.pose, reducedBy: factor, options: options)
    let grey = try await part.labels(reducedBy: factor, threads: threads)
    guard PixelPattern.decides(grey, at: pose.reduced(by: factor).nearestOffset) else {
      return first
    }
    let smooth = try await pair.smoothed(radius: Self.radius * factor, threads: threads)
    let again = try await found(smooth)
    if let again, isSamePlace(again.best, result.best, pair) {
      return (result.capped(at: again.best.confidence), pair)
    }
    let isFree = again.map { !smooth.sidesCoincide(near: $0.best.pose) } ?? false
    return Self.unproven(first, unlessSure: isFree ? again : nil, smooth)
  }
}

extension SearchedPair {
  /// Both images smoothed.
  fileprivate func smoothed(radius: Int, threads: Int) async throws -> SearchedPair {
    let smooth = try await both(threads: threads) { $0.smoothed(radius: radius) }
    return SearchedPair(reference: smooth.reference, template: smooth.template)
  }
}
