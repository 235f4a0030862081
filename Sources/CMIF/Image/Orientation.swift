/// Labels from the direction of edges, which survives a change of instrument: an edge stays where it is
/// and keeps its direction, whatever the sign and the strength of its contrast.
///
/// The gradient is taken by the derivatives of a Gaussian. Where it is weak (its magnitude not above the
/// image's median) the label is 0; elsewhere it is 1 plus the sector, of `sectors` equal ones over half a
/// turn, that holds its direction modulo 180 degrees. Turning an image shifts the sectors cyclically,
/// which mutual information does not see.
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

  private static let radius = 6
  /// Rows that are filtered at a time, to bound the memory for large images.
  private static let bandHeight = 64

  private static let smoothing: [Double] = (-radius...radius).map { offset in
    (1024 * exponential(-Double(offset * offset) / (2 * sigma * sigma))).rounded()
  }
  private static let derivative: [Double] = zip(-radius...radius, smoothing).map { Double($0) * $1 }

  /// The labels of a plane.
  ///
  /// Beyond the border the outermost samples are repeated. Pixels near a masked one are labelled weak,
  /// as their gradient would be the mask's.
  static func labels(of plane: Plane, mask: Mask?) -> LabelImage {
    let nearMasked = mask?.dilatedComplement(radius: radius)
    let threshold = medianOfSquares(plane, mask: mask, nearMasked: nearMasked)
    let directions = (1..<sectors).map { sector in
      let angle = Double(sector) * .pi / Double(sectors)
      return (cosine: cosine(angle), sine: sine(angle))
    }
    var labels = [UInt8](repeating: 0, count: plane.samples.count)
    forEachGradient(plane, mask: mask) { index, gx, gy in
      guard squareBin(gx, gy) > threshold, nearMasked?[index] != true else { return }
      let isFlipped = gy < 0 || (gy == 0 && gx < 0)
      let (x, y) = isFlipped ? (-gx, -gy) : (gx, gy)
      var sector: UInt8 = 1
      for direction in directions where y * direction.cosine >= x * direction.sine { sector += 1 }
      labels[index] = sector
    }
    return LabelImage(
      width: plane.width, height: plane.height, levelCount: levelCount, labels: labels, mask: mask)
  }

  /// The bin of the squared magnitude: the upper half of its floating-point pattern, which grows with
  /// the number and tells it to less than 1 %.
  private static func squareBin(_ gx: Double, _ gy: Double) -> Int {
    Int(Float(gx * gx + gy * gy).bitPattern >> 16)
  }

  /// The bin that holds the lower median of the squared magnitudes of all pixels that take part and are
  /// not near a masked one, whose gradient would be the mask's.
  private static func medianOfSquares(_ plane: Plane, mask: Mask?, nearMasked: [Bool]?) -> Int {
    var counts = [Int](repeating: 0, count: 1 << 16)
    var total = 0
    forEachGradient(plane, mask: mask) { index, gx, gy in
      guard nearMasked?[index] != true else { return }
      counts[squareBin(gx, gy)] += 1
      total += 1
    }
    var below = 0
    return counts.firstIndex { count in
      below += count
      return 2 * below >= total
    } ?? 0
  }

  private static func forEachGradient(
    _ plane: Plane, mask: Mask?, _ body: (_ index: Int, _ gx: Double, _ gy: Double) -> Void
  ) {
    let (low, high) = plane.range(mask: mask)
    let span = max(Int(high) - Int(low), 1)
    let width = plane.width
    let taps = 2 * radius + 1
    var padded = [Double](repeating: 0, count: width + 2 * radius)
    var smooth = [Double](repeating: 0, count: (bandHeight + 2 * radius) * width)
    var slope = smooth
    for top in stride(from: 0, to: plane.height, by: bandHeight) {
      let height = min(bandHeight, plane.height - top)
      for row in 0..<height + 2 * radius {
        let y = min(max(top + row - radius, 0), plane.height - 1)
        for x in padded.indices {
          let sample = plane.samples[y * width + min(max(x - radius, 0), width - 1)]
          padded[x] = Double((Int(min(max(sample, low), high)) - Int(low)) * 65_535 / span)
        }
        correlate(
          padded, smoothing, step: 1, start: 0, into: &smooth, at: row * width, count: width)
        correlate(
          padded, derivative, step: 1, start: 0, into: &slope, at: row * width, count: width)
      }
      var gx = [Double](repeating: 0, count: width)
      var gy = gx
      for row in 0..<height {
        let start = row * width
        precondition(start + taps * width <= smooth.count, "row \(row) exceeds its band")
        correlate(slope, smoothing, step: width, start: start, into: &gx, at: 0, count: width)
        correlate(smooth, derivative, step: width, start: start, into: &gy, at: 0, count: width)
        for x in 0..<width { body((top + row) * width + x, gx[x], gy[x]) }
      }
    }
  }

  /// `out[at + i] = Σ_k kernel[k] values[start + i + k step]` for `i` below `count`.
  private static func correlate(
    _ values: [Double], _ kernel: [Double], step: Int, start: Int, into out: inout [Double],
    at: Int,
    count: Int
  ) {
    precondition(
      start + count + (kernel.count - 1) * step <= values.count && at + count <= out.count,
      "a filter over \(count) numbers exceeds \(values.count) or \(out.count)")
    values.withUnsafeBufferPointer { values in
      out.withUnsafeMutableBufferPointer { out in
        for i in 0..<count { out[at + i] = 0 }
        for (k, weight) in kernel.enumerated() {
          let first = start + k * step
          for i in 0..<count { out[at + i] += weight * values[first + i] }
        }
      }
    }
  }
}

extension Mask {
  /// The pixels that have an excluded pixel within a square of given radius around them.
  fileprivate func dilatedComplement(radius: Int) -> [Bool] {
    func spread(_ flags: [Bool], length: Int, step: Int, lines: Int, lineStep: Int) -> [Bool] {
      var result = [Bool](repeating: false, count: flags.count)
      for line in 0..<lines {
        var last = -radius - 1
        for i in 0..<length + radius {
          if i < length && flags[line * lineStep + i * step] { last = i }
          let target = i - radius
          if target >= 0 && last >= target - radius {
            result[line * lineStep + target * step] = true
          }
        }
      }
      return result
    }
    let across = spread(
      isIncluded.map { !$0 }, length: width, step: 1, lines: height, lineStep: width)
    return spread(across, length: height, step: width, lines: width, lineStep: 1)
  }
}
