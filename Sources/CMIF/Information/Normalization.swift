/// What mutual information is divided by.
///
/// `MI`, `Hx`, `Hy` and `Hxy` are those of ``JointHistogram/information(normalization:)``, in nats. For every
/// case more is better.
///
/// - Range: all cases but ``unnormalized`` lie in 0...1, without a unit. 0 means independent. 1 means that
///   the levels of each image determine those of the other; for ``min``, that one image's levels determine
///   the other's.
/// - Edge case: where one image has a single level in the overlap every case is 0, not 0/0.
/// - Order: `joint ≤ max ≤ sum ≤ sqrt ≤ min` at every offset.
public enum Normalization: String, Sendable, CaseIterable {
  /// `MI`, in nats, from 0 to the logarithm of the smaller number of levels.
  case unnormalized = "none"
  /// `2 MI / (Hx + Hy)`, known as symmetric uncertainty; `2 - 2 Hxy / (Hx + Hy)`.
  case sum
  /// `MI / Hxy`.
  case joint
  /// `MI / max(Hx, Hy)`.
  case max
  /// `MI / sqrt(Hx Hy)`.
  case sqrt
  /// `MI / min(Hx, Hy)`.
  case min

  /// The value for information and entropies in nats; negative information counts as 0.
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
