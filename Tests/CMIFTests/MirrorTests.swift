import TestSupport
import Testing

@testable import CMIF

/// Mirror images of templates: flips of pictures and poses, and searches for both.
@Suite struct MirrorTests {
  private static let size = Size(width: 60, height: 52)

  /// A template that lies at (19, 33) of a reference, seen by another instrument.
  private func pair(seed: Int = 7) -> (reference: AlignmentImage, template: AlignmentImage) {
    let scene = TwinScene(seed: seed)
    return (
      scene.firstImage(Size(width: 110, height: 120)),
      scene.secondImage(Self.size, at: Pose(x: 19, y: 33))
    )
  }

  private func options(
    _ mirroring: Mirroring, _ poses: PoseRange = PoseRange(), peaks: Int = 1
  ) -> AlignmentOptions {
    var options = AlignmentOptions()
    options.mirroring = mirroring
    options.poses = poses
    options.peakCount = peaks
    return options
  }

  private func align(
    _ reference: AlignmentImage, _ template: AlignmentImage, _ options: AlignmentOptions
  ) async throws -> AlignmentResult {
    try await Aligner(options: options).align(reference: reference, template: template)
  }

  // MARK: Flips

  @Test func `a flipped pose takes each pixel to where the flipped copy's pose takes it`() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      func number(_ range: ClosedRange<Double>) -> Double {
        .random(in: range, using: &generator)
      }
      let size = Size.random(upTo: 50, using: &generator)
      let pose = Pose(
        x: number(-90...90), y: number(-90...90), angle: number(-180...180), scale: number(0.3...3))
      for flip in Flip.allCases {
        let flipped = pose.flipped(flip, of: size)
        let (x, y) = (number(-9...60), number(-9...60))
        let there =
          flip == .topToBottom
          ? pose.apply(x: x, y: Double(size.height - 1) - y)
          : pose.apply(x: Double(size.width - 1) - x, y: y)
        let here = flipped.apply(x: x, y: y)
        #expect(abs(here.x - there.x) + abs(here.y - there.y) < 1e-9, "seed \(seed)")
        #expect(flipped.isMirrored && !pose.isMirrored)
        #expect(abs(flipped.scale - pose.scale) < 1e-12)
        let back = flipped.flipped(flip, of: size)
        #expect(back.cornerDistance(to: pose, template: size) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test func `a mirrored pose is a flip from top to bottom, a turn by its angle, and a scale`() {
    let size = Size(width: 9, height: 7)
    for angle in [0.0, 30, 90, 135, 180, -90, -17] {
      let plain = Pose(x: 3, y: 4, angle: angle, scale: 1.5)
      let pose = plain.flipped(.topToBottom, of: size)
      let (c, s) = (1.5 * cosine(angle * .pi / 180), 1.5 * sine(angle * .pi / 180))
      for (value, expected) in zip([pose.m00, pose.m01, pose.m10, pose.m11], [c, s, s, -c]) {
        #expect(abs(value - expected) < 1e-12)
      }
      #expect(abs(pose.angle - angle) < 1e-9 && abs(pose.scale - 1.5) < 1e-12)
      #expect(pose.flip == (abs(angle) > 90 ? .leftToRight : .topToBottom))
      #expect(plain.flip == nil)
    }
    let aside = Pose(x: 3, y: 4).flipped(.leftToRight, of: size)
    #expect(aside == Pose(m00: -1, m01: 0, tx: 11, m10: 0, m11: 1, ty: 4))
    #expect(aside.angle == 180)
  }

  @Test func `a picture that is flipped twice is the same, and its corners change places`() {
    let plane = Plane(width: 3, height: 2, samples: [1, 2, 3, 4, 5, 6])
    #expect(plane.flipped(.topToBottom).samples == [4, 5, 6, 1, 2, 3])
    #expect(plane.flipped(.leftToRight).samples == [3, 2, 1, 6, 5, 4])
    let mask = Mask(width: 3, height: 2, isIncluded: [true, true, false, true, true, true])
    var image = AlignmentImage(planes: [plane], colors: [plane, plane], mask: mask)
    image.noData = .value(4, tolerance: 1)
    for flip in Flip.allCases {
      let flipped = image.flipped(flip)
      #expect(flipped.planes != image.planes && flipped.noData == image.noData)
      #expect(flipped.mask == mask.flipped(flip) && flipped.mask != mask)
      #expect(flipped.colors == [plane, plane].map { $0.flipped(flip) })
      let back = flipped.flipped(flip)
      #expect(back.planes == image.planes && back.mask == mask && back.colors == image.colors)
    }
  }

  // MARK: Searches for shifts

