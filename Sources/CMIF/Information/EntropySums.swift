/// The sums of `f(n) = n ln n` over the histograms of one offset, in units of the table.
struct EntropySums {
  /// The number of overlapping pixels, `N`.
  let total: Int
  /// `f(N)`.
  let totalLog: Int64
  /// `Σ f(c_a)`.
  let reference: Int64
  /// `Σ f(c_b)`.
  let template: Int64
  /// `Σ f(c_ab)`.
  let joint: Int64

  /// The mutual information under a normalization: each entropy is `(f(N) - Σ f(c)) / N`; 0 without overlap.
  @inline(__always)
  func information(normalization: Normalization, unit: Double) -> Double {
    guard total > 0 else { return 0 }
    let scale = unit / Double(total)
    // The difference of whole numbers is exact: equal sums give equal values, and a perfect match gives 1.
    let information = Double(totalLog - reference - template + joint) * scale
    if normalization == .unnormalized {
      guard reference < totalLog && template < totalLog else { return 0 }
      return Swift.max(0, information)
    }
    return normalization.value(
      information: information, hx: Double(totalLog - reference) * scale,
      hy: Double(totalLog - template) * scale, hxy: Double(totalLog - joint) * scale)
  }
}
