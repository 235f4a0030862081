extension CheckedSearch {
  /// Searches again with local grey beside the standard features, where an answer is not sure; the surer one counts.
  ///
  /// No features are best for all pictures. An answer that one set of features is sure of is right as often as one
  /// that the other is sure of, and each is sure of pairs of which the other is not.
  ///
  /// What the first look took away from the pictures stays away. A place at which the frames of the pictures coincide
  /// does not count: what is fixed to the camera shows in local grey as well.
  func withSecondLook(_ first: Step) async throws -> Step {
    guard first.result.best.confidence < Confidence.sure, options.criterion == .sharpness,
      !options.isExhaustive, let further = first.pair.withLocalGrey,
      var second = try await Self.found({ try await scene(of: further) })
    else { return first }
    let warnings = first.result.warnings
    second.result.warnings = warnings + second.result.warnings.filter { !warnings.contains($0) }
    let isSurer =
      second.result.isSurer(than: first.result)
      && first.pair.frameOffset(near: second.result.best.pose) == nil
    var surest = isSurer ? second : first
    surest.result.statistics.addSearch((isSurer ? first : second).result.statistics)
    return surest
  }
}

extension SearchedPair {
  /// The pair with local grey as a further feature, or `nil` where its features are not the standard ones.
  fileprivate var withLocalGrey: SearchedPair? {
    guard let reference = reference.withFurtherFeature(.local),
      let template = template.withFurtherFeature(.local)
    else { return nil }
    return SearchedPair(reference: reference, template: template)
  }
}