  @Test(arguments: Flip.allCases, [Mirroring.yes, .auto])
  func `a flipped template has the very answer of the template as it is`(
    flip: Flip, mirroring: Mirroring
  ) async throws {
    let (reference, template) = pair()
    let plain = try await align(reference, template, options(.no)).best
    try #require(plain.pose == Pose(x: 19, y: 33) && plain.confidence > 0.99)
    let found = try await align(reference, template.flipped(flip), options(mirroring)).best
    #expect(found.pose == plain.pose.flipped(flip, of: Self.size) && found.pose.isMirrored)
    #expect(found.pose.angle == (flip == .topToBottom ? 0 : 180))
    #expect(found.center == plain.center && found.overlap == plain.overlap)
    #expect(found.score == plain.score && found.sharpness == plain.sharpness)
    #expect(found.prominence == plain.prominence)
    #expect(found.confidence <= plain.confidence && found.confidence > 0.99)
  }

  @Test func `a template that is no mirror image has the same answer beside mirror images`()
    async throws
  {
    let (reference, template) = pair()
    let plain = try await align(reference, template, options(.no))
    let both = try await align(reference, template, options(.auto))
    #expect(both.best.pose == plain.best.pose && both.best.score == plain.best.score)
    #expect(both.warnings == plain.warnings)
    let mirrored = try await align(reference, template, options(.yes))
    #expect(mirrored.best.pose.isMirrored && mirrored.best.confidence < 0.5)
  }

  @Test func `labels are searched for mirror images, too`() async throws {
    let (reference, template) = pair()
    for flip in Flip.allCases {
      let result = try await Aligner(options: options(.auto)).align(
        LabelImagePair(reference: reference, template: template.flipped(flip)))
      #expect(result.best.pose == Pose(x: 19, y: 33).flipped(flip, of: Self.size))
    }
  }

  @Test func `answers of all flips are listed, each flip's in the order of its own search`()
    async throws
  {
    let (reference, template) = pair()
    let result = try await align(reference, template, options(.auto, peaks: 6))
    #expect(result.answers.count == 6 && !result.best.pose.isMirrored)
    #expect(result.best.prominence == result.answers.map(\.prominence).max())
    let mirrored = result.answers.filter(\.pose.isMirrored)
    #expect(Set(mirrored.map(\.pose.angle)) == [0, 180])
    let alone = try await align(reference, template, options(.no, peaks: 6)).answers
    let plain = result.answers.filter { !$0.pose.isMirrored }
    #expect(plain.map(\.pose) == alone.prefix(plain.count).map(\.pose))
    #expect(result.answers.map(\.confidence).reduce(0, +) <= 1)
  }

