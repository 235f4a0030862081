/// A turn and scale of a template by nearest neighbour: for each canvas pixel, the index of the template
/// pixel nearest to it, or none.
struct LabelResampling: Sendable {
  /// The canvas, whose middle is the template's middle.
  let canvas: Size
  /// For each canvas pixel the index of the template pixel nearest to it; -1 outside the template.
  private let indices: [Int32]

  /// Prepares a turn by `angle` degrees and a scale about the middle. Template pixels that fall beside the
  /// canvas are lost.
  init(template: Size, canvas: Size, angle: Double, scale: Double) {
    self.canvas = canvas
    let pose = Pose(
      center: Pose.identity.center(of: canvas), of: template, angle: angle, scale: scale)
    guard let inverse = pose.inverse else {
      preconditionFailure("a scale of \(scale) has no inverse")
    }
    var indices = [Int32](repeating: -1, count: canvas.area)
    let (width, height) = (Double(template.width), Double(template.height))
    for v in 0..<canvas.height {
      for u in 0..<canvas.width {
        let point = inverse.apply(x: Double(u), y: Double(v))
        let (x, y) = (point.x + 0.5, point.y + 0.5)
        guard x >= 0, y >= 0, x < width, y < height else { continue }
        indices[v * canvas.width + u] = Int32(Int(y) * template.width + Int(x))
      }
    }
    self.indices = indices
  }

  /// A canvas that holds a template at every angle, up to a scale.
  ///
  /// Its width and height are odd or even as the template's are. Without a turn and scale, canvas pixels then
  /// lie exactly on template pixels.
  static func canvas(for template: Size, scale: Double) -> Size {
    let (w, h) = (Double(template.width), Double(template.height))
    let side = Int((scale * (w * w + h * h).squareRoot()).rounded(.up)) + 1
    return Size(
      width: side + (side + template.width) % 2, height: side + (side + template.height) % 2)
  }

  /// The bytes of a resampling and of a template that it resamples, mask and silhouette included.
  static func byteCount(canvas: Size, channels: Int) -> Int {
    canvas.area * (MemoryLayout<Int32>.stride + 2 + channels)
  }

  /// Calls `body` with each canvas pixel that lies on the template and the template pixel nearest to it.
  func forEachPixel(_ body: (_ place: Int, _ index: Int) -> Void) {
    for (place, index) in indices.enumerated() where index >= 0 { body(place, Int(index)) }
  }

  /// The channels of a template, resampled; canvas pixels outside the template take no part.
  func labels(_ channels: [LabelImage]) -> [LabelImage] {
    let isIncluded = indices.map { index in
      index >= 0 && (channels[0].mask?.isIncluded[Int(index)] ?? true)
    }
    let mask = Mask(width: canvas.width, height: canvas.height, isIncluded: isIncluded)
    return channels.map { channel in
      LabelImage(
        width: canvas.width, height: canvas.height, levelCount: channel.levelCount,
        labels: indices.map { $0 >= 0 ? channel.labels[Int($0)] : 0 }, mask: mask)
    }
  }
}
