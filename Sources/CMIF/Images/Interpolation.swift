/// How a sample between pixels follows from the pixels around it.
///
/// Every kind gives a pixel's own sample at its centre. Every kind is separable: the weight of a pixel is the
/// product of one weight for its column and one for its row. Beyond the border the outermost samples
/// are repeated.
public enum Interpolation: String, Sendable, CaseIterable {
  /// The nearest pixel; of two equally near pixels the right or lower one.
  case nearest
  /// A linear blend of 2 x 2 pixels, exact for linear ramps.
  case bilinear
  /// Keys' cubic convolution of 4 x 4 pixels with a = -1/2 (Catmull-Rom), exact for quadratic
  /// functions. It overshoots at edges; results are clamped to the range of samples.
  case bicubic
  /// Lanczos' windowed sinc of 6 x 6 pixels, `L(t) = sinc(t) sinc(t / 3)` for `|t| < 3`, with weights divided by their
  /// sum. It keeps the most detail, and overshoots at edges more than bicubic; results are clamped as well.
  case lanczos

  /// The pixels along one axis that contribute to a sample.
  struct Taps {
    /// The first pixel, which may lie beyond the border.
    let first: Int
    /// The number of pixels, 1 to 6.
    let count: Int
    /// Their weights, which add up to 1.
    let weights: SIMD8<Double>
  }

  /// The pixels that contribute to a sample at a point.
  struct Footprint {
    let columns: Taps
    let rows: Taps
  }

  /// The pixels that contribute to a sample at a point.
  ///
  /// - Precondition: The point lies inside a picture.
  func footprint(x: Double, y: Double) -> Footprint {
    Footprint(columns: taps(at: x), rows: taps(at: y))
  }

  /// The pixels that contribute to a sample at `position`.
  ///
  /// - Precondition: `position` is a coordinate inside a picture.
  func taps(at position: Double) -> Taps {
    let floor = position.rounded(.down)
    let t = position - floor
    switch self {
    case .nearest:
      return Taps(
        first: Int((position + 0.5).rounded(.down)), count: 1,
        weights: SIMD8(1, 0, 0, 0, 0, 0, 0, 0))
    case .bilinear:
      return Taps(first: Int(floor), count: 2, weights: SIMD8(1 - t, t, 0, 0, 0, 0, 0, 0))
    case .bicubic:
      return Taps(first: Int(floor) - 1, count: 4, weights: Self.cubic(t))
    case .lanczos:
      return Taps(first: Int(floor) - 2, count: 6, weights: Self.lanczos(t))
    }
  }

  /// The weights of the pixels at -1, 0, 1 and 2 for the position `t` from 0 to 1.
  private static func cubic(_ t: Double) -> SIMD8<Double> {
    SIMD8(
      ((-0.5 * t + 1) * t - 0.5) * t,
      (1.5 * t - 2.5) * t * t + 1,
      ((-1.5 * t + 2) * t + 0.5) * t,
      (0.5 * t - 0.5) * t * t,
      0, 0, 0, 0)
  }

  /// The weights of the pixels at -2 to 3 for the position `t` from 0 to 1.
  private static func lanczos(_ t: Double) -> SIMD8<Double> {
    func sinc(_ x: Double) -> Double { x == 0 ? 1 : sine(.pi * x) / (.pi * x) }
    var weights = SIMD8<Double>.zero
    guard t > 0 else {
      weights[2] = 1
      return weights
    }
    for i in 0..<6 {
      let distance = t - Double(i - 2)
      weights[i] = sinc(distance) * sinc(distance / 3)
    }
    return weights / weights.sum()
  }
}
