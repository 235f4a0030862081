/// The resolutions of a search of a pair, as reductions: so many pixels along each axis make one.
struct SearchResolutions: Sendable {
  /// The reduction of the lowest resolution that is labelled, of which the others are divisors.
  let coarsest: Int
  /// The reductions at which the best answer may have been compared, the largest first.
  let compared: [Int]

  init(_ pair: SearchedPair, options: AlignmentOptions) {
    if options.poses.isTranslation {
      compared = PyramidShiftSearch(pair: pair, options: options).factors
      coarsest = compared[0]
    } else {
      let search = PoseSearch(pair, options: options)
      compared = [options.isExhaustive ? 1 : search.comparedFactor]
      coarsest = search.factors[0]
    }
  }

  /// The largest reduction at which answers are compared; places closer than some of its pixels are one.
  var largestCompared: Int { compared[0] }
}
