/// k-means over up to four planes together: pixels of similar colour share a label.
///
/// The means start at the pixels at the quantiles `(i + 1/2) / bins` of brightness, the sum of the planes.
/// Lloyd's iteration moves them until nothing changes, in 50 rounds at most, over at most 65,536 pixels at
/// even distances: nothing is left to chance, and the time is bounded. Then every pixel gets the label of its
/// nearest mean, the first one of equals.
enum ColorClusters {
  private static let sampleLimit = 1 << 16
  private static let rounds = 50

  /// The labels of planes of one size, `bins` levels.
  static func labels(of planes: [Plane], bins: Int, mask: Mask?) -> LabelImage {
    let count = planes[0].samples.count
    let included = (0..<count).lazy.filter { mask.includes($0) }
    let step = max(1, (included.count + sampleLimit - 1) / sampleLimit)
    var sample: [SIMD4<Double>] = []
    for (number, index) in included.enumerated() where number % step == 0 {
      sample.append(color(of: planes, at: index))
    }
    let means = means(of: sample, bins: bins)
    let labels = (0..<count).map { UInt8(nearest(color(of: planes, at: $0), means)) }
    return LabelImage(
      width: planes[0].width, height: planes[0].height, levelCount: bins, labels: labels,
      mask: mask)
  }

  private static func means(of sample: [SIMD4<Double>], bins: Int) -> [SIMD4<Double>] {
    guard !sample.isEmpty else { return [SIMD4<Double>](repeating: .zero, count: bins) }
    let sorted = sample.sorted { $0.sum() < $1.sum() }
    var means = (0..<bins).map { sorted[(2 * $0 + 1) * sorted.count / (2 * bins)] }
    for _ in 0..<rounds {
      var sums = [SIMD4<Double>](repeating: .zero, count: bins)
      var counts = [Double](repeating: 0, count: bins)
      for color in sample {
        let level = nearest(color, means)
        sums[level] += color
        counts[level] += 1
      }
      let next = means.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : means[$0] }
      if next == means { break }
      means = next
    }
    return means
  }

  private static func nearest(_ color: SIMD4<Double>, _ means: [SIMD4<Double>]) -> Int {
    var best = (level: 0, distance: Double.infinity)
    for (level, mean) in means.enumerated() {
      let difference = color - mean
      let distance = (difference * difference).sum()
      if distance < best.distance { best = (level, distance) }
    }
    return best.level
  }

  private static func color(of planes: [Plane], at index: Int) -> SIMD4<Double> {
    var color = SIMD4<Double>.zero
    for (i, plane) in planes.prefix(4).enumerated() { color[i] = Double(plane.samples[index]) }
    return color
  }
}
