/// A search whose answer is looked at again where there is a reason to doubt it.
///
/// 1. Areas without data take no part. Where their outlines might be the scene's, the search without them is compared
///    with the search as the pictures are (`withoutNoData`).
/// 2. Where the best place is the one at which the frames of the pictures coincide, patches that are fixed to the frames
///    and shading that both share are taken away, and the search is made again (`withoutFixedPattern`).
struct CheckedSearch: Sendable {
  let options: AlignmentOptions
  /// Searches a pair as it is.
  let search: @Sendable (SearchedPair) async throws -> AlignmentResult

  /// The most searches for fixed patterns.
  private static let rounds = 3

  func run(_ pair: SearchedPair) async throws -> AlignmentResult {
    let (first, searched) = try await withoutNoData(pair)
    let (result, shown) = try await withoutFixedPattern(first, searched)
    let sharpest = try await atCoarserResolution(result, shown)
    return try await withWarnings(sharpest, shown)
  }

  /// The answer of a lower resolution, where the pictures are noisy and it is sharper there.
  ///
  /// Sharpness is evidence in nats. Noise hides the scene from labels of single pixels; of sums over blocks of pixels it hides less,
  /// so that fewer pixels hold more evidence. Elsewhere the full resolution always holds the most.
  private func atCoarserResolution(
    _ result: AlignmentResult, _ pair: SearchedPair
  ) async throws -> AlignmentResult {
    let (r, t) = (pair.reference.size, pair.template.size)
    guard options.poses.isTranslation, options.criterion == .sharpness,
      pair.reference.isNoisy, pair.template.isNoisy
    else { return result }
    var best = result
    for factor in [2, 4] where min(r.width, r.height, t.width, t.height) / factor >= 32 {
      var coarse = options
      coarse.isSubpixel = true
      let found: AlignmentResult
      do {
        found = try await ShiftSearch(pair, reducedBy: factor, options: coarse).run()
      } catch let error as CMIFError where [.noOverlap, .noInformation].contains(error) {
        continue
      }
      best.statistics.addSearch(found.statistics)
      guard found.best.sharpness > best.best.sharpness else { continue }
      best = found.enlarged(by: factor, template: t, isSubpixel: options.isSubpixel, best)
    }
    return best
  }

  /// Searches the pair as it is and, where there is a reason, without areas that hold no data.
  ///
  /// The reason is that outlines of such areas coincide at the best place, or that the answer is not sure. In the first case the search
  /// without them counts, unless it confirms the place; in the second, it counts where it is sure.
  private func withoutNoData(_ pair: SearchedPair) async throws -> (AlignmentResult, SearchedPair) {
    let data = (reference: pair.reference.noDataMask, template: pair.template.noDataMask)
    let plain = try await search(pair)
    let best = plain.best
    guard data.reference != nil || data.template != nil else { return (plain, pair) }
    let outlines = data.reference.flatMap { reference in
      data.template.map { template in
        SharedOutlines(reference: reference, template: template, offset: best.pose.nearestOffset)
      }
    }
    let shared = outlines.flatMap { $0.coincide ? $0.common : nil }
    guard shared != nil || best.confidence < Confidence.sure else { return (plain, pair) }
    let masked = pair.masked(
      reference: shared?.reference ?? data.reference, template: shared?.template ?? data.template)
    var inner: AlignmentResult
    do {
      inner = try await search(masked)
    } catch let error as CMIFError where [.noOverlap, .noInformation].contains(error) {
      return (plain, pair)
    }
    inner.statistics.addSearch(plain.statistics)
    if shared != nil {
      let isConfirmed =
        inner.best.pose.cornerDistance(to: best.pose, template: pair.template.size) <= 3
        && coincidence(of: best.pose, pair) == nil
      guard !isConfirmed else {
        return best.confidence > inner.best.confidence ? (plain, pair) : (inner, masked)
      }
      inner.warnings.append(.noData)
      return (inner, masked)
    }
    guard inner.best.confidence >= Confidence.sure else { return (plain, pair) }
    inner.warnings.append(.noData)
    return (inner, masked)
  }

