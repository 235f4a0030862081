import Testing

@testable import CMIF

/// Poses with a shear and two scales, in pictures of a scene by two instruments.
@Suite struct AffineRefinementTests {
  private static let template = Size(width: 110, height: 90)

  /// The scene by both instruments, the template at a pose on the reference.
  private func pair(
    seed: Int, truth: Pose, _ template: Size = Self.template, _ reference: Size? = nil
  ) -> (reference: AlignmentImage, template: AlignmentImage) {
    let scene = TwinScene(seed: seed)
    return (
      scene.firstImage(reference ?? Size(width: 230, height: 210)),
      scene.secondImage(template, at: truth)
    )
  }

  /// A pose that turns, and shears and scales the axes by `linear` after that, the template's middle at (118, 103).
  private func pose(
    _ linear: (m00: Double, m01: Double, m10: Double, m11: Double) = (1, 0, 0, 1),
    turn: Double = 0, of size: Size = Self.template, at center: Point = Point(x: 118.3, y: 102.8)
  ) -> Pose {
    let turned = Pose(x: 0, y: 0, angle: turn)
    var pose = Pose(
      m00: linear.m00 * turned.m00 + linear.m01 * turned.m10,
      m01: linear.m00 * turned.m01 + linear.m01 * turned.m11, tx: 0,
      m10: linear.m10 * turned.m00 + linear.m11 * turned.m10,
      m11: linear.m10 * turned.m01 + linear.m11 * turned.m11, ty: 0)
    let middle = pose.center(of: size)
    (pose.tx, pose.ty) = (center.x - middle.x, center.y - middle.y)
    return pose
  }

  private static let sheared = (m00: 1.03, m01: 0.03, m10: 0.0, m11: 0.98)

