import TestSupport
import Testing

@testable import CMIF

/// Templates that are compared at a lower resolution than their own.
@Suite struct LargeTemplateTests {
  private let size = (
    reference: Size(width: 760, height: 720), template: Size(width: 400, height: 360)
  )

  /// A scene whose finest waves are a few pixels long, enlarged.
  private func pair(
    at truth: Pose, template size: Size? = nil, labeling: Labeling = Labeling()
  ) -> (reference: AlignmentImage, template: AlignmentImage) {
    let scene = TwinScene(seed: 21)
    let template = size ?? self.size.template
    let enlarged = Pose(
      center: Point(x: 0, y: 0), of: Size(width: 1, height: 1), angle: 0, scale: 0.5)
    func place(_ point: Point) -> Point { enlarged.apply(x: point.x, y: point.y) }
    let pose = Pose(
      center: place(truth.center(of: template)), of: template, angle: truth.angle,
      scale: 0.5 * truth.scale)
    return (
      scene.firstImage(self.size.reference, at: enlarged, labeling: labeling),
      scene.secondImage(template, at: pose, labeling: labeling)
    )
  }

  @Test func `a large template has its shift from a lower resolution, to the pixel`() async throws {
    let truth = Pose(x: 203, y: 177)
    let (reference, template) = pair(at: truth)
    let result = try await Aligner().align(reference: reference, template: template)
    #expect(result.best.pose == truth)
    #expect(result.best.confidence > 0.9)
  }

  @Test func `large templates are reduced to 2^15 pixels or to their last ones, and no further`() {
    for seed in 0..<2000 {
      var generator = SeededGenerator(seed: seed)
      func side() -> Int {
        let most = 1 << Int.random(in: 0...13, using: &generator)
        return Int.random(in: 1...most, using: &generator)
      }
      let reference = Size(width: side(), height: side())
      let template = Size(width: side(), height: side())
      let factors = PyramidShiftSearch.factors(template: template, reference: reference)
      let (factor, finer) = (factors[0], factors[0] / 2)
      let context: Comment = "seed \(seed), \(template) on \(reference): \(factors)"
      func pixels(of factor: Int) -> Int { template.area / (factor * factor) }
      let shortest = min(template.width, template.height, reference.width, reference.height)
      let isLarge = template.area > 1 << 16 || reference.area > 1 << 24
      #expect(factor.nonzeroBitCount == 1 && factor <= shortest, context)
      #expect(!isLarge || pixels(of: factor) <= 1 << 15 || 2 * factor > shortest, context)
      #expect(factor == 1 || isLarge && pixels(of: finer) > 1 << 15, context)
      // A second search has no more than 2^24 pixels of the reference.
      let isSecond = factor > 1 && reference.area / (finer * finer) <= 1 << 24
      #expect(factors == (isSecond ? [factor, finer] : [factor]), context)
    }
  }

  @Test(arguments: 1...5)
  func `a large template has an answer on a reference of a few rows`(height: Int) async throws {
    let (reference, template) = pair(at: .identity)
    let strip = reference.cropped(
      to: PixelRect(x: 100, y: 90, size: Size(width: 500, height: height)))
    let result = try await Aligner().align(reference: strip, template: template)
    #expect(result.best.overlap > 0)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -3...3)
    let turned = try await Aligner(options: options).align(reference: strip, template: template)
    #expect(turned.best.overlap > 0)
  }

  @Test func `answers at a lower resolution are as far apart as is asked for, and no further`()
    async throws
  {
    let (image, template) = pair(at: .identity, template: Size(width: 340, height: 300))
    let part = image.planes[0].cropped(
      to: PixelRect(x: 0, y: 0, size: Size(width: 340, height: 300)))
    let twice = Plane(
      width: 680, height: 300,
      samples: (0..<680 * 300).map { part.samples[$0 / 680 * 340 + $0 % 340] })
    var options = AlignmentOptions()
    options.peakCount = 2
    options.peakRadius = 100
    let result = try await Aligner(options: options).align(
      reference: AlignmentImage(twice), template: template)
    #expect(Set(result.answers.map(\.pose)) == [.identity, Pose(x: 340, y: 0)])
  }

  @Test func `the parts of a pixel of a large template's shift are those of its own resolution`()
    async throws
  {
    let truth = Pose(x: 151.5, y: 98.25)
    let (reference, template) = pair(at: truth)
    var options = AlignmentOptions()
    options.isSubpixel = true
    let result = try await Aligner(options: options).align(
      reference: reference, template: template)
    #expect(result.best.pose.cornerDistance(to: truth, template: size.template) < 0.4)
  }

