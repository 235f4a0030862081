extension CheckedSearch {
  /// Searches again without areas that hold no data, where both pictures have such areas.
  ///
  /// Where at the best place their outlines or the frames of the pictures coincide, they may have drawn the answer: the
  /// search without the areas counts where it finds another place. An answer stays that is sure from the evidence
  /// inside of the outlines alone, away from where frames coincide.
  ///
  /// Where something coincides and nothing is found without the areas, they alone tell the place, and it is not sure.
  ///
  /// Where nothing coincides, and the answer is not beyond doubt, the surer answer of both searches counts: dark
  /// surroundings may hold a true outline, or match at many places. An answer at the same place is no surer for it, as
  /// that place itself tells which pixels of the areas are compared (`SharedOutlines.common`).
  func withoutNoData(_ plain: Step) async throws -> Step {
    let (pair, best) = (plain.pair, plain.result.best)
    guard let template = pair.template.noDataMask, let reference = pair.reference.noDataMask
    else { return plain }
    let factor = resolutions(pair).largestCompared
    let outlines = SharedOutlines(
      reference: reference, template: template, pose: best.pose, factor: factor)
    let framesCoincide = frames(pair).offset(near: best.pose) != nil
    let isDoubtful = framesCoincide || outlines.coincide
    guard isDoubtful || best.confidence < Confidence.beyondDoubt else { return plain }
    let data = outlines.common
    if !framesCoincide {
      let confidence = try await confidence(of: plain, inside: data)
      guard confidence < Confidence.sure else { return plain }
    }
    let masked = pair.masked(reference: data.reference, template: data.template)
    guard let inner = try await found(masked) else {
      return isDoubtful ? Self.unproven(plain, .noData) : plain
    }
    let isSurer = inner.best.confidence > best.confidence
    let isSamePlace = isSamePlace(inner.best.pose, best.pose, pair)
    guard isDoubtful || (isSurer && !isSamePlace) else { return plain }
    let result = inner.replacing(plain.result)
    guard !isSamePlace else { return framesCoincide || isSurer ? (result, masked) : plain }
    return (result.told(.noData), masked)
  }

  /// The confidence in an answer from the evidence of pixels alone that no outline reaches; 0 for one that is turned or
  /// scaled, whose evidence is not mapped.
  private func confidence(
    of step: Step, inside data: (reference: Mask, template: Mask)
  ) async throws -> Double {
    guard options.poses.isTranslation else { return 0 }
    let best = step.result.best
    let evidence = try await evidence(step.pair, at: best.pose)
    let factor = EvidenceMap.factor(step.pair)
    let offset = best.pose.reduced(by: factor).nearestOffset
    let inner = data.template.reduced(by: factor).intersection(
      data.reference.reduced(by: factor).moved(to: evidence.size, by: offset.reversed)
    ).eroded(by: Self.outlineReach)
    return min(
      best.confidence, Confidence.value(prominence: best.prominence * evidence.share(of: inner)))
  }

  /// How far from an outline it decides labels, in pixels of the resolution at which evidence is mapped.
  private static var outlineReach: Int { 4 }
}

extension SearchedPair {
  /// The pair with those pixels alone that masks include as well.
  func masked(reference data: Mask, template other: Mask) -> SearchedPair {
    SearchedPair(reference: reference.masked(by: data), template: template.masked(by: other))
  }
}
