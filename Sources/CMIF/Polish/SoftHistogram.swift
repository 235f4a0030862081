/// A joint histogram of the grey values of two pictures, whose mutual information changes smoothly with the
/// pose.
///
/// Values are stretched over 32 bins a side. The reference is interpolated bilinearly where a template pixel
/// lands. Each pair of values `(a + u, b + v)`, with `a` and `b` whole and `u` and `v` below 1, is shared among
/// four cells:
///
///     (a, b): (1 - u)(1 - v)    (a, b + 1): (1 - u) v    (a + 1, b): u (1 - v)    (a + 1, b + 1): u v
///
/// Where a picture has several planes, the first one counts. Of a template with more pixels than are asked for every
/// second, third, … one of every second, third, … row is taken, so that the rest are no more.
struct SoftHistogram: Sendable {
  private static let bins = 32

  /// A plane, its mask, and the scale that stretches its values over the bins.
  private struct Side: Sendable {
    let width: Int
    let height: Int
    let isIncluded: [Bool]?
    private let samples: Samples
    private let low: Double
    private let scale: Double

    init(_ source: AlignmentImage) {
      let plane = source.planes[0]
      (width, height) = (plane.width, plane.height)
      let (low, high) = plane.range(mask: source.mask)
      self.low = Double(low)
      scale = (Double(SoftHistogram.bins) - 1.001) / max(Double(high) - Double(low), 1)
      samples = plane.samples
      isIncluded = source.mask?.isIncluded
    }

    /// The stretched value of an included pixel.
    subscript(index: Int) -> Double { (Double(samples[index]) - low) * scale }
  }

  private let reference: Side
  private let template: Side
  /// The distance between the template's pixels that are taken, along each axis.
  private let step: Int

  /// - Parameter pixels: the most template pixels that are taken.
  init(reference: AlignmentImage, template: AlignmentImage, pixels: Int = 1 << 18) {
    self.reference = Side(reference)
    self.template = Side(template)
    let share = Double(template.size.area) / Double(pixels)
    step = max(1, Int(share.squareRoot().rounded(.up)))
  }

  /// The mutual information at a pose in nats; 0 without overlap. Work is that of the pixels taken.
  func information(at pose: Pose) -> Double {
    let bins = Self.bins
    var joint = [Double](repeating: 0, count: bins * bins)
    for row in stride(from: 0, to: template.height, by: step) {
      for column in stride(from: 0, to: template.width, by: step) {
        let index = row * template.width + column
        guard template.isIncluded?[index] ?? true,
          let value = value(at: pose.apply(x: Double(column), y: Double(row)))
        else { continue }
        let other = template[index]
        let (a, b) = (Int(value), Int(other))
        let (u, v) = (value - Double(a), other - Double(b))
        let cell = a * bins + b
        joint[cell] += (1 - u) * (1 - v)
        joint[cell + 1] += (1 - u) * v
        joint[cell + bins] += u * (1 - v)
        joint[cell + bins + 1] += u * v
      }
    }
    return information(of: joint)
  }

  /// The mutual information of a joint histogram, `Hx + Hy - Hxy`.
  private func information(of joint: [Double]) -> Double {
    let bins = Self.bins
    let total = joint.reduce(0, +)
    guard total > 0 else { return 0 }
    func entropy(_ counts: [Double]) -> Double {
      counts.reduce(0) { $1 > 0 ? $0 - $1 / total * naturalLogarithm($1 / total) : $0 }
    }
    var rows = [Double](repeating: 0, count: bins)
    var columns = rows
    for a in 0..<bins {
      for b in 0..<bins {
        rows[a] += joint[a * bins + b]
        columns[b] += joint[a * bins + b]
      }
    }
    return entropy(rows) + entropy(columns) - entropy(joint)
  }

  /// The stretched value of the reference at a point, or `nil` outside it and next to an excluded pixel.
  private func value(at point: Point) -> Double? {
    let (x, y) = (point.x.rounded(.down), point.y.rounded(.down))
    guard x >= 0, y >= 0, x < Double(reference.width - 1), y < Double(reference.height - 1) else {
      return nil
    }
    let index = Int(y) * reference.width + Int(x)
    let below = index + reference.width
    if let mask = reference.isIncluded,
      !(mask[index] && mask[index + 1] && mask[below] && mask[below + 1])
    {
      return nil
    }
    let (u, v) = (point.x - x, point.y - y)
    let top = reference[index] * (1 - u) + reference[index + 1] * u
    let bottom = reference[below] * (1 - u) + reference[below + 1] * u
    return top * (1 - v) + bottom * v
  }
}
