extension CheckedSearch {
  /// How far pictures are smoothed against patterns of pixels, in pixels of the resolution that is compared.
  private static var radius: Int { 3 }
  /// How far they are smoothed against even patterns, in widths of these.
  private static var widths: Int { 6 }

  /// Searches again in smoothed pictures, where a pattern may decide the best place that both show all over: one of
  /// pixels, rows or columns anywhere where the template is only shifted, as it may be cut from a frame of the same camera;
  /// an even one where the frames of the pictures coincide.
  ///
  /// It is looked for at every resolution at which the answer may have been found: noise of single pixels is lost at
  /// lower ones. Smoothed pictures are made each of pixels of its own (`smoothed(radius:block:at:threads:)`), as smoothed
  /// noise is the same in both as well. The place stays where they show it, too, and is no surer than there. Another one
  /// at which no sides coincide counts; otherwise the answer stays, but is not sure; nor is it where smoothed pictures
  /// still have an even pattern, which may be wider than it looks.
  func withoutPattern(_ first: Step) async throws -> Step {
    let (best, pair) = (first.result.best, first.pair)
    let coinciding = frames(pair).offset(near: best.pose)
    let place = coinciding.map(Pose.init) ?? best.pose
    guard best.confidence > Confidence.unproven,
      coinciding != nil || isShift(best.pose, pair)
    else { return first }
    for factor in resolutions(pair).compared {
      let found = try await pattern(pair, at: place, factor, framesCoincide: coinciding != nil)
      if let found { return try await without(found, first, at: place) }
    }
    return first
  }

  /// A pattern, and how the pictures are smoothed against it.
  private struct Pattern {
    /// The reduction of the resolution at which it was found.
    let factor: Int
    /// How far the pictures are smoothed, in pixels of that resolution.
    let radius: Int
    let isEven: Bool
  }

  /// The pattern that may decide a place, at a resolution at which it may have been found; `nil` for none.
  private func pattern(
    _ pair: SearchedPair, at place: Pose, _ factor: Int, framesCoincide: Bool
  ) async throws -> Pattern? {
    if try await hasPixelPattern(pair, at: place, factor) {
      return Pattern(factor: factor, radius: Self.radius, isEven: false)
    }
    guard framesCoincide, let width = patternWidth(pair, at: place, factor) else { return nil }
    return Pattern(factor: factor, radius: Self.widths * width, isEven: true)
  }

  /// What a search in pictures smoothed against a pattern makes of an answer.
  private func without(_ pattern: Pattern, _ first: Step, at place: Pose) async throws -> Step {
    let (best, pair, factor) = (first.result.best, first.pair, pattern.factor)
    let smooth = try await pair.smoothed(
      radius: pattern.radius * factor, block: factor, at: place.nearestOffset,
      threads: options.resources.threads)
    guard !pattern.isEven || patternWidth(smooth, at: place, factor) == nil else {
      return Self.unproven(first, .fixedPattern)
    }
    return try await judged(
      first, by: smooth,
      isSamePlace: { isSamePlace($0, best.pose, pair) },
      counts: { !isNearFrames($0.pose, smooth) })
  }

  /// Whether a pose is a shift of the template as it is, as near as can be told.
  private func isShift(_ pose: Pose, _ pair: SearchedPair) -> Bool {
    let shift = Pose(pose.nearestOffset)
    return pose.cornerDistance(to: shift, template: pair.template.size) <= 1
  }

  /// Whether frames, or sides of them, coincide at a pose.
  private func isNearFrames(_ pose: Pose, _ pair: SearchedPair) -> Bool {
    let frames = frames(pair)
    return frames.sidesCoincide(near: pose) || frames.offset(near: pose) != nil
  }

  /// Whether a pattern of pixels decides a shift, at a resolution.
  private func hasPixelPattern(
    _ pair: SearchedPair, at pose: Pose, _ factor: Int
  ) async throws -> Bool {
    let grey = pair.map { $0.compared(by: PixelPattern.features) }
    let (part, offset) = surroundings(grey, of: pose, reducedBy: factor)
    return PixelPattern.decides(
      try await part.labels(reducedBy: factor, threads: options.resources.threads), at: offset)
  }

  /// The width of an even pattern at a shift, in pixels of a resolution; `nil` for none.
  private func patternWidth(_ pair: SearchedPair, at pose: Pose, _ factor: Int) -> Int? {
    let (part, offset) = surroundings(pair, of: pose, reducedBy: factor)
    return EvenPattern.width(part.map { $0.reduced(by: factor) }, at: offset)
  }
}

extension SearchedPair {
  /// Both images smoothed, each from pixels of its own where the template lies at an offset. Of every two rows of blocks,
  /// and of every two columns, the reference is smoothed from the first, the template from the second: what is added to a
  /// pixel, a row or a column is in one of them alone.
  fileprivate func smoothed(
    radius: Int, block side: Int, at offset: Offset, threads: Int
  ) async throws -> SearchedPair {
    let images = [
      (image: reference, shift: Offset(x: 0, y: 0)),
      (image: template, shift: Offset(x: offset.x + side, y: offset.y + side)),
    ]
    @Sendable func isFirst(_ place: Int) -> Bool {
      (Double(place) / Double(side)).rounded(.down).truncatingRemainder(dividingBy: 2) == 0
    }
    let smooth = try await runJobs(
      count: images.count, threads: threads,
      job: { number in
        let (image, shift) = images[number]
        let own = Mask(image.size) { x, y in isFirst(x + shift.x) && isFirst(y + shift.y) }
        return image.smoothed(radius: radius, from: own)
      })
    return SearchedPair(reference: smooth[0], template: smooth[1])
  }
}
