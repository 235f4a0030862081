extension CheckedSearch {
  /// The most searches for fixed patterns.
  private static var rounds: Int { 3 }

  /// Searches again without patches fixed to the frames and shading, as long as the best place is one at which the
  /// frames of the pictures coincide, or nearly do.
  ///
  /// The first round is made where patches stand out or, as shading may be all that both share, where the answer
  /// is not unlikely; further ones where patches stand out. Less to compare makes no place surer: where the best place
  /// stays, its confidence does not rise; where no place is left, the answer is not sure. Another place counts, but where
  /// frames only nearly coincide, as those of a scene may, it must have more than 0.5; otherwise the answer stays, and is
  /// not sure. Local grey is left out: it shows the steps that rounding leaves of shading, and the surroundings of patches.
  func withoutFixedPattern(_ first: Step) async throws -> Step {
    var (result, pair) = first
    for round in 0..<Self.rounds {
      guard let offset = frames(pair).offsetOfFixed(near: result.best.pose) else { break }
      let bare = pair.map(\.withoutLocalGrey)
      let scene = try await scene(of: bare, at: offset)
      let mayBeShading = round == 0 && result.best.confidence >= Confidence.unproven
      guard scene != nil || mayBeShading else { break }
      let next = bare.without(scene, at: offset, flattens: round == 0)
      let best = result.best
      func isSame(_ answer: AlignmentAnswer) -> Bool {
        isSamePlaceOfFrames(answer.pose, best.pose, next)
      }
      guard let again = try await found(next, whereUsed: { !isSame($0) }) else {
        return Self.unproven((result, pair), .fixedPattern)
      }
      if isSame(again.best) {
        result = result.capped(at: again.best.confidence)
      } else if frames(pair).offset(near: best.pose) != nil
        || again.best.confidence > Confidence.unproven
      {
        result = again.replacing(result).told(.fixedPattern)
      } else {
        return Self.unproven((result, pair), .fixedPattern)
      }
      pair = next
    }
    return (result, pair)
  }

  /// The template pixels that are not fixed to the frames, or `nil` where no patch stands out.
  private func scene(of pair: SearchedPair, at offset: Offset) async throws -> Mask? {
    let evidence = try await evidence(pair, at: Pose(offset))
    return FixedPattern.mask(evidence)?.enlarged(
      by: EvidenceMap.factor(pair), to: pair.template.size)
  }
}

extension SearchedPair {
  /// The pair with the pixels alone that show the scene, by a mask of the template, and, if asked for, without
  /// shading.
  func without(_ scene: Mask?, at offset: Offset, flattens: Bool) -> SearchedPair {
    var next = SearchedPair(reference: reference, template: template)
    if let scene {
      next.template = template.masked(by: scene)
      next.reference = reference.masked(by: scene.moved(to: reference.size, by: offset))
    }
    if flattens {
      next.template = next.template.flattened
      next.reference = next.reference.flattened
    }
    return next
  }
}