  /// The best answers without refinement and with it.
  private func answers(
    _ pair: (reference: AlignmentImage, template: AlignmentImage),
    rotation: ClosedRange<Double> = 0...0
  ) async throws -> (plain: AlignmentAnswer, refined: AlignmentAnswer) {
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: rotation, scale: 1...1)
    options.isSubpixel = true
    let plain = try await Aligner(options: options).align(
      reference: pair.reference, template: pair.template)
    options.isSubpixel = false
    options.refinement = .affine
    let refined = try await Aligner(options: options).align(
      reference: pair.reference, template: pair.template)
    #expect(refined.warnings == plain.warnings)
    return (plain.best, refined.best)
  }

  // MARK: Searches

  @Test(arguments: 0..<4, [0.0, 14])
  func `a small affine map is found to half a pixel at the corners, from shifts and from turns`(
    seed: Int, turn: Double
  ) async throws {
    let truth = pose(Self.sheared, turn: turn)
    let found = try await answers(
      pair(seed: seed, truth: truth), rotation: turn == 0 ? 0...0 : -30...30)
    let (before, after) = (
      found.plain.pose.cornerDistance(to: truth, template: Self.template),
      found.refined.pose.cornerDistance(to: truth, template: Self.template)
    )
    #expect(before > 1 && after < 0.5, "seed \(seed): \(before), then \(after)")
    #expect(found.refined.center == found.refined.pose.center(of: Self.template))
    #expect(found.refined.confidence == found.plain.confidence)
    #expect(found.refined.score == found.plain.score)
  }

  @Test(arguments: 4..<8, [0.0, -11])
  func `where shifts and turns are all there is, the answer becomes hardly worse`(
    seed: Int, turn: Double
  ) async throws {
    let truth = pose(turn: turn)
    let found = try await answers(
      pair(seed: seed, truth: truth), rotation: turn == 0 ? 0...0 : -30...30)
    let (before, after) = (
      found.plain.pose.cornerDistance(to: truth, template: Self.template),
      found.refined.pose.cornerDistance(to: truth, template: Self.template)
    )
    #expect(after < before + 0.2, "seed \(seed): \(before), then \(after)")
  }

  @Test func `a large template is refined at a lower resolution first`() async throws {
    let size = Size(width: 330, height: 300)
    let truth = pose(Self.sheared, of: size, at: Point(x: 210.4, y: 190.7))
    let found = try await answers(
      pair(seed: 9, truth: truth, size, Size(width: 420, height: 400)))
    let (before, after) = (
      found.plain.pose.cornerDistance(to: truth, template: size),
      found.refined.pose.cornerDistance(to: truth, template: size)
    )
    #expect(before > 4 && after < 0.5, "\(before), then \(after)")
  }

  @Test func `every answer is refined, the same for every number of threads`() async throws {
    let pair = pair(seed: 3, truth: pose(Self.sheared))
    var options = AlignmentOptions()
    options.peakCount = 3
    options.refinement = .affine
    var results: [[AlignmentAnswer]] = []
    for threads in 1...2 {
      options.resources = Resources(threads: threads)
      results.append(
        try await Aligner(options: options).align(
          reference: pair.reference, template: pair.template
        ).answers)
    }
    #expect(results[0] == results[1] && results[0].count == 3)
    let refinement = AffineRefinement(reference: pair.reference, template: pair.template)
    options.refinement = .none
    options.isSubpixel = true
    let plain = try await Aligner(options: options).align(
      reference: pair.reference, template: pair.template)
    #expect(try plain.answers.map { try refinement.refined($0.pose) } == results[0].map(\.pose))
  }

  // MARK: Limits

  @Test func `a pose that would move too far stays as it was`() throws {
    let start = pose()
    for (growth, isReached) in [(1.03, true), (1.07, false)] {
      let truth = pose((growth, 0, 0, growth))
      let pair = pair(seed: 1, truth: truth)
      let refined = try AffineRefinement(reference: pair.reference, template: pair.template)
        .refined(start)
      let distance = refined.cornerDistance(to: truth, template: Self.template)
      #expect(isReached ? distance < 0.5 : refined == start, "\(growth): \(distance)")
      let part = truth.cornerDistance(to: start, template: Self.template) / 142
      #expect((part <= AffineRefinement.reach) == isReached)
    }
  }

  @Test func `a pose that gains too little stays as it was`() throws {
    let truth = pose(turn: 5)
    let pair = pair(seed: 2, truth: truth)
    let refinement = AffineRefinement(reference: pair.reference, template: pair.template)
    #expect(try refinement.refined(truth) == truth)
    var near = truth
    near.tx += 0.2
    #expect(try refinement.refined(near) == near)
  }

  @Test func `every direction moves the corners by a pixel on average`() {
    for angle in [0.0, 33] {
      for scale in [0.5, 1, 3] {
        let pose = Pose(x: 7, y: 9, angle: angle, scale: scale)
        let (w, h) = (Double(Self.template.width - 1), Double(Self.template.height - 1))
        let radius = (w * w + h * h).squareRoot() / 2 * scale
        let directions = AffineRefinement.Direction.all(cornerRadius: radius)
        #expect(directions.count == 6)
        for direction in directions {
          let moved = direction.moved(pose, of: Self.template, by: -1)
          let distance = moved.cornerDistance(to: pose, template: Self.template)
          #expect(abs(distance - 1) < 1e-9, "\(direction): \(distance)")
          let center = moved.center(of: Self.template)
          let still = pose.center(of: Self.template)
          let shift = (abs(center.x - still.x), abs(center.y - still.y))
          #expect(abs(shift.0 - direction.x) < 1e-9 && abs(shift.1 - direction.y) < 1e-9)
        }
      }
    }
  }

  @Test(arguments: [
    (Size(width: 1, height: 1), Size(width: 1, height: 1)),
    (Size(width: 600, height: 300), Size(width: 700, height: 1)),
    (Size(width: 70_000, height: 1), Size(width: 2, height: 2)),
    (Size(width: 20, height: 20), Size(width: 9, height: 9)),
  ])
  func `pictures without a place to go to keep the pose`(template: Size, reference: Size) throws {
    func image(_ size: Size) -> AlignmentImage {
      AlignmentImage(
        Plane(
          width: size.width, height: size.height, samples: [Int32](repeating: 5, count: size.area)))
    }
    let refinement = AffineRefinement(reference: image(reference), template: image(template))
    for pose in [Pose.identity, Pose(x: 1e6, y: -3, angle: 12), Pose(x: 0, y: 0, scale: 1e-3)] {
      #expect(try refinement.refined(pose) == pose)
    }
  }
}
