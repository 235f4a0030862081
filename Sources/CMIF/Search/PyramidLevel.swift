/// Reference and template at one resolution of a pose search.
struct PyramidLevel: Sendable {
  /// How many pixels of the originals make one of this level along each axis.
  let factor: Int
  /// The labels of this resolution.
  let pair: LabelImagePair
  /// The middle of the scales that are searched.
  private let scale: Double
  /// How long making the labels took.
  let quantizing: Duration

  init(reference: AlignmentImage, template: AlignmentImage, factor: Int, poses: PoseRange) {
    self.factor = factor
    scale = poses.middleScale
    let clock = ContinuousClock()
    let start = clock.now
    pair = LabelImagePair(reference: reference, template: template, reducedBy: factor)
    quantizing = clock.now - start
  }

  /// Half the template's diagonal, and more where it is enlarged: how far its rim moves for a turn of one
  /// radian.
  var halfDiagonal: Double {
    let (w, h) = (Double(pair.templateSize.width), Double(pair.templateSize.height))
    return max(1, (w * w + h * h).squareRoot() / 2 * max(1, scale))
  }

  /// The turn in degrees that moves the template's rim by so many pixels of this level.
  func angle(edgeShift pixels: Double) -> Double { pixels / halfDiagonal * 180 / .pi }

  /// The ratio of scales that moves the template's rim by so many pixels of this level.
  func ratio(edgeShift pixels: Double) -> Double { exponential(pixels / halfDiagonal) }

  /// A pose between the originals, from one between this level's images.
  ///
  /// The middle of a pixel of this level is `(factor - 1) / 2` original pixels beyond the middle of its
  /// first one.
  func original(_ pose: Pose) -> Pose {
    let (k, o) = (Double(factor), Double(factor - 1) / 2)
    var original = pose
    original.tx = k * pose.tx + o - (pose.m00 + pose.m01) * o
    original.ty = k * pose.ty + o - (pose.m10 + pose.m11) * o
    return original
  }

  /// A pose between this level's images, from one between the originals.
  func reduced(_ pose: Pose) -> Pose {
    let (k, o) = (Double(factor), Double(factor - 1) / 2)
    var reduced = pose
    reduced.tx = (pose.tx - o + (pose.m00 + pose.m01) * o) / k
    reduced.ty = (pose.ty - o + (pose.m10 + pose.m11) * o) / k
    return reduced
  }

  /// For each of many turns and scales, the most pixels that overlap at any offset.
  func largestOverlaps(
    of poses: [(angle: Double, scale: Double)], canvas: Size, workers: Int, resources: Resources
  ) async throws -> [Int] {
    let reference = pair.reference[0]
    let silhouette = pair.template[0].silhouette
    @Sendable func turned(_ number: Int) -> LabelImage {
      LabelResampling(
        template: silhouette.size, canvas: canvas, angle: poses[number].angle,
        scale: poses[number].scale
      ).labels([silhouette])[0]
    }
    if reference.mask == nil {
      return try await runJobs(
        count: poses.count, threads: workers, state: {},
        job: { number, _ in Overlap.largest(of: turned(number), under: reference.size) })
    }
    var largest: [Int] = []
    for number in poses.indices {
      let pair = LabelImagePair(reference: reference.silhouette, template: turned(number))
      largest.append(try await Overlap.largest(pair, resources: resources))
    }
    return largest
  }

  /// Where the canvas of a template in a pose between the originals has its first pixel, nearly.
  func corner(of pose: Pose, canvas: Size) -> Offset {
    let center = reduced(pose).center(of: pair.templateSize)
    return Offset(
      x: Int((center.x - Double(canvas.width - 1) / 2).rounded()),
      y: Int((center.y - Double(canvas.height - 1) / 2).rounded()))
  }

  /// The candidate whose canvas lies at a peak's offset.
  func candidate(_ peak: Peak, angle: Double, scale: Double, canvas: Size) -> PoseCandidate {
    let pose = pose(
      canvas: canvas, x: Double(peak.offset.x), y: Double(peak.offset.y), angle: angle,
      scale: scale)
    return PoseCandidate(pose: original(pose), angle: angle, scale: scale, peak: peak)
  }

  /// The pose of a template whose canvas lies at an offset.
  func pose(canvas: Size, x: Double, y: Double, angle: Double, scale: Double) -> Pose {
    Pose(
      center: Point(x: x + Double(canvas.width - 1) / 2, y: y + Double(canvas.height - 1) / 2),
      of: pair.templateSize, angle: angle, scale: scale)
  }
}
