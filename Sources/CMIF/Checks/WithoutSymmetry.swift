extension CheckedSearch {
  /// Searches again without what is fixed to the frames, where that may be fields of view with soft edges or shading.
  ///
  /// These look the same from opposite sides, which hardly any scene does. So a flipped template is searched as well where
  /// an answer may be theirs. If it is found as well as the template, the inner parts of the pictures tell:
  /// an answer that they do not give, or give to the flipped template, too, is not sure.
  func withoutSymmetry(_ first: Step) async throws -> Step {
    guard try await isFoundFlipped(first, given: first.pair) else {
      return try await withoutFixedPattern(first)
    }
    if let inner = try await toldInside(first) { return try await withoutFixedPattern(inner) }
    return Self.unproven(try await withoutFixedPattern(first), .fixedPattern)
  }

  /// What the inner parts of the pictures tell, without all but fast changes of brightness: how sure the answer is, or
  /// another place that is sure; `nil` where they tell neither.
  private func toldInside(_ first: Step) async throws -> Step? {
    let inner = first.pair.withoutBorder(Self.border).map(\.finelyFlattened)
    func isSame(_ pose: Pose) -> Bool { isSamePlace(pose, first.result.best.pose, first.pair) }
    guard let again = try await found(inner, whereUsed: { !isSame($0.pose) }),
      try await !isFoundFlipped((again, inner), given: first.pair)
    else { return nil }
    if isSame(again.best.pose) {
      return (first.result.capped(at: again.best.confidence), first.pair)
    }
    guard again.best.confidence >= Confidence.sure else { return nil }
    return (again.replacing(first.result).told(.fixedPattern), inner)
  }

  /// Whether the answer may be that of fields of view: a flipped template is a rival to it. That is looked at where frames
  /// nearly coincide, around the answer, and where both given pictures are dark at their borders, at all places: the middle
  /// of a field need not be that of its picture, nor at one place in both. A flip that leaves one of the given pictures as
  /// it is tells nothing.
  private func isFoundFlipped(_ step: Step, given: SearchedPair) async throws -> Bool {
    let best = step.result.best
    guard best.confidence > Confidence.unproven else { return false }
    let fades = given.reference.hasDarkBorder && given.template.hasDarkBorder
    guard fades || frames(step.pair).nearlyCoincide(at: best.pose) else { return false }
    let few = fewPixels(step)
    for copy in given.flippedCopies(of: step.pair.template) {
      if let few, try await isLost(copy, in: few, best, anywhere: fades) { continue }
      let pair = SearchedPair(reference: step.pair.reference, template: copy)
      if let other = try await found(pair, like: best.pose, anywhere: fades),
        other.confidence > Confidence.unproven,
        Confidence.isRival(other.prominence, of: best.prominence)
      {
        return true
      }
    }
    return false
  }

  /// The confidence from which on few pixels tell first whether a flipped template may be a rival, which would have to be
  /// sure itself.
  private static var clear: Double { 0.99 }
  /// How many pixels of the template these are, at most, and how many the shortest side has of both, at least.
  private static var fewPixels: (area: Int, side: Int) { (1 << 14, 32) }
  /// The least prominence of a possible rival in few pixels, in parts of the answer's: rivals have 0.55 or more there.
  private static var leastInFewPixels: Double { 0.4 }

  /// The reference in few pixels, and the reduction that leads there; `nil` where they are not looked at.
  private func fewPixels(_ step: Step) -> (reference: AlignmentImage, factor: Int)? {
    guard options.window == nil, step.result.best.confidence >= Self.clear else { return nil }
    let (r, t) = (step.pair.reference.size, step.pair.template.size)
    let factor = t.reduction(toAtMost: Self.fewPixels.area, on: r)
    let side = min(r.width, r.height, t.width, t.height) / factor
    guard factor > 1, side >= Self.fewPixels.side else { return nil }
    return (step.pair.reference.reduced(by: factor), factor)
  }

  /// Whether a flipped template is not found in few pixels, in which soft fields of view are as clear as in many.
  private func isLost(
    _ copy: AlignmentImage, in few: (reference: AlignmentImage, factor: Int),
    _ best: AlignmentAnswer, anywhere: Bool
  ) async throws -> Bool {
    let pair = SearchedPair(
      reference: few.reference, template: copy.reduced(by: few.factor))
    guard
      let found = try await found(pair, like: best.pose.reduced(by: few.factor), anywhere: anywhere)
    else { return false }
    return found.prominence < Self.leastInFewPixels * best.prominence
  }

  /// The best answer at the turn and scale of a pose, for its confidence alone: in all of the window, or around the pose as
  /// far as soft outlines lead; `nil` where there is none.
  private func found(
    _ pair: SearchedPair, like pose: Pose, anywhere: Bool
  ) async throws -> AlignmentAnswer? {
    var options = options
    let scale = PoseRange.limited(pose.scale)
    options.poses = PoseRange(rotation: pose.angle...pose.angle, scale: scale...scale)
    if !anywhere {
      let reach = frames(pair).softReach
      options.window = SearchWindow(
        center: pose.center(of: pair.template.size), reachX: reach, reachY: reach)
    }
    options.isExhaustive = false
    options.peakCount = 1
    options.leadsAnswers = false
    return try await found(pair, options)?.best
  }
}

extension SearchedPair {
  /// An image after each flip that changes both of the pair, and after a half turn if both flips do.
  fileprivate func flippedCopies(of image: AlignmentImage) -> [AlignmentImage] {
    let flips = Flip.allCases.filter { flip in
      [reference, template].allSatisfy { image in
        image.mask != image.mask?.flipped(flip)
          || image.planes.contains { $0 != $0.flipped(flip) }
      }
    }
    let copies = flips.map { image.flipped($0) }
    return flips.count < 2 ? copies : copies + [image.turned(.twice)]
  }
}

extension AlignmentImage {
  /// The share of the range of brightness up to which a border is dark, and the least share of it that is so.
  private static let (dark, darkShare) = (0.15, 0.25)
  /// The pixels that are enough to tell.
  private static let darkPixels = 1 << 16

  /// Whether a quarter of the picture's border is dark, but for noise: in parts of the range of the smoothed picture.
  var hasDarkBorder: Bool {
    let small = reduced(by: size.reduction(toAtMost: Self.darkPixels, on: size))
    let plane = small.planes[0].smoothed(radius: 2, mask: small.mask)
    let (low, high) = plane.range(mask: small.mask)
    let limit = Double(low) + Self.dark * (Double(high) - Double(low))
    let border = Plane.border(width: plane.width, height: plane.height).filter {
      small.mask.includes($0)
    }
    let darkCount = border.count { Double(plane.samples[$0]) <= limit }
    return darkCount > 0 && Double(darkCount) >= Self.darkShare * Double(border.count)
  }
}