  private func withoutFixedPattern(
    _ first: AlignmentResult, _ searched: SearchedPair
  ) async throws -> (AlignmentResult, SearchedPair) {
    var (result, pair) = (first, searched)
    for round in 0..<Self.rounds {
      guard result.best.confidence >= Confidence.unproven,
        let offset = coincidence(of: result.best.pose, pair)
      else { break }
      guard let next = pair.withoutFixedPattern(at: offset, flattens: round == 0) else { break }
      var again = try await search(next)
      again.statistics.addSearch(result.statistics)
      again.warnings = result.warnings
      if !again.warnings.contains(.fixedPattern), coincidence(of: again.best.pose, next) == nil {
        again.warnings.append(.fixedPattern)
      }
      (result, pair) = (again, next)
    }
    return (result, pair)
  }

  /// The result with warnings of what else speaks against it, and its confidence capped by them.
  private func withWarnings(
    _ result: AlignmentResult, _ pair: SearchedPair
  ) async throws -> AlignmentResult {
    guard result.best.confidence > Confidence.unproven else { return result }
    var result = result
    if let objects = FewObjects.limit(of: pair.template.labels(reducedBy: 1)[0]) {
      result = result.warned(.fewObjects(objects.count), confidenceAtMost: objects.confidence)
    }
    if options.poses.isTranslation {
      guard result.best.confidence >= Confidence.sure else { return result }
      let shifts = QuarterShifts(reference: pair.reference, template: pair.template)
      guard let warning = shifts.finding(at: result.best.pose) else { return result }
      return result.warned(warning, confidenceAtMost: result.best.confidence)
    }
    guard !options.isExhaustive,
      let warning = try await RangeEnds(pair: pair, options: options).warning(for: result.best)
    else { return result }
    return result.warned(warning, confidenceAtMost: Confidence.unproven)
  }

  /// The offset at which the frames of the pictures coincide, where a pose is within two pixels of that.
  private func coincidence(of pose: Pose, _ pair: SearchedPair) -> Offset? {
    let (r, t) = (pair.reference.size, pair.template.size)
    let right = Double(r.width - t.width)
    let bottom = Double(r.height - t.height)
    for x in [0, right, (right / 2).rounded(.down)] {
      for y in [0, bottom, (bottom / 2).rounded(.down)]
      where pose.cornerDistance(to: Pose(x: x, y: y), template: t) <= 2 {
        return pose.nearestOffset
      }
    }
    return nil
  }
}

extension SearchedPair {
  /// The pair with those pixels alone that masks include as well.
  fileprivate func masked(reference data: Mask?, template other: Mask?) -> SearchedPair {
    var pair = self
    pair.isFirst = false
    if let data { pair.reference = reference.masked(by: data) }
    if let other { pair.template = template.masked(by: other) }
    return pair
  }

  /// The pair without patches fixed to its frames and, if asked for, without shading; `nil` where there is neither.
  fileprivate func withoutFixedPattern(at offset: Offset, flattens: Bool) -> SearchedPair? {
    let labels = LabelImagePair(reference: reference, template: template)
    let mask = FixedPattern.mask(labels, at: offset)
    guard mask != nil || flattens else { return nil }
    var next = self
    next.isFirst = false
    if let mask {
      next.template = template.masked(by: mask)
      next.reference = reference.masked(by: mask.moved(to: reference.size, by: offset))
    }
    if flattens {
      next.template = next.template.flattened
      next.reference = next.reference.flattened
    }
    return next
  }
}

extension AlignmentResult {
  /// A result of reduced images as one of the original ones, with the statistics and warnings of another.
  fileprivate func enlarged(
    by factor: Int, template: Size, isSubpixel: Bool, _ other: AlignmentResult
  ) -> AlignmentResult {
    let answers = answers.map { answer in
      var pose = answer.pose
      pose.tx *= Double(factor)
      pose.ty *= Double(factor)
      if !isSubpixel { (pose.tx, pose.ty) = (pose.tx.rounded(), pose.ty.rounded()) }
      return AlignmentAnswer(
        pose: pose, center: pose.center(of: template), score: answer.score,
        sharpness: answer.sharpness, overlap: answer.overlap, confidence: answer.confidence)
    }
    var result = AlignmentResult(answers: answers, statistics: other.statistics)
    result.warnings = other.warnings
    return result
  }
}

extension AlignmentImage {
  /// Whether half or more of the standard deviation of the first plane is noise.
  fileprivate var isNoisy: Bool { planes[0].noiseShare(mask: mask) >= 0.5 }
}

extension Pose {
  /// The whole offset nearest to where the template's pixel (0, 0) lands.
  var nearestOffset: Offset { Offset(x: Int(tx.rounded()), y: Int(ty.rounded())) }
}
