/// A turn and scale of a template by nearest neighbour: for each canvas pixel, the index of the template
/// pixel nearest to it, or none.
struct LabelResampling: Sendable {
  /// The canvas, whose middle is the template's middle.
  let canvas: Size
  /// The canvas pixels that lie on the template: one run in each row that has any, as both are convex.
  private let runs: [Run]
  /// The indices of the template pixels nearest to those pixels, one run after the other.
  private let indices: [Int32]

  private struct Run {
    /// The index of the first pixel on the canvas.
    let start: Int
    /// Where the run begins and ends among all its kind.
    let range: Range<Int>
  }

  /// Prepares a turn by `angle` degrees and a scale about the middle. Template pixels that fall beside the
  /// canvas are lost.
  init(template: Size, canvas: Size, angle: Double, scale: Double) {
    self.canvas = canvas
    let pose = Pose(
      center: Pose.identity.center(of: canvas), of: template, angle: angle, scale: scale)
    guard let inverse = pose.inverse else {
      preconditionFailure("a scale of \(scale) has no inverse")
    }
    var runs: [Run] = []
    var indices: [Int32] = []
    let (width, height) = (Double(template.width), Double(template.height))
    for v in 0..<canvas.height {
      let first = indices.count
      var end = 0
      for u in inverse.columns(of: canvas, on: template, row: v) {
        let point = inverse.apply(x: Double(u), y: Double(v))
        let (x, y) = (point.x + 0.5, point.y + 0.5)
        guard x >= 0, y >= 0, x < width, y < height else { continue }
        indices.append(Int32(Int(y) * template.width + Int(x)))
        end = u + 1
      }
      let range = first..<indices.count
      guard !range.isEmpty else { continue }
      runs.append(Run(start: v * canvas.width + end - range.count, range: range))
    }
    (self.runs, self.indices) = (runs, indices)
  }

  /// A canvas that holds a template at every turn of a range in degrees, by default at any, up to a scale.
  ///
  /// Its width and height are odd or even as the template's are. Without a turn and scale, canvas pixels then
  /// lie exactly on template pixels.
  static func canvas(
    for template: Size, turns: ClosedRange<Double> = 0...360, scale: Double
  ) -> Size {
    func side(_ length: Int, _ other: Int) -> Int {
      let side = Int((scale * reach(Double(length), Double(other), turns)).rounded(.up)) + 1
      return side + (side + length) % 2
    }
    return Size(
      width: side(template.width, template.height), height: side(template.height, template.width))
  }

  /// How far a rectangle turned by an angle `a` of a range reaches along its side `w`, at most:
  /// `w |cos a| + h |sin a|`, which is largest at its diagonal's angle, `tan a = ± h / w`.
  private static func reach(_ w: Double, _ h: Double, _ turns: ClosedRange<Double>) -> Double {
    let diagonal = arcTangent(y: h, x: w) * 180 / .pi
    let holdsDiagonal = [-diagonal, diagonal].contains { angle in
      angle + 180 * ((turns.lowerBound - angle) / 180).rounded(.up) <= turns.upperBound
    }
    guard !holdsDiagonal else { return (w * w + h * h).squareRoot() }
    func reach(_ degrees: Double) -> Double {
      let angle = degrees * .pi / 180
      return w * abs(cosine(angle)) + h * abs(sine(angle))
    }
    return max(reach(turns.lowerBound), reach(turns.upperBound))
  }

  /// The bytes of a resampling and of a template that it resamples, mask and silhouette included.
  static func byteCount(canvas: Size, channels: Int) -> Int {
    canvas.area * (MemoryLayout<Int32>.stride + 2 + channels)
  }

  /// Calls `body` with each canvas pixel that lies on the template and the template pixel nearest to it.
  @inline(__always)
  func forEachPixel(_ body: (_ place: Int, _ index: Int) -> Void) {
    for run in runs {
      var place = run.start
      for number in run.range {
        body(place, Int(indices[number]))
        place += 1
      }
    }
  }

  /// The channels of a template, resampled; canvas pixels outside the template take no part.
  func labels(_ channels: [LabelImage]) -> [LabelImage] {
    var isIncluded = [Bool](repeating: false, count: canvas.area)
    if let mask = channels[0].mask {
      forEachPixel { isIncluded[$0] = mask.isIncluded[$1] }
    } else {
      forEachPixel { place, _ in isIncluded[place] = true }
    }
    let mask = Mask(width: canvas.width, height: canvas.height, isIncluded: isIncluded)
    return channels.map { channel in
      var labels = [UInt8](repeating: 0, count: canvas.area)
      forEachPixel { labels[$0] = channel.labels[$1] }
      return LabelImage(
        width: canvas.width, height: canvas.height, levelCount: channel.levelCount,
        labels: labels, mask: mask)
    }
  }
}

extension Pose {
  /// The columns of a row of a canvas that may lie on a template: all that do, and at most a few more.
  fileprivate func columns(of canvas: Size, on template: Size, row: Int) -> Range<Int> {
    let start = apply(x: 0, y: Double(row))
    var (first, last) = (0.0, Double(canvas.width - 1))
    for (from, step, side) in [(start.x, m00, template.width), (start.y, m10, template.height)]
    where abs(step) > 1e-6 {
      let ends = ((-0.5 - from) / step, (Double(side) - 0.5 - from) / step)
      first = max(first, min(ends.0, ends.1) - 1)
      last = min(last, max(ends.0, ends.1) + 1)
    }
    return first <= last ? Int(first)..<Int(last) + 1 : 0..<0
  }
}
