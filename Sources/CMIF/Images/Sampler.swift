/// Reads a picture or an array between its pixels.
struct Sampler<Grid: PixelGrid> {
  let grid: Grid
  let interpolation: Interpolation

  /// The samples at a point, lanes 0 to 2 for the colours and 3 for opacity, or `nil` outside.
  ///
  ///     opacity = Σ w opacity        color = Σ w opacity color / Σ w opacity
  ///
  /// so that transparent pixels add no colour. Where every pixel is transparent, colours are blended by
  /// `w` alone. A picture without opacity has opacity 1 everywhere.
  ///
  /// A point is inside when it lies in `[0, width - 1] x [0, height - 1]`, the rectangle of pixel
  /// centres, give or take ``Pose/tolerance``. Results are not clamped to the range of samples.
  func pixel(x: Double, y: Double) -> SIMD4<Double>? {
    guard
      let x = Self.clamped(x, count: grid.width), let y = Self.clamped(y, count: grid.height)
    else { return nil }
    let columns = interpolation.taps(at: x)
    let rows = interpolation.taps(at: y)
    guard grid.hasOpacity else { return sum(columns, rows) { $0 } }
    let weighted = sum(columns, rows) { SIMD4($0.colors * $0.w, $0.w) }
    guard weighted.w > 0 else { return SIMD4(sum(columns, rows) { $0 }.colors, 0) }
    return SIMD4(weighted.colors / weighted.w, weighted.w)
  }

  /// The coordinate, moved into the picture where it lies outside by no more than ``Pose/tolerance``.
  private static func clamped(_ position: Double, count: Int) -> Double? {
    let last = Double(count - 1)
    guard position >= -Pose.tolerance, position <= last + Pose.tolerance else { return nil }
    return min(max(position, 0), last)
  }

  /// The sum of `value` over the pixels around a point, each weighted for its column and row.
  private func sum(
    _ columns: Interpolation.Taps, _ rows: Interpolation.Taps,
    of value: (SIMD4<Double>) -> SIMD4<Double>
  ) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for j in 0..<rows.count {
      let start = min(max(rows.first + j, 0), grid.height - 1) * grid.width
      for i in 0..<columns.count {
        let column = min(max(columns.first + i, 0), grid.width - 1)
        sum += rows.weights[j] * columns.weights[i] * value(grid.pixel(start + column))
      }
    }
    return sum
  }
}

extension SIMD4<Double> {
  /// The lanes of the colours, without opacity.
  fileprivate var colors: SIMD3<Double> { SIMD3(x, y, z) }
}
