/// Reads a picture between its pixels.
struct Sampler {
  /// How far outside the rectangle of pixel centres a point may lie and still count as inside, in
  /// pixels: what the arithmetic of poses may lose.
  static let tolerance = 1e-9

  let picture: Picture
  let interpolation: Interpolation

  /// The samples at a point, lanes 0 to 2 for the colours and 3 for opacity, or `nil` outside.
  ///
  ///     opacity = Σ w opacity        color = Σ w opacity color / Σ w opacity
  ///
  /// so that no colour comes in from transparent pixels; where every pixel is transparent, colours
  /// are blended by `w` alone. A picture without opacity has opacity 1 everywhere.
  ///
  /// A point is inside when it lies in `[0, width - 1] x [0, height - 1]`, the rectangle of pixel
  /// centres. Results are not clamped to the range of samples.
  func pixel(x: Double, y: Double) -> SIMD4<Double>? {
    guard
      let x = Self.clamped(x, count: picture.width), let y = Self.clamped(y, count: picture.height)
    else { return nil }
    let columns = interpolation.taps(at: x)
    let rows = interpolation.taps(at: y)
    guard picture.model.hasAlpha else { return sum(columns, rows) { $0 } }
    let weighted = sum(columns, rows) { SIMD4($0.colors * $0.w, $0.w) }
    guard weighted.w > 0 else { return SIMD4(sum(columns, rows) { $0 }.colors, 0) }
    return SIMD4(weighted.colors / weighted.w, weighted.w)
  }

  /// The coordinate, moved into the picture where it lies outside by no more than the tolerance.
  private static func clamped(_ position: Double, count: Int) -> Double? {
    let last = Double(count - 1)
    guard position >= -tolerance, position <= last + tolerance else { return nil }
    return min(max(position, 0), last)
  }

  /// The weighted sum of `value` over the pixels that a sample is blended of.
  private func sum(
    _ columns: Interpolation.Taps, _ rows: Interpolation.Taps,
    of value: (SIMD4<Double>) -> SIMD4<Double>
  ) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for j in 0..<rows.count {
      let start = min(max(rows.first + j, 0), picture.height - 1) * picture.width
      for i in 0..<columns.count {
        let column = min(max(columns.first + i, 0), picture.width - 1)
        sum += rows.weights[j] * columns.weights[i] * value(stored(start + column))
      }
    }
    return sum
  }

  /// A pixel as it is stored.
  private func stored(_ index: Int) -> SIMD4<Double> {
    let first = index * picture.model.channelCount
    func sample(_ channel: Int) -> Double { Double(picture.samples[first + channel]) }
    return switch picture.model {
    case .gray: SIMD4(sample(0), 0, 0, 1)
    case .grayAlpha: SIMD4(sample(0), 0, 0, sample(1))
    case .rgb: SIMD4(sample(0), sample(1), sample(2), 1)
    case .rgba: SIMD4(sample(0), sample(1), sample(2), sample(3))
    }
  }
}

extension SIMD4<Double> {
  /// The lanes of the colours, without opacity.
  fileprivate var colors: SIMD3<Double> { SIMD3(x, y, z) }
}
