extension CheckedSearch {
  /// How far pictures are smoothed against patterns of pixels, in pixels of the resolution that is compared.
  private static var radius: Int { 3 }
  /// How far they are smoothed against even patterns, in widths of these.
  private static var widths: Int { 6 }

  /// Searches again in smoothed pictures, where a pattern may decide the best place that both show all over: one of
  /// pixels, rows or columns anywhere where the template is only shifted, as it may be cut from a frame of the same camera;
  /// an even one where the frames of the pictures coincide.
  ///
  /// Smoothed pictures are made each of pixels of its own (`smoothed(radius:block:at:threads:)`), as smoothed noise is the
  /// same in both as well. The place stays where they show it, too, and is no surer than there. Another one at which no
  /// sides coincide counts; otherwise the answer stays, but is not sure; nor is it where smoothed pictures still have an
  /// even pattern, which may be wider than it looks.
  func withoutPattern(_ first: Step) async throws -> Step {
    let (best, pair) = (first.result.best, first.pair)
    let coinciding = frames(pair).offset(near: best.pose)
    let place = coinciding.map(Pose.init) ?? best.pose
    guard best.confidence > Confidence.unproven,
      coinciding != nil || isShift(best.pose, pair)
    else { return first }
    let factor = pair.searchedFactor(options)
    let isOfPixels = try await hasPixelPattern(pair, at: place, factor)
    guard isOfPixels || coinciding != nil,
      let radius = isOfPixels
        ? Self.radius : patternWidth(pair, at: place, factor).map({ Self.widths * $0 })
    else { return first }
    let smooth = try await pair.smoothed(
      radius: radius * factor, block: factor, at: place.nearestOffset,
      threads: options.resources.threads)
    guard isOfPixels || patternWidth(smooth, at: place, factor) == nil else {
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

  /// Whether a pattern of pixels decides a shift, at the resolution that is compared.
  private func hasPixelPattern(
    _ pair: SearchedPair, at pose: Pose, _ factor: Int
  ) async throws -> Bool {
    let grey = pair.map { $0.compared(by: [.local]) }
    let (part, offset) = surroundings(grey, of: pose, reducedBy: factor)
    return PixelPattern.decides(
      try await part.labels(reducedBy: factor, threads: options.resources.threads), at: offset)
  }

  /// The width of an even pattern at a shift, in pixels of the resolution that is compared; `nil` for none.
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
