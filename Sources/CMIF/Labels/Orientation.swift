/// Labels from the direction of edges. An edge has the same place and direction in pictures of different
/// instruments, whatever the sign and the strength of its contrast.
///
/// With `g` the gradient by derivatives of a Gaussian of standard deviation `sigma`:
///
///     label = 0                                                        where |g| <= median of |g|
///     label = 1 + floor(sectors * (direction of g mod 180°) / 180°)    elsewhere
///
/// Turning an image shifts the sectors cyclically; mutual information stays the same.
///
/// Kernels and samples are whole numbers, held in `Double`s, so sums are exact: neither the order of
/// additions nor the bit depth of the samples (8 bits, or 16 bits of 257 times the value) changes a label.
enum Orientation {
  /// The standard deviation of the Gaussian in pixels.
  static let sigma = 1.5
  /// The number of sectors that half a turn is cut into.
  static let sectors = 7
  /// The number of labels.
  static let levelCount = sectors + 1

  /// How far the kernels reach.
  static let radius = 6
  /// The rows that are filtered at a time, to bound the memory for large images.
  private static let bandHeight = 64

  private static let smoothing: [Double] = (-radius...radius).map { offset in
    (1024 * exponential(-Double(offset * offset) / (2 * sigma * sigma))).rounded()
  }
  private static let derivative: [Double] = zip(-radius...radius, smoothing).map { Double($0) * $1 }

  /// The labels of a plane.
  ///
  /// Beyond the border the outermost samples are repeated. Pixels within the kernel's radius of a masked one
  /// have the label 0, as masked samples would decide their gradient, unless the plane goes on smoothly there.
  static func labels(of plane: Plane, mask: Mask?, isExtended: Bool = false) -> LabelImage {
    let nearMasked = mask?.dilatedComplement(radius: isExtended ? 0 : radius)
    let directions = (1..<sectors).map { sector in
      let angle = Double(sector) * .pi / Double(sectors)
      return (cosine: cosine(angle), sine: sine(angle))
    }
    var labels = [UInt8](repeating: 0, count: plane.samples.count)
    var squares = [UInt16](repeating: 0, count: plane.samples.count)
    forEachGradient(plane, mask: mask) { index, gx, gy in
      let isFlipped = gy < 0 || (gy == 0 && gx < 0)
      let (x, y) = isFlipped ? (-gx, -gy) : (gx, gy)
      var sector: UInt8 = 1
      for direction in directions where y * direction.cosine >= x * direction.sine { sector += 1 }
      labels[index] = sector
      squares[index] = squareBin(gx, gy)
    }
    let threshold = median(of: squares, without: nearMasked)
    for index in labels.indices where squares[index] <= threshold || nearMasked?[index] == true {
      labels[index] = 0
    }
    return LabelImage(
      width: plane.width, height: plane.height, levelCount: levelCount, labels: labels, mask: mask)
  }

  /// The bin of the squared magnitude: the upper half of its floating-point pattern. Bins have the order of
  /// the numbers and are less than 1 % wide.
  private static func squareBin(_ gx: Double, _ gy: Double) -> UInt16 {
    UInt16(Float(gx * gx + gy * gy).bitPattern >> 16)
  }

  /// The bin that holds the lower median of the squared magnitudes, without those of pixels near a masked
  /// one.
  private static func median(of squares: [UInt16], without nearMasked: [Bool]?) -> UInt16 {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for index in squares.indices where nearMasked?[index] != true {
      counts[Int(squares[index])] += 1
    }
    let total = counts.reduce(0, +)
    var below = 0
    let middle = counts.firstIndex { count in
      below += count
      return 2 * below >= total
    }
    return UInt16(middle ?? 0)
  }

  /// Calls `body` with the gradient of every pixel, row by row.
  private static func forEachGradient(
    _ plane: Plane, mask: Mask?, _ body: (_ index: Int, _ gx: Double, _ gy: Double) -> Void
  ) {
    let stretch = Stretch(plane.range(mask: mask))
    let width = plane.width
    var padded = [Double](repeating: 0, count: width + 2 * radius)
    var smooth = [Double](repeating: 0, count: (bandHeight + 2 * radius) * width)
    var slope = smooth
    var gx = [Double](repeating: 0, count: width)
    var gy = gx
    for top in stride(from: 0, to: plane.height, by: bandHeight) {
      let height = min(bandHeight, plane.height - top)
      for row in 0..<height + 2 * radius {
        let y = min(max(top + row - radius, 0), plane.height - 1)
        for x in padded.indices {
          padded[x] = stretch[plane.samples[y * width + min(max(x - radius, 0), width - 1)]]
        }
        filter(padded, smoothing, step: 1, from: 0, to: &smooth, at: row * width, count: width)
        filter(padded, derivative, step: 1, from: 0, to: &slope, at: row * width, count: width)
      }
      for row in 0..<height {
        filter(slope, smoothing, step: width, from: row * width, to: &gx, at: 0, count: width)
        filter(smooth, derivative, step: width, from: row * width, to: &gy, at: 0, count: width)
        for x in 0..<width { body((top + row) * width + x, gx[x], gy[x]) }
      }
    }
  }

  private static func filter(
    _ values: [Double], _ kernel: [Double], step: Int, from start: Int, to out: inout [Double],
    at first: Int, count: Int
  ) {
    values.withUnsafeBufferPointer { values in
      out.withUnsafeMutableBufferPointer { out in
        correlate(
          values, start: start, step: step, with: kernel, into: out, at: first, count: count)
      }
    }
  }
}

/// Stretches a range of samples to 0...65535, in whole numbers.
private struct Stretch {
  private let low: Int
  private let high: Int
  private let span: Int
  /// The stretched samples by their rise above `low`; empty for ranges too wide for a table.
  private let table: [Double]

  init(_ range: (low: Int32, high: Int32)) {
    let (low, high) = (Int(range.low), Int(range.high))
    let span = max(high - low, 1)
    (self.low, self.high, self.span) = (low, high, span)
    table = span < 1 << 16 ? (0...span).map { Double($0 * 65_535 / span) } : []
  }

  subscript(sample: Int32) -> Double {
    let rise = min(max(Int(sample), low), high) - low
    return table.isEmpty ? Double(rise * 65_535 / span) : table[rise]
  }
}
