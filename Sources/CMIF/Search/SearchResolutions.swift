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
      compared = [search.comparedFactor]
      coarsest = search.factors[0]
    }
  }

  /// The reduction to which places are told apart, at the lowest resolution at which answers are compared.
  var largestCompared: Int { compared[0] }
}
