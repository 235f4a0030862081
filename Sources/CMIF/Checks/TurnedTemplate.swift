extension CheckedSearch {
  /// The turn of the template after which the frames of the pictures coincide at the best place; `nil` where there is none.
  ///
  /// Cross hairs, round fields of view and shading are the same upside down, so that such a place may be theirs. A search
  /// at a single turn is not looked at, as it would become one for shifts.
  func frameTurn(_ plain: Step) -> QuarterTurn? {
    let best = plain.result.best
    guard best.confidence > Confidence.unproven, let turn = plain.pair.frames.turn(at: best.pose)
    else { return nil }
    return options.poses.turned(by: -turn.angle).isTranslation ? nil : turn
  }

  /// The checks of an answer with the template turned, so that frames coincide without a turn, as the checks know them.
  func checked(_ plain: Step, after turn: QuarterTurn) async throws -> AlignmentResult {
    let size = plain.pair.template.size
    var search = self
    search.options.poses = options.poses.turned(by: -turn.angle)
    var pair = plain.pair
    pair.template = pair.template.turned(turn)
    let turned = plain.result.answers.map {
      $0.moved(to: $0.pose.ofCopy(after: turn, of: size), template: pair.template.size)
    }
    let result = try await search.checked((plain.result.with(turned), pair))
    var original = result.with(
      result.answers.map {
        $0.moved(to: $0.pose.ofOriginal(before: turn, of: size), template: size)
      })
    original.warnings = result.warnings.map { $0.ofOriginal(before: turn, of: size) }
    return original
  }
}

extension PoseRange {
  /// The range with turns by so many degrees more.
  fileprivate func turned(by angle: Double) -> PoseRange {
    PoseRange(rotation: rotation.lowerBound + angle...rotation.upperBound + angle, scale: scale)
  }
}

extension AlignmentWarning {
  /// The warning for a template from that for its turned copy.
  func ofOriginal(before turn: QuarterTurn, of template: Size) -> AlignmentWarning {
    switch self {
    case .onePatch(let rect, let isLeftOut):
      let original = turn.pose(of: template).templateRect(of: rect, on: template)
      return .onePatch(original ?? rect, isLeftOut: isLeftOut)
    case .edgeOfRotation(let range):
      return .edgeOfRotation(try: range.lowerBound + turn.angle...range.upperBound + turn.angle)
    default: return self
    }
  }
}