  @Test func `an exhaustive search for shifts compares every offset of the original resolution`()
    async throws
  {
    let truth = Pose(x: 203, y: 177)
    let (reference, template) = pair(at: truth)
    var options = AlignmentOptions()
    options.isExhaustive = true
    let result = try await Aligner(options: options).align(
      reference: reference, template: template)
    let labels = try await Aligner().align(
      LabelImagePair(reference: reference, template: template))
    #expect(result.best == labels.best)
    #expect(result.best.pose == truth)
  }

  @Test func `the turn of a large template is led to the original resolution`() async throws {
    let truth = Pose(x: 180, y: 190, angle: 7.3)
    let large = Size(width: 540, height: 530)
    let (reference, template) = pair(at: truth, template: large)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -15...15)
    options.minimumOverlap = 0.3
    let search = PoseSearch(
      SearchedPair(reference: reference, template: template), options: options)
    #expect(search.comparedFactor == 4)
    let result = try await Aligner(options: options).align(
      reference: reference, template: template)
    #expect(result.best.pose.cornerDistance(to: truth, template: large) < 0.3)
    #expect(result.best.confidence > 0.9)
  }

  @Test(arguments: [1, 3, 4], [0.3, 0.5])
  func `noise of a sensor makes no place of large pictures sure, on a dark ground either`(
    seed: Int, scale: Double
  ) async throws {
    let size = Size(width: 484, height: 336)
    let enlarged = Pose(center: Point(x: 0, y: 0), of: size, angle: 0, scale: scale)
    var generator = SeededGenerator(seed: seed)
    let noise = (0..<size.area).map { _ in Double.random(in: -14...14, using: &generator) }
    /// What rises from a dark ground, and the noise.
    func image(_ seed: Int, ground: Double) -> AlignmentImage {
      let values = TwinScene(seed: seed).first(size, at: enlarged)
      let mean = values.reduce(0, +) / Double(values.count)
      let bright = zip(values, noise).map { ground + 1.5 * max(0, $0 - mean) + $1 }
      return AlignmentImage(TwinScene.plane(bright.map { min(max($0, 0), 255) }, size))
    }
    let result = try await Aligner().align(
      reference: image(seed, ground: 20), template: image(seed + 1000, ground: 10))
    #expect(result.best.confidence < 0.9, "\(result.best)")
  }

  @Test(arguments: [PoseRange(), PoseRange(rotation: -3...3)])
  func `an answer has the same confidence whether or not it is led to the original resolution`(
    poses: PoseRange
  ) async throws {
    let truth = Pose(x: 203, y: 177)
    let (reference, template) = pair(at: truth)
    let images = SearchedPair(reference: reference, template: template)
    func result(leads: Bool) async throws -> AlignmentResult {
      var options = AlignmentOptions()
      options.poses = poses
      options.leadsAnswers = leads
      return poses.isTranslation
        ? try await PyramidShiftSearch(pair: images, options: options).run()
        : try await PoseSearch(images, options: options).run()
    }
    let (led, compared) = (try await result(leads: true), try await result(leads: false))
    #expect(compared.best.confidence == led.best.confidence)
    #expect(compared.best.prominence == led.best.prominence)
    #expect(compared.best.pose != led.best.pose)
    #expect(compared.best.pose.cornerDistance(to: truth, template: size.template) < 8)
  }

  @Test(arguments: Quantizer.allCases)
  func `the score of a large template is that of the whole picture's grey levels`(
    _ quantizer: Quantizer
  ) async throws {
    let truth = Pose(x: 411, y: 87)
    let (reference, template) = pair(
      at: truth, template: Size(width: 280, height: 270),
      labeling: Labeling(features: [.intensity], quantizer: quantizer))
    let result = try await Aligner().align(reference: reference, template: template)
    #expect(result.best.pose == truth)
    let whole = LabelImagePair(reference: reference, template: template)
    let histogram = JointHistogram(
      reference: whole.reference[0], template: whole.template[0],
      offset: Offset(x: Int(truth.tx), y: Int(truth.ty)))
    #expect(abs(result.best.score - histogram.information()) < 1e-9)
  }

  @Test func `the grey levels of a part of a picture are those of the whole picture`() {
    let (reference, _) = pair(at: .identity, labeling: Labeling(features: [.intensity]))
    let rect = PixelRect(x: 100, y: 60, size: Size(width: 400, height: 512))
    let part = reference.cropped(to: rect)
    let (labels, whole) = (part.labels(reducedBy: 1)[0], reference.labels(reducedBy: 1)[0])
    for y in 0..<512 {
      let row = whole.labels[(60 + y) * whole.width + 100..<(60 + y) * whole.width + 500]
      #expect(labels.labels[y * 400..<(y + 1) * 400] == row, "row \(y)")
    }
  }
}
