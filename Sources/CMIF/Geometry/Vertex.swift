/// Where the top of a function lies, from its values `l`, `c` and `r` at -1, 0 and 1.
///
/// Each formula is exact for a function of its shape. With `c` the highest value the top lies in -1/2...1/2;
/// other results are clamped to that. Where the denominator is not above 0 there is no top, and the result is
/// 0.
enum Vertex {
  /// The top of two lines of equal and opposite slope:
  ///
  ///     (r - l) / (2 (c - min(l, r)))
  ///
  /// Information comes to a cusp where labels match best. Lines fit a cusp better than a parabola, which draws
  /// the top towards 0.
  @inline(__always)
  static func ofLines(_ l: Double, _ c: Double, _ r: Double) -> Double {
    top(rise: r - l, drop: c - min(l, r))
  }

  /// The top of a parabola, for smooth functions:
  ///
  ///     (r - l) / (2 (2 c - l - r))
  static func ofParabola(_ l: Double, _ c: Double, _ r: Double) -> Double {
    top(rise: r - l, drop: 2 * c - l - r)
  }

  @inline(__always)
  private static func top(rise: Double, drop: Double) -> Double {
    drop > 0 ? min(max(rise / (2 * drop), -0.5), 0.5) : 0
  }
}
