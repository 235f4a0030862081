/// Whether a change of the template's shape fits better than the pose that was found.
///
/// A change of each kind (`Warp.Kind`) is made larger step by step, either way, as long as the information `I` grows; at
/// each step the template follows to the best of the offsets around. The change that gains the most is told where it
/// gains enough:
///
///     (I(change) - I(pose)) / (I(pose) - mean of I ten pixels around)  >=  0.15
///
/// Pixels are those of the coarser of both pictures at the pose. After a search for turns or scales, a change that these
/// make is no finding: such a search tells its own ends, and an exhaustive one leaves as much between its steps.
///
/// A few of the template's pixels find the change, and more of them judge it.
struct BeyondPose: Sendable {
  /// The resolution: so many pixels of the originals along each axis make one.
  private let factor: Int
  private let pair: LabelImagePair
  /// Where the answer puts the template: by a pose near the reference's corner, and an offset from there.
  private let pose: Pose
  private let offset: Offset
  /// Whether the search was one for shifts.
  private let isShift: Bool

  /// The most template pixels of the resolution.
  private static let area = 60_000
  /// The template pixels that are looked at to find a change, and to judge it.
  private static let pixels = (few: 2000, many: 12_000)
  /// How far the corners move at each step, in pixels of the coarser picture.
  private static let step = 2.5
  /// The largest change, in parts of half the template's diagonal.
  private static let reach = 0.2
  /// The least gain that counts, and the least of a step that is followed.
  private static let gain = (least: 0.15, step: 0.01)

  /// A change of shape, where it puts the template, and its information.
  private struct Fit: Sendable {
    var kind = Warp.Kind.turn
    var amount = 0.0
    var offset: Offset
    var value: Double
  }

  /// Prepares to look at changes from an answer.
  init(_ pair: SearchedPair, pose: Pose, options: AlignmentOptions) async throws {
    let (r, t) = (pair.reference.size, pair.template.size)
    let side = min(t.width, t.height, r.width, r.height)
    factor = (1...4).first { t.area / ($0 * $0) <= Self.area || side / ($0 + 1) < 32 } ?? 4
    let reach = Self.reach * t.halfDiagonal * pose.scale / Double(factor)
    let around = pair.surroundings(
      of: pose, reducedBy: factor, reach: Int(min(reach, 1e9)), options: options)
    self.pair = try await around.pair.labels(
      reducedBy: factor, threads: options.resources.threads)
    let reduced = around.pose.reduced(by: factor)
    offset = reduced.nearestOffset
    isShift = options.poses.isTranslation
    self.pose = isShift ? .identity : reduced.shifted(x: -Double(offset.x), y: -Double(offset.y))
  }

  /// How far the corners move at each step, in template pixels.
  private var step: Double { Self.step / min(1, pose.scale) }

  /// What fits better than the pose, or `nil` where nothing does.
  ///
  /// - Parameter threads: the number of threads that climb at the same time; the finding does not depend on it.
  func finding(threads: Int) async throws -> AlignmentWarning? {
    let few = WarpedInformation(pair, pose: pose, pixels: Self.pixels.few)
    let start = Fit(offset: offset, value: 0)
    let first = settled(start, few)
    let rise = first.value - around(first, few)
    guard rise > 0 else { return nil }
    let found = try await bestChange(
      from: first, followed: Self.gain.step * rise, few, threads: threads)
    guard found.value - first.value >= Self.gain.least * rise, isShift || !found.kind.isOfPoses
    else { return nil }
    let many = WarpedInformation(pair, pose: pose, pixels: Self.pixels.many)
    let plain = settled(start, many)
    let best = refined(found, many)
    guard best.value - plain.value >= Self.gain.least * (plain.value - around(plain, many)) else {
      return nil
    }
    return Warp.warning(
      best.kind, amount: best.amount, of: pair.templateSize, factor: Double(factor) * pose.scale)
  }

  /// The best end of the climbs along every kind of change, either way.
  private func bestChange(
    from first: Fit, followed: Double, _ map: WarpedInformation, threads: Int
  ) async throws -> Fit {
    let climbs = Warp.Kind.allCases.flatMap { kind in
      [-step, step].map { (kind: kind, step: $0) }
    }
    let ends = try await runJobs(
      count: climbs.count, threads: threads,
      job: { number in
        var start = first
        start.kind = climbs[number].kind
        return climbed(start, by: climbs[number].step, followed: followed, map)
      })
    return ends.max { $0.value < $1.value } ?? first
  }

  /// The most information along a kind of change, as long as each step gains enough.
  private func climbed(
    _ start: Fit, by increment: Double, followed: Double, _ map: WarpedInformation
  ) -> Fit {
    var best = start
    while true {
      var next = best
      next.amount += increment
      guard isLookedAt(next) else { return best }
      next = settled(next, map)
      guard next.value > best.value + followed else { return best }
      best = next
    }
  }

  /// Whether a change is looked at: it does not go too far, and leaves pixels of narrow templates a third of their sides,
  /// though it is made a little larger to refine it.
  private func isLookedAt(_ fit: Fit) -> Bool {
    let size = pair.templateSize
    let least = Warp.pixelSize(fit.kind, amount: fit.amount - step, of: size)
    return abs(fit.amount) <= Self.reach * size.halfDiagonal && 3 * min(least.x, least.y) >= 1
  }

  /// The same change at the best of the offsets around, as far as three pixels away.
  private func settled(_ fit: Fit, _ map: WarpedInformation) -> Fit {
    let places = map.places(Warp(fit.kind, amount: fit.amount, of: pair.templateSize))
    var best = fit
    best.value = map.information(places, at: best.offset)
    var last = best.offset
    for _ in 0..<3 {
      let center = best.offset
      for (x, y) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        let offset = center + Offset(x: x, y: y)
        guard offset != last else { continue }
        let value = map.information(places, at: offset)
        if value > best.value { (best.value, best.offset) = (value, offset) }
      }
      if best.offset == center { break }
      last = center
    }
    return best
  }

  /// The best of the same change a little larger or smaller.
  private func refined(_ fit: Fit, _ map: WarpedInformation) -> Fit {
    var best = settled(fit, map)
    for change in [step / 2, step / 4] {
      let center = best
      for amount in [center.amount - change, center.amount + change] {
        var next = center
        next.amount = amount
        next = settled(next, map)
        if next.value > best.value { best = next }
      }
    }
    return best
  }

  /// The mean information ten pixels away from a place.
  private func around(_ fit: Fit, _ map: WarpedInformation) -> Double {
    let ring = Offset.ring(radius: Int(10 * max(1, pose.scale)))
    let places = map.places(Warp())
    let values = ring.map { map.information(places, at: fit.offset + $0) }
    return values.reduce(0, +) / Double(ring.count)
  }
}
