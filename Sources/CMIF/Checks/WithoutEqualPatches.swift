extension CheckedSearch {
  /// Searches again without patches that are the same in both pictures at the best place, where their frames nearly
  /// coincide or the template is only shifted: to where it was cut from a frame of the same instrument, say.
  func withoutEqualPatches(_ first: Step) async throws -> Step {
    let best = first.result.best
    guard best.confidence > Confidence.unproven else { return first }
    let isShifted = options.poses.isTranslation && flip == nil && turn == nil
    let frames = frames(first.pair)
    let offset = frames.offsetOfFixed(near: best.pose)
    if let offset = offset ?? (isShifted ? best.pose.nearestOffset : nil),
      let told = try await withoutEqualPatches(first, at: offset)
    {
      return told
    }
    return isShifted || frames.offset(near: best.pose) != nil
      ? first : try await withoutMarks(first)
  }

  /// Searches again without equal patches at an offset, that of the best place; `nil` where there are none.
  ///
  /// Where the scene alone tells the same place, it stays, no surer than the scene makes it. Another place counts.
  private func withoutEqualPatches(_ first: Step, at offset: Offset) async throws -> Step? {
    let pair = first.pair
    guard
      let scene = EqualPatches(reference: pair.reference, template: pair.template)
        .scene(at: offset)
    else { return nil }
    let masked = pair.without(scene, at: offset, flattens: false)
    return try await judged(
      first, by: masked,
      isSamePlace: { isSamePlaceOfFrames($0, first.result.best.pose, masked) },
      counts: { _ in true })
  }

  /// Searches again without the patches that equally large pictures have where they lie on one another, as they were before
  /// a flip and a turn, where the best place is another one.
  ///
  /// There they are not the scene, yet may lie on one another at the best place as well: box on box, whatever is written
  /// in them, and cross hairs at another scale. The same place is no surer than without them. Another one of
  /// more than 0.5 counts; otherwise the answer stays, but is not sure.
  private func withoutMarks(_ first: Step) async throws -> Step {
    let (result, pair) = first
    let size = pair.reference.size
    guard size == turn.map({ $0.size(of: pair.template.size) }) ?? pair.template.size else {
      return first
    }
    let upright = turn.map { pair.template.turned($0.reversed) } ?? pair.template
    let given = flip.map(upright.flipped) ?? upright
    let factor = EvidenceMap.factor(pair)
    let patches = EqualPatches(
      reference: pair.reference.reduced(by: factor), template: given.reduced(by: factor))
    guard let scene = patches.scene(at: Offset(x: 0, y: 0))?.enlarged(by: factor, to: size) else {
      return first
    }
    let flipped = flip.map(scene.flipped) ?? scene
    let masked = pair.masked(reference: scene, template: turn.map(flipped.turned) ?? flipped)
    return try await judged(
      first, by: masked,
      isSamePlace: { isSamePlace($0, result.best.pose, pair) },
      counts: { $0.confidence > Confidence.unproven })
  }
}
