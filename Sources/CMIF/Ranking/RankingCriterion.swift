/// What makes one place better than another.
public enum RankingCriterion: String, Sendable, CaseIterable {
  /// How far the information rises above its neighbourhood:
  ///
  ///     sharpness(s) = N(s) F (I(s) - M(s))
  ///     M(s) = Σ w(d) I(s + d) / Σ w(d)        w(d) = exp(-|d|² / 8)
  ///
  /// with `N` the number of overlapping pixels, `I` the information, averaged over the channels, `F` the number of
  /// features, and sums over all offsets `s + d` with any overlap and `d` from -6 to 6 along each axis. `M` is a mean
  /// weighted by a Gaussian with a standard deviation of 2 pixels.
  ///
  /// - Unit: nats. A search takes the information without normalization; an ``InformationMap`` takes it as normalized
  ///   as its values are, and has no unit then.
  /// - Range: any sign; 0 where the information is constant around `s`, or where nothing overlaps at `s`.
  /// - It grows with the number of pixels: compare it only between places of one pair.
  ///
  /// `N I` is the log-likelihood ratio of dependence against independence, so sharpness is the evidence that a
  /// place gains over those a few pixels away. <doc:FindingTheRightAnswer> tells why it ranks better than `I`. The
  /// order of the 16 sharpest places is that of the first factor of their ``AlignmentAnswer/prominence``.
  case sharpness
  /// The information itself under the normalization asked for, as published; see ``Normalization``.
  case score
}
