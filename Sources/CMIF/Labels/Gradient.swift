/// The gradient of a plane by derivatives of a Gaussian.
///
/// Kernels and samples are whole numbers, held in `Double`s, so sums are exact: neither the order of
/// additions nor the bit depth of the samples (8 bits, or 16 bits of 257 times the value) changes a gradient.
/// Beyond the border the outermost samples are repeated.
struct Gradient {
  /// How far the kernels reach: four standard deviations.
  let radius: Int
  private let smoothing: [Double]
  private let derivative: [Double]

  /// The rows that are filtered at a time, to bound the memory for large images.
  private static let bandHeight = 64

  /// - Parameter sigma: the standard deviation of the Gaussian in pixels.
  init(sigma: Double) {
    let radius = Int((4 * sigma).rounded())
    self.radius = radius
    smoothing = (-radius...radius).map { offset in
      (1024 * exponential(-Double(offset * offset) / (2 * sigma * sigma))).rounded()
    }
    derivative = zip(-radius...radius, smoothing).map { Double($0) * $1 }
  }

  /// Calls `body` with the gradient of every pixel, row by row, in a unit that all pixels share.
  func forEach(
    of plane: Plane, mask: Mask?, _ body: (_ index: Int, _ gx: Double, _ gy: Double) -> Void
  ) {
    let stretch = Stretch(plane.range(mask: mask))
    let width = plane.width
    var padded = [Double](repeating: 0, count: width + 2 * radius)
    var smooth = [Double](repeating: 0, count: (Self.bandHeight + 2 * radius) * width)
    var slope = smooth
    var gx = [Double](repeating: 0, count: width)
    var gy = gx
    for top in stride(from: 0, to: plane.height, by: Self.bandHeight) {
      let height = min(Self.bandHeight, plane.height - top)
      for row in 0..<height + 2 * radius {
        let y = min(max(top + row - radius, 0), plane.height - 1)
        for x in padded.indices {
          padded[x] = stretch[plane.samples[y * width + min(max(x - radius, 0), width - 1)]]
        }
        Self.filter(padded, smoothing, step: 1, from: 0, to: &smooth, at: row * width, width)
        Self.filter(padded, derivative, step: 1, from: 0, to: &slope, at: row * width, width)
      }
      for row in 0..<height {
        Self.filter(slope, smoothing, step: width, from: row * width, to: &gx, at: 0, width)
        Self.filter(smooth, derivative, step: width, from: row * width, to: &gy, at: 0, width)
        for x in 0..<width { body((top + row) * width + x, gx[x], gy[x]) }
      }
    }
  }

  private static func filter(
    _ values: [Double], _ kernel: [Double], step: Int, from start: Int, to out: inout [Double],
    at first: Int, _ count: Int
  ) {
    values.withUnsafeBufferPointer { values in
      out.withUnsafeMutableBufferPointer { out in
        correlate(
          values, start: start, step: step, with: kernel, into: out, at: first, count: count)
      }
    }
  }
}
