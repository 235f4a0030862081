extension CheckedSearch {
  /// The most patches that are left out one after the other.
  private static var patches: Int { 3 }

  /// Searches again without a patch that alone decides the place, in both pictures.
  ///
  /// A sure place without it counts. Where none is sure, the answer stays, but is no surer than without the patch, or than
  /// an answer that a check speaks against where the patch alone led there. A template that is turned is not searched again.
  func withoutDecidingPatch(_ first: Step) async throws -> Step {
    var (step, round) = (first, 0)
    while step.result.best.confidence > Confidence.unproven,
      let patch = try await decidingPatch(of: step)
    {
      guard round < Self.patches, let next = try await searched(step, without: patch) else {
        let result = step.result.warned(
          .onePatch(patch, isLeftOut: false), confidenceAtMost: Confidence.unproven)
        return (result, step.pair)
      }
      (step, round) = (next, round + 1)
    }
    return step
  }

  /// The patch of the template that alone decides the best place, or `nil` where there is none.
  private func decidingPatch(of step: Step) async throws -> PixelRect? {
    let factor = EvidenceMap.factor(step.pair)
    let (pair, pose) = step.pair.surroundings(
      of: step.result.best.pose, reducedBy: factor, options: options)
    let level = try await PyramidLevel(pair, reducedBy: factor, options: options)
    let canvas = level.canvas(angle: pose.angle, scale: pose.scale)
    let size = level.pair.templateSize
    let middle = Point(x: Double(canvas.width - 1) / 2, y: Double(canvas.height - 1) / 2)
    let evidence = EvidenceMap(
      level.turned(angle: pose.angle, scale: pose.scale, canvas: canvas),
      at: level.offset(of: canvas, at: pose))
    let onCanvas = Pose(center: middle, of: size, angle: pose.angle, scale: pose.scale)
    return DecidingPatch.rect(evidence)
      .flatMap { onCanvas.templateRect(of: $0, on: size) }?.enlarged(by: factor)
  }

  /// The sure answer without a patch, or `nil` where there is none.
  private func searched(_ step: Step, without patch: PixelRect) async throws -> Step? {
    guard options.poses.isTranslation else { return nil }
    let size = step.pair.template.size
    let offset = step.result.best.pose.nearestOffset
    let scene = Mask(size) { x, y in !patch.contains(x: x, y: y) }
    let pair = step.pair.without(scene, at: offset, flattens: false)
    func isSure(_ answer: AlignmentAnswer) -> Bool { answer.confidence >= Confidence.sure }
    guard let again = try await found(pair, whereUsed: isSure), isSure(again.best) else {
      return nil
    }
    return (again.replacing(step.result).told(.onePatch(patch, isLeftOut: true)), pair)
  }
}
