extension CheckedSearch {
  /// Searches again without patches that are the same in both pictures, where the best place is one at which their frames
  /// coincide.
  ///
  /// Where the scene alone tells the same place, it stays, no surer than the scene makes it. Another place counts.
  func withoutEqualPatches(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven,
      let offset = pair.frames.offset(near: result.best.pose),
      let scene = EqualPatches.mask(
        reference: pair.reference.planes[0], template: pair.template.planes[0], at: offset)
    else { return first }
    let masked = pair.without(scene, at: offset, flattens: false)
    guard let again = try await found(masked) else { return Self.unproven(first, .fixedPattern) }
    if masked.frames.offset(near: again.best.pose) != nil {
      return (result.capped(at: again.best.confidence), pair)
    }
    return (again.replacing(result).told(.fixedPattern), masked)
  }
}
