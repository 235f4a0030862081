/// How far an answer can be trusted.
///
///     confidence = 1 / (1 + exp(3.0 - 6.6 ln p))
///
/// with `p` the ``Prominence`` of the answer. What tells right answers from wrong ones on real pairs is how far they
/// stand out from other places, each feature in parts of its own noise; height, number of peaks and overlap added
/// nothing that held from one kind of images to another.
///
/// The two coefficients come from a logistic fit to 681 searches in real pairs of six kinds (optical and radar, visible
/// and thermal, day and night, depth, MRI and PET, stained and second-harmonic, fluorescence), some of them spoilt by
/// frames, legends and the like, some unrelated. So the number can be read as the share of right answers among answers
/// like this one, or a little less: the fit has 0.9 at a prominence of 2.10, this curve at 2.2, below which lay all
/// wrong answers but one that were more than 4 pixels off. `Tests/Confidence` holds the rows and the script. What rivals
/// have, a prominence of 1, gives 0.05.
enum Confidence {
  /// The overlap, as a share of the largest, from which on a place is a rival to any answer; to an answer of less
  /// overlap, places of as much as it has are.
  static let rivalOverlap = 0.5

  /// The confidence from which on an answer is taken for sure: searches end, and checks that cost time begin.
  static let sure = 0.9

  /// The confidence from which on further evidence is not looked for.
  static let beyondDoubt = 0.999
  /// The most confidence in an answer that a check speaks against.
  static let unproven = 0.5

  /// How fast the odds grow: with this power of the prominence.
  private static let slope = 6.6
  /// The logarithm of the odds against an answer that stands out no more than its rivals.
  private static let offset = 3.0

  /// The confidence in an answer of some ``Prominence``, from 0 to 1.
  static func value(prominence: Double) -> Double {
    guard prominence > 0 else { return 0 }
    return 1 / (1 + exponential(offset - slope * naturalLogarithm(prominence)))
  }

  /// The confidence in one of several answers of which at most one is right:
  ///
  ///     o / (1 + o + Σ o_k)        o = exp(6.6 ln p - 3.0), the odds of an answer by itself
  ///
  /// Without others it is that of the answer by itself. Of two answers of equal prominence neither has more than 1/2.
  ///
  /// - Parameters:
  ///   - prominence: that of the answer.
  ///   - others: those of the others.
  static func value(prominence: Double, among others: [Double]) -> Double {
    guard prominence > 0 else { return 0 }
    let ratios = others.map { ratioOfOdds($0, prominence) }
    return 1 / (1 / value(prominence: prominence) + ratios.reduce(0, +))
  }

  /// Whether one of several answers keeps another from being sure, whatever speaks for it.
  static func isRival(_ other: Double, of prominence: Double) -> Bool {
    prominence > 0 && ratioOfOdds(other, prominence) >= (1 - sure) / sure
  }

  /// The odds of a prominence in parts of those of another.
  private static func ratioOfOdds(_ prominence: Double, _ other: Double) -> Double {
    prominence > 0 ? exponential(slope * naturalLogarithm(prominence / other)) : 0
  }
}
