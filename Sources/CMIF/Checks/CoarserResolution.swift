extension CheckedSearch {
  /// The answer of a lower resolution, where the pictures are noisy and it is sharper there.
  ///
  /// Sharpness is evidence in nats. Noise hides the scene from labels of single pixels; of sums over blocks of
  /// pixels it hides less, so that fewer pixels hold more evidence. Elsewhere the full resolution always holds the
  /// most. Large pictures have been searched at a lower resolution anyway. The answer carries the score, the sharpness
  /// and the overlap of the resolution that it was found at.
  func atCoarserResolution(
    _ result: AlignmentResult, _ pair: SearchedPair
  ) async throws -> AlignmentResult {
    let (r, t) = (pair.reference.size, pair.template.size)
    guard options.poses.isTranslation, options.criterion == .sharpness,
      pair.template.isNoisy, pair.reference.isNoisy
    else { return result }
    var best = result
    var coarse = options
    coarse.isSubpixel = true
    let part = try WindowedPair(pair, options: coarse)
    let searched = SearchResolutions(part.pair, options: part.options).largestCompared
    let shortest = min(r.width, r.height, t.width, t.height)
    for factor in [2, 4] where factor > searched && shortest / factor >= 32 {
      let search = try await ShiftSearch(part.pair, reducedBy: factor, options: part.options)
      guard let found = try await Self.found({ try await search.run() }) else { continue }
      work.add(search: found.statistics)
      guard found.best.sharpness > best.best.sharpness else { continue }
      let enlarged = part.whole(
        found.enlarged(by: factor, template: t, isSubpixel: options.refinesOffsets))
      best = enlarged.replacing(best)
    }
    return best
  }
}

extension AlignmentResult {
  /// A result of reduced images as one of the original ones.
  fileprivate func enlarged(by factor: Int, template: Size, isSubpixel: Bool) -> AlignmentResult {
    let enlarged = answers.map { answer in
      let answer = answer.enlarged(by: factor, template: template)
      guard !isSubpixel else { return answer }
      let pose = Pose(x: answer.pose.tx.rounded(), y: answer.pose.ty.rounded())
      return answer.moved(to: pose, template: template)
    }
    return with(enlarged)
  }
}

extension AlignmentImage {
  /// Whether half or more of the standard deviation of the first plane is noise.
  fileprivate var isNoisy: Bool { planes[0].noiseShare(mask: mask) >= 0.5 }
}
