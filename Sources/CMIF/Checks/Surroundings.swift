extension SearchedPair {
  /// How far around the template the reference is labelled, in pixels of the resolution: more than the filters of labels
  /// reach.
  private static var margin: Int { 24 }

  /// What a check labels of a pair to look at an answer: the part of the reference around the template, and the answer's
  /// pose there.
  ///
  /// It is the whole pair where the search has labelled all of it at the same resolution, and where the part would not
  /// be much smaller.
  ///
  /// - Parameters:
  ///   - factor: The resolution: so many pixels along each axis make one.
  ///   - reach: How far the template may move from its pose, in pixels of the resolution.
  func surroundings(
    of pose: Pose, reducedBy factor: Int, reach: Int = 0, options: AlignmentOptions
  ) -> (pair: SearchedPair, pose: Pose) {
    guard
      options.window != nil
        || factor != SearchResolutions(self, options: options).largestCompared
    else { return (self, pose) }
    let part = part(around: pose, inBlocksOf: factor, margin: Self.margin + reach)
    return (cropped(to: part), pose.shifted(x: -Double(part.x), y: -Double(part.y)))
  }
}

extension CheckedSearch {
  /// The surroundings of a template that is shifted, and its offset there in pixels of the resolution.
  func surroundings(
    _ pair: SearchedPair, of pose: Pose, reducedBy factor: Int
  ) -> (pair: SearchedPair, offset: Offset) {
    let (part, place) = pair.surroundings(of: pose, reducedBy: factor, options: options)
    return (part, place.reduced(by: factor).nearestOffset)
  }

  /// The evidence for a shift, at the resolution at which it is mapped.
  func evidence(_ pair: SearchedPair, at pose: Pose) async throws -> EvidenceMap {
    let factor = EvidenceMap.factor(pair)
    let (part, offset) = surroundings(pair, of: pose, reducedBy: factor)
    let labels = try await part.labels(reducedBy: factor, threads: options.resources.threads)
    return EvidenceMap(labels, at: offset)
  }
}
