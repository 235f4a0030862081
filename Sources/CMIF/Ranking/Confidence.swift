/// How far an answer can be trusted.
///
///     confidence = 1 / (1 + exp(1.3 - 4.5 ln(s / max(r, f))))        f = sqrt(D ln M)
///
/// with `s` the sharpness of the answer and `r` that of the best separate peak. What tells right answers
/// from wrong ones on real pairs is how far they stand out from the next one; height, number of peaks and
/// overlap added nothing that held from one kind of images to another. The floor `f` stands in for a rival
/// where a map is too small to have one: about the highest of `M` offsets that independent noise reaches,
/// given the `D` degrees of freedom of the histograms.
///
/// The two coefficients are a logistic fit to 245 searches in real pairs of six kinds (optical and radar,
/// visible and thermal, day and night, depth, MRI and PET, stained and second-harmonic, fluorescence), so
/// the number can be read as the share of right answers among answers like this one. Left-out kinds were
/// predicted as well as the others. Equal peaks give 0.21; 0.9 takes 2.2 times the sharpness of the rival.
enum Confidence {
  /// The overlap, as a share of the largest, from which on a place is a rival to any answer; to an answer of less
  /// overlap, places of as much as it has are.
  static let rivalOverlap = 0.5

  /// The confidence from which on an answer is taken for sure: searches end, and checks that cost time begin.
  static let sure = 0.9

  /// The most confidence in an answer that a check speaks against.
  static let unproven = 0.5

  /// How fast the odds grow: with this power of the prominence.
  private static let slope = 6.8
  /// The logarithm of the odds against an answer that stands out no more than its rivals.
  private static let offset = 3.3

  /// The confidence in an answer of some ``Prominence``, from 0 to 1.
  static func value(prominence: Double) -> Double {
    guard prominence > 0 else { return 0 }
    return 1 / (1 + exponential(offset - slope * naturalLogarithm(prominence)))
  }

  /// The confidence in an answer of which a share of the sharpness alone counts.
  ///
  /// - Parameters:
  ///   - confidence: that of the answer with its whole sharpness.
  ///   - share: the part of the sharpness; 0 or less gives 0.
  static func value(_ confidence: Double, withShare share: Double) -> Double {
    guard share > 0, confidence > 0 else { return 0 }
    let odds = confidence / (1 - confidence) * exponential(slope * naturalLogarithm(share))
    return odds.isFinite ? odds / (1 + odds) : 1
  }
}
