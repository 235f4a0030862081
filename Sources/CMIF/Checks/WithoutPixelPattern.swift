extension CheckedSearch {
  /// How far pictures are smoothed, in pixels of the resolution that is compared.
  private static var radius: Int { 3 }

  /// Searches again in smoothed pictures, where a pattern of pixels decides a place at which the frames of the pictures
  /// coincide, or two of their sides do.
  ///
  /// Smoothed pictures are made each of pixels of its own (`smoothed(radius:block:at:threads:)`), as smoothed noise is the
  /// same in both as well. The place stays where they find it, too, and is no surer than there. Another one at which no
  /// sides coincide counts; otherwise the answer stays, but is not sure.
  func withoutPixelPattern(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven,
      pair.frames.sidesCoincide(near: result.best.pose)
    else { return first }
    let (factor, threads) = (
      PoseSearch(pair, options: options).comparedFactor, options.resources.threads
    )
    let (part, pose) = pair.map { $0.compared(by: [.local]) }.surroundings(
      of: result.best.pose, reducedBy: factor, options: options)
    let grey = try await part.labels(reducedBy: factor, threads: threads)
    guard PixelPattern.decides(grey, at: pose.reduced(by: factor).nearestOffset) else {
      return first
    }
    let smooth = try await pair.smoothed(
      radius: Self.radius * factor, block: factor, at: result.best.pose.nearestOffset,
      threads: threads)
    return Self.judged(
      first, by: try await found(smooth), smooth,
      isSamePlace: { isSamePlace($0, result.best, pair) },
      counts: { !smooth.frames.sidesCoincide(near: $0.pose) })
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
      count: images.count, threads: threads, state: {},
      job: { number, _ in
        let (image, shift) = images[number]
        let own = Mask(image.size) { x, y in isFirst(x + shift.x) && isFirst(y + shift.y) }
        return image.smoothed(radius: radius, from: own)
      })
    return SearchedPair(reference: smooth[0], template: smooth[1])
  }
}
