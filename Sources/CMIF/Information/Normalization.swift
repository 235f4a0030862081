/// How mutual information is set in relation to the entropies of the two images.
///
/// With the entropies `Hx` and `Hy` of the overlapping pixels of reference and template, their joint
/// entropy `Hxy` and the mutual information `MI = Hx + Hy - Hxy`, all in nats. More is better for each
/// of them. All but `none` lie in 0...1 and are 0 where they would be 0/0 (an overlap in which one
/// image has a single level).
public enum Normalization: String, Sendable, CaseIterable {
  /// `MI`, in nats, from 0 to the logarithm of the smaller number of levels.
  case unnormalized = "none"
  /// `2 MI / (Hx + Hy)`, symmetric uncertainty.
  case sum
  /// `MI / Hxy`.
  case joint
  /// `MI / max(Hx, Hy)`.
  case max
  /// `MI / sqrt(Hx Hy)`.
  case sqrt
  /// `MI / min(Hx, Hy)`.
  case min

  /// The value for given information and entropies in nats.
  func value(information: Double, hx: Double, hy: Double, hxy: Double) -> Double {
    guard hx > 0 && hy > 0 else { return 0 }
    let information = Swift.max(0, information)
    switch self {
    case .unnormalized: return information
    case .sum: return 2 * information / (hx + hy)
    case .joint: return information / hxy
    case .max: return information / Swift.max(hx, hy)
    case .sqrt: return information / (hx * hy).squareRoot()
    case .min: return information / Swift.min(hx, hy)
    }
  }
}
