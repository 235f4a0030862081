/// What makes one place better than another.
public enum RankingCriterion: String, Sendable, CaseIterable {
  /// How far the information rises above its neighbourhood, in nats:
  ///
  ///     sharpness(s) = N(s) F (I(s) - mean of I around s)
  ///
  /// with `N` the overlapping pixels, `I` the information averaged over the channels, `F` the number of
  /// features, and the mean weighted by a Gaussian with a standard deviation of 2 pixels over all
  /// offsets with any overlap. See <doc:FindingTheRightAnswer>.
  case sharpness
  /// The information itself, under its normalization: the method as published.
  case score
}
