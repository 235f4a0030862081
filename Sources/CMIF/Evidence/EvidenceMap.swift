/// Where in a template the evidence for an offset comes from.
///
/// The mutual information at an offset `s` is the mean, over the overlapping pixels, of the pointwise information
/// `i(a, b) = ln(c_ab N / (c_a c_b))` of the levels that meet there. The gain of a template pixel `p` is
///
///     g(p) = Σ_features [ i(R(p + s), T(p)) - mean over a ring of i(R(p + s + d), T(p)) ]        [nats]
///
/// with the ring's eight `d` at a distance of 4 pixels: what the pixel says for this place rather than for its
/// neighbours. The sum of all gains is nearly the sharpness. An empty cell of the histogram counts as half a pixel.
struct EvidenceMap: Sendable {
  let size: Size
  /// The gain of each template pixel, row-major; 0 where nothing overlaps.
  private(set) var gains: [Double]
  /// The template pixels that overlap at the offset.
  private(set) var isOverlapping: [Bool]

  private static let ring = Offset.ring(radius: 4)

  /// The most template pixels of the resolution at which evidence is mapped.
  private static let pixels = 1 << 18

  /// The reduction at which the evidence of a pair is mapped, so that its time does not grow with the pictures.
  static func factor(_ pair: SearchedPair) -> Int {
    pair.template.size.reduction(toAtMost: pixels, on: pair.reference.size)
  }

  init(_ pair: LabelImagePair, at offset: Offset) {
    size = pair.templateSize
    gains = [Double](repeating: 0, count: size.area)
    isOverlapping = [Bool](repeating: false, count: size.area)
    for (reference, template) in zip(pair.reference, pair.template) {
      add(reference, template, offset)
    }
  }

  private mutating func add(_ reference: LabelImage, _ template: LabelImage, _ offset: Offset) {
    let information = PointwiseInformation(
      JointHistogram(reference: reference, template: template, offset: offset))
    for y in 0..<size.height {
      for x in 0..<size.width where template.includes(x: x, y: y) {
        let index = y * size.width + x
        let b = Int(template.labels[index])
        func value(_ dx: Int, _ dy: Int) -> Double? {
          let (u, v) = (x + offset.x + dx, y + offset.y + dy)
          guard reference.includes(x: u, y: v) else { return nil }
          return information[Int(reference.labels[v * reference.width + u]), b]
        }
        guard let here = value(0, 0) else { continue }
        var around = (sum: 0.0, count: 0)
        for step in Self.ring {
          guard let value = value(step.x, step.y) else { continue }
          around.sum += value
          around.count += 1
        }
        guard around.count > 0 else { continue }
        isOverlapping[index] = true
        gains[index] += here - around.sum / Double(around.count)
      }
    }
  }

  /// The part of all gains that comes from the template pixels of a mask; 0 where all gains are not above 0.
  func share(of mask: Mask) -> Double {
    let all = gains.reduce(0, +)
    let inside = zip(gains, mask.isIncluded).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    return all > 0 ? inside / all : 0
  }

  /// The sums of gains over squares of `2 radius + 1` pixels around each pixel.
  func sums(radius: Int) -> [Double] {
    let sums = SquareSums(size) { gains[$0] }
    return gains.indices.map { sums.sum(around: $0, radius: radius) }
  }
}

/// The pointwise information `ln(c_ab N / (c_a c_b))` of a joint histogram, in nats.
private struct PointwiseInformation {
  private let values: [Double]
  private let templateLevels: Int

  init(_ histogram: JointHistogram) {
    let (rows, columns) = (histogram.referenceMarginal, histogram.templateMarginal)
    let total = Double(histogram.total)
    let templateLevels = histogram.templateLevels
    self.templateLevels = templateLevels
    values = histogram.counts.indices.map { index in
      let (a, b) = index.quotientAndRemainder(dividingBy: templateLevels)
      let count = max(Double(histogram.counts[index]), 0.5)
      let expected = max(Double(rows[a]), 0.5) * max(Double(columns[b]), 0.5)
      return naturalLogarithm(count * total / expected)
    }
  }

  subscript(a: Int, b: Int) -> Double { values[a * templateLevels + b] }
}