  @Test func `a picture without information has none in its mirror image`() async throws {
    let (reference, _) = pair()
    let flat = AlignmentImage(
      Plane(width: 20, height: 20, samples: .init(repeating: 4, count: 400)))
    for mirroring in [Mirroring.yes, .auto] {
      await #expect(throws: CMIFError.noInformation) {
        try await align(reference, flat, options(mirroring))
      }
    }
  }

  // MARK: Searches over turns and scales

  /// A template that is flipped, turned and scaled on the reference.
  private func turned(
    _ flip: Flip, angle: Double, scale: Double
  ) -> (reference: AlignmentImage, template: AlignmentImage, pose: Pose) {
    let scene = TwinScene(seed: 3)
    let size = Size(width: 84, height: 80)
    let pose = Pose(center: Point(x: 70, y: 78), of: size, angle: angle, scale: scale)
      .flipped(flip, of: size)
    return (
      scene.firstImage(Size(width: 150, height: 150)), scene.secondImage(size, at: pose), pose
    )
  }

  @Test(arguments: Flip.allCases)
  func `a narrow range finds both flips, turned and scaled`(flip: Flip) async throws {
    let (reference, template, pose) = turned(flip, angle: 5, scale: 0.95)
    let poses = PoseRange(rotation: 0...8, scale: 0.9...1)
    let found = try await align(reference, template, options(.auto, poses))
    let distance = found.best.pose.cornerDistance(to: pose, template: template.size)
    #expect(distance < 0.5 && found.best.pose.isMirrored, "\(found.best.pose)")
    #expect(found.best.confidence > 0.9 && found.warnings == [])
    #expect(abs(found.best.pose.angle - (flip == .topToBottom ? 5 : -175)) < 0.5)
  }

  @Test func `a whole turn, or half of one, is searched once for mirror images`() async throws {
    let (reference, template, pose) = turned(.leftToRight, angle: 20, scale: 1)
    func poses(_ mirroring: Mirroring, _ rotation: ClosedRange<Double>) async throws -> Int {
      let result = try await align(
        reference, template, options(mirroring, PoseRange(rotation: rotation)))
      if mirroring == .yes {
        let distance = result.best.pose.cornerDistance(to: pose, template: template.size)
        #expect(distance < 0.5, "\(rotation): \(result.best.pose)")
      }
      return result.statistics.poses
    }
    let whole = try await poses(.no, -180...180)
    // Checks look at some poses more.
    let checked = whole + whole / 10
    #expect(try await poses(.yes, -180...180) <= checked)
    #expect(try await poses(.yes, -90...90) <= checked)
    #expect(try await poses(.auto, -180...180) <= 2 * checked)
  }

  @Test(arguments: Flip.allCases)
  func `the exhaustive grid holds mirror images`(flip: Flip) async throws {
    let (reference, template, pose) = turned(flip, angle: 2, scale: 1)
    var options = options(.auto, PoseRange(rotation: 0...4))
    options.isExhaustive = true
    let found = try await align(reference, template, options).best
    #expect(found.pose.cornerDistance(to: pose, template: template.size) < 1.5)
    #expect(found.pose.isMirrored && found.confidence > 0.9)
  }

  // MARK: Trust

  @Test(arguments: Flip.allCases)
  func `on a symmetric scene neither the template nor its mirror image is sure`(
    flip: Flip
  ) async throws {
    // The second half of the reference is the first one, mirrored across the side where they meet.
    let (reference, template) = pair()
    let (plane, size) = (reference.planes[0], reference.size)
    let mirrored = plane.flipped(flip)
    let rows = (0..<size.height).map { row in
      (0..<2 * size.width).map { column in
        let source = column < size.width ? plane : mirrored
        return source.samples[row * size.width + column % size.width]
      }
    }
    let symmetric = AlignmentImage(
      Plane(width: 2 * size.width, height: size.height, samples: rows.flatMap(\.self)))
    #expect(try await align(symmetric, template, options(.no)).best.confidence > 0.99)
    let result = try await align(symmetric, template, options(.auto, peaks: 2))
    for answer in result.answers {
      #expect(answer.confidence < Confidence.sure)
      #expect(Confidence.value(prominence: answer.prominence) >= Confidence.sure)
    }
    #expect(Set(result.answers.map(\.pose.isMirrored)) == [true, false])
    #expect(result.warnings.contains(.otherFlip))
  }

  private func answer(_ pose: Pose, _ prominence: Double) -> AlignmentResult {
    AlignmentResult(
      answers: [
        AlignmentAnswer(
          pose: pose, center: pose.center(of: Self.size), score: 1, sharpness: 1,
          prominence: prominence, overlap: 1, confidence: Confidence.value(prominence: prominence),
          precision: 1)
      ])
  }

  private func contest(_ results: AlignmentResult...) -> AlignmentResult {
    FlipContest(results: results, options: options(.auto, peaks: 5), template: Self.size).result
  }

  @Test func `one place that two ranges of turns lead to is one answer, and no rival of itself`() {
    let pose = Pose(x: 10, y: 10, angle: 89.9).flipped(.topToBottom, of: Self.size)
    var near = pose
    near.tx += 1
    let result = contest(answer(pose, 4), answer(near, 3.9))
    #expect(result.answers.count == 1 && result.best.pose == pose)
    #expect(result.best.confidence == Confidence.value(prominence: 4) && result.warnings == [])
    let apart = contest(answer(pose, 4), answer(Pose(x: 10, y: 10, angle: 89.9), 3.9))
    #expect(apart.answers.count == 2 && apart.best.confidence < 0.6)
    #expect(apart.warnings == [.otherFlip])
  }

  @Test func `of equal answers the first counts, and what a check said against it stays`() {
    let (plain, mirrored) = (
      Pose(x: 1, y: 2), Pose(x: 1, y: 2).flipped(.leftToRight, of: Self.size)
    )
    #expect(contest(answer(plain, 4), answer(mirrored, 4)).best.pose == plain)
    #expect(contest(answer(plain, 4), answer(mirrored, 4.1)).best.pose == mirrored)
    let doubted = answer(plain, 4).warned(.bend(3), confidenceAtMost: 0.3)
    let result = contest(doubted, answer(mirrored, 1))
    #expect(result.best.confidence == 0.3 && result.warnings == [.bend(3)])
  }

  @Test func `confidences of answers of which one is right add up to 1 at most`() {
    for seed in 0..<500 {
      var generator = SeededGenerator(seed: seed)
      let prominences = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        Double.random(in: generator.oneIn(5) ? 0...2000 : 0...6, using: &generator)
      }
      let values = prominences.indices.map { index in
        var others = prominences
        others.remove(at: index)
        let value = Confidence.value(prominence: prominences[index], among: others)
        #expect(value <= Confidence.value(prominence: prominences[index]), "seed \(seed)")
        let isContested = others.contains { Confidence.isRival($0, of: prominences[index]) }
        #expect(!isContested || value < Confidence.sure, "seed \(seed)")
        return value
      }
      #expect(values.reduce(0, +) <= 1 + 1e-12 && values.allSatisfy { $0 >= 0 }, "seed \(seed)")
    }
    #expect(Confidence.value(prominence: 3, among: []) == Confidence.value(prominence: 3))
    #expect(abs(Confidence.value(prominence: 900, among: [900]) - 0.5) < 1e-9)
    #expect(Confidence.value(prominence: 0, among: [0]) == 0)
  }
}
