import CMIF

/// What is said on standard error about an answer: that it is a mirror image, a sentence for each warning, and
/// one where it is unsure.
struct Remarks {
  let alignment: PairAlignment

  /// An answer with a lower confidence is more often wrong than right.
  private static let leastConfidence = 0.5
  /// The least overlap to advise: with less, true places and chance matches are hardly told apart.
  private static let leastOverlap = 0.05

  /// The sentences, in the order of the warnings.
  var sentences: [String] {
    let result = alignment.result
    let warnings = mirrorNote + result.warnings.map(\.message)
    let confidence = result.best.confidence
    guard confidence < Self.leastConfidence else { return warnings }
    let advice = advice.isEmpty ? "" : " What may help: \(advice.joined(separator: "; "))."
    return warnings + [
      "The confidence is \(Number.share(confidence)): the answer may well be wrong."
        + advice
    ]
  }

  /// That the best answer is a mirror image, which no column of the text tells, where it need not be one.
  private var mirrorNote: [String] {
    options.mirroring == .auto && alignment.result.best.pose.isMirrored
      ? ["The template is found mirrored."] : []
  }

  private var options: AlignmentOptions { alignment.options }

  /// The options that widen the search, with when to use each.
  private var advice: [String] {
    var advice: [String] = []
    if options.minimumOverlap > Self.leastOverlap, areSimilar {
      advice.append(
        "--min-overlap \(Number.exact(Self.leastOverlap)), if the pictures overlap less than searched"
      )
    }
    if let turn = single(options.poses.rotation) {
      let range = Number.rounded(turn - 10...turn + 10, decimals: 3)
      advice.append("--rotation \(range), if one is turned")
    }
    if let scale = single(options.poses.scale) {
      let range = Number.rounded(
        max(0.01, 0.8 * scale)...min(100, 1.25 * scale), decimals: 3)
      advice.append("--scale \(range), if their scales differ")
    }
    if options.mirroring == .no { advice.append("--mirror auto, if one may be a mirror image") }
    return advice
  }

  /// The one value that was searched; `nil` for a range.
  private func single(_ range: ClosedRange<Double>) -> Double? {
    range.lowerBound == range.upperBound ? range.lowerBound : nil
  }

  /// Whether neither picture has more than twice the pixels of the other, like the tiles of a mosaic.
  private var areSimilar: Bool {
    let areas = [alignment.sizes.reference.area, alignment.sizes.template.area]
    return areas[0] <= 2 * areas[1] && areas[1] <= 2 * areas[0]
  }
}
