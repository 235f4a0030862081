/// Whether the best place in a window lies at its border, and a better one beyond.
///
/// From an answer within two pixels of the border, at the resolution that is compared, the search climbs on without the
/// window. Where it arrives outside at a sharper place, the window was too narrow.
struct WindowEnds: Sendable {
  let pair: SearchedPair
  let options: AlignmentOptions

  /// How near the border an answer is looked at, in pixels of the resolution.
  private static let near = 2.0

  /// The warning for an answer, or `nil` where it lies inside or nothing better lies beyond.
  /// Adds the work to `statistics`.
  func warning(
    for answer: AlignmentAnswer, _ statistics: inout EngineStatistics
  ) async throws -> AlignmentWarning? {
    var options = options
    options.criterion = .sharpness
    let search = PoseSearch(pair, options: options)
    guard let window = options.window,
      window.depth(of: answer.center) <= Self.near * Double(search.comparedFactor)
    else { return nil }
    let level = try await search.level(reducedBy: search.comparedFactor)
    let rating = PoseRating(level: level, options: options)
    let start = PoseCandidate(answer)
    var free = start
    free.isOutsideWindow = true
    let steps = options.poses.isTranslation ? [] : [1, 0.5]
    let climbed = try await PoseRefinement(level: level, options: options, steps: steps)
      .run([free], &statistics)
    let rated = try await rating.run([start] + climbed, &statistics)
    guard rated.count == 2, rated[1].peak.isClearlySharper(than: rated[0].peak.sharpness)
    else { return nil }
    let center = rated[1].pose.center(of: pair.template.size)
    return window.contains(center) ? nil : .edgeOfWindow(try: window.reach(holding: center))
  }
}
