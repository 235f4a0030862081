/// What makes one place better than another.
public enum Rank: String, Sendable, CaseIterable {
  /// How far the information rises above its neighbourhood; see `Sharpness`.
  case sharpness
  /// The information itself, under its norm: the method as published.
  case score
}
