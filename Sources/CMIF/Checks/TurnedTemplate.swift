extension CheckedSearch {
  /// The turn of the template after which the frames of the pictures coincide at the best place; `nil` where there is none.
  ///
  /// Cross hairs, round fields of view and shading are the same upside down, so that such a place may be theirs.
  func frameTurn(_ plain: Step) -> QuarterTurn? {
    let best = plain.result.best
    guard best.confidence > Confidence.unproven else { return nil }
    return frames(plain.pair).turn(at: best.pose)
  }

  /// The checks of an answer with the template turned, so that frames coincide without a turn, as the checks know them.
  func checked(_ plain: Step, after turn: QuarterTurn) async throws -> AlignmentResult {
    let size = plain.pair.template.size
    let poses = options.poses.turned(by: -turn.angle)
    return try await result(plain.pair, after: turn, of: poses) { search, pair in
      let turned = plain.result.answers.map {
        $0.moved(to: $0.pose.ofCopy(after: turn, of: size), template: pair.template.size)
      }
      return try await search.checked((plain.result.with(turned), pair))
    }
  }

  /// The result of a search at a single turn by quarters and no scale: of one for shifts of the turned template, between
  /// pixels as that of other searches for turns.
  func run(_ pair: SearchedPair, after turn: QuarterTurn) async throws -> AlignmentResult {
    var search = self
    search.options.isSubpixel = options.isSubpixel || !options.isExhaustive
    return try await search.result(pair, after: turn, of: PoseRange()) { try await $0.run($1) }
  }

  /// The result for a template of a search over poses of its turned copy.
  private func result(
    _ pair: SearchedPair, after turn: QuarterTurn, of poses: PoseRange,
    _ run: (CheckedSearch, SearchedPair) async throws -> AlignmentResult
  ) async throws -> AlignmentResult {
    let size = pair.template.size
    var (search, turned) = (self, pair)
    search.options.poses = poses
    search.turn = turn
    turned.template = pair.template.turned(turn)
    let result = try await run(search, turned)
    var original = result.with(
      result.answers.map {
        $0.moved(to: $0.pose.ofOriginal(before: turn, of: size), template: size)
      })
    original.warnings = result.warnings.map {
      $0.ofOriginal(before: turn, of: size, in: options.poses)
    }
    return original
  }
}

extension PoseRange {
  /// The turn by quarters that is the only pose of the range; `nil` where there are others, or there is no turn.
  var onlyQuarterTurn: QuarterTurn? {
    guard rotation.lowerBound == rotation.upperBound, scale == 1...1,
      rotation.lowerBound.remainder(dividingBy: 90) == 0
    else { return nil }
    return QuarterTurn(nearest: rotation.lowerBound.remainder(dividingBy: 360))
  }

  /// The range with turns by so many degrees more.
  fileprivate func turned(by angle: Double) -> PoseRange {
    PoseRange(rotation: rotation.lowerBound + angle...rotation.upperBound + angle, scale: scale)
  }
}

extension AlignmentWarning {
  /// The warning for a template from that for its turned copy. Turns are told near those that were asked for, and not
  /// whole turns away.
  func ofOriginal(
    before turn: QuarterTurn, of template: Size, in poses: PoseRange
  ) -> AlignmentWarning {
    /// By how much more degrees a turn of the template is than one of its copy.
    func difference(at angle: Double) -> Double { poses.nearMiddle(angle + turn.angle) - angle }
    switch self {
    case .onePatch(let rect, let isLeftOut):
      let original = turn.pose(of: template).templateRect(of: rect, on: template)
      return .onePatch(original ?? rect, isLeftOut: isLeftOut)
    case .edgeOfRotation(let range):
      let more = difference(at: (range.lowerBound + range.upperBound) / 2)
      return .edgeOfRotation(try: range.lowerBound + more...range.upperBound + more)
    case .turn(let angle, let searched):
      let more = difference(at: searched)
      return .turn(angle + more, searched: searched + more)
    case .unequalPixels(let reference, let template):
      let turned = PixelSpacing(x: template.y, y: template.x)
      return .unequalPixels(reference: reference, template: turn == .twice ? template : turned)
    default: return self
    }
  }
}
