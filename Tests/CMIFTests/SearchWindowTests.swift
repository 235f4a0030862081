import TestSupport
import Testing

@testable import CMIF

/// Searches around an expected place.
@Suite struct SearchWindowTests {
  private static let size = (
    reference: Size(width: 420, height: 400), template: Size(width: 70, height: 60)
  )
  private static let truth = Pose(x: 180, y: 150)

  private func pair(
    _ seed: Int, at truth: Pose = truth, unrelated: Bool = false, mask: Mask? = nil
  ) -> (reference: AlignmentImage, template: AlignmentImage) {
    let scene = TwinScene(seed: seed)
    let other = TwinScene(seed: unrelated ? seed + 1000 : seed)
    return (
      scene.firstImage(Self.size.reference, mask: mask),
      other.secondImage(Self.size.template, at: truth)
    )
  }

  private func window(_ x: Double, _ y: Double, _ reach: Double) -> SearchWindow {
    SearchWindow(center: Point(x: x, y: y), reachX: reach, reachY: reach)
  }

  private func align(
    _ pair: (reference: AlignmentImage, template: AlignmentImage), _ window: SearchWindow?,
    _ change: (inout AlignmentOptions) -> Void = { _ in }
  ) async throws -> AlignmentResult {
    var options = AlignmentOptions()
    options.window = window
    change(&options)
    return try await Aligner(options: options).align(
      reference: pair.reference, template: pair.template)
  }

  private func distance(_ answer: AlignmentAnswer, _ truth: Pose = truth) -> Double {
    answer.pose.cornerDistance(to: truth, template: Self.size.template)
  }

  @Test func `turns around an expected place are compared alike in tiles of any number`()
    async throws
  {
    for seed in 0..<4 {
      // Stripes without data all over, so that all offsets are compared.
      let mask = Mask(Self.size.reference) { x, y in (x + 3 * y) % 40 > 2 }
      let pair = pair(seed, unrelated: seed % 2 == 0, mask: mask)
      func scan(memory: Int) async throws -> PoseScan.Result {
        var options = AlignmentOptions()
        options.window = window(215, 180, 40)
        options.poses = PoseRange(rotation: -8...8)
        options.resources = Resources(threads: 2, memory: memory)
        let level = try await PyramidLevel(
          SearchedPair(reference: pair.reference, template: pair.template), reducedBy: 2,
          options: options)
        return try await PoseScan(
          level: level, options: options, pair: level.pair, peaksPerPose: 6, peakRadius: 1
        ).run(PoseGrid(options.poses, at: level))
      }
      let (expected, found) = (try await scan(memory: 1 << 30), try await scan(memory: 6 << 20))
      #expect(found.statistics.tiles > expected.statistics.tiles, "seed \(seed)")
      let outside = expected.candidates.count { $0.isOutsideWindow }
      #expect(outside > 0, "seed \(seed)")
      #expect(found.candidates.map(\.pose) == expected.candidates.map(\.pose), "seed \(seed)")
      #expect(
        found.candidates.map(\.peak.rank) == expected.candidates.map(\.peak.rank), "seed \(seed)")
    }
  }

  // MARK: The rectangle

  @Test func `the offsets of a window are those whose middles lie in it, at any size and place`() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      let size = Size(
        width: Int.random(in: 1...9, using: &generator),
        height: Int.random(in: 1...9, using: &generator))
      let window = SearchWindow(
        center: Point(
          x: Double.random(in: -20...20, using: &generator),
          y: Double.random(in: -20...20, using: &generator)),
        reachX: Double.random(in: 0.5...6, using: &generator),
        reachY: Double.random(in: 0.5...6, using: &generator))
      let offsets = window.offsets(of: size)
      for y in -40...40 {
        for x in -40...40 {
          let middle = Pose(x: Double(x), y: Double(y)).center(of: size)
          #expect(
            offsets.contains(Offset(x: x, y: y)) == window.contains(middle),
            "\(x), \(y), \(size), \(window)")
        }
      }
    }
  }

  @Test func `a reduced window holds what the original one holds`() {
    let window = SearchWindow(center: Point(x: 100.25, y: -7), reachX: 9, reachY: 2.5)
    let size = Size(width: 64, height: 48)
    for factor in [2, 4, 8] {
      let reduced = Size(width: size.width / factor, height: size.height / factor)
      let offsets = window.offsets(of: reduced, reducedBy: factor)
      let original = window.offsets(of: size)
      for x in original.x..<original.x + original.width {
        let nearest = Int((Double(x) / Double(factor)).rounded())
        #expect(offsets.contains(Offset(x: nearest, y: offsets.y)), "\(x) by \(factor)")
      }
    }
  }

  @Test func `a window needs half a pixel, and a middle that is a number`() async {
    await #expect(processExitsWith: .failure) {
      _ = SearchWindow(center: Point(x: 0, y: 0), reachX: 0.4, reachY: 5)
    }
    await #expect(processExitsWith: .failure) {
      _ = SearchWindow(center: Point(x: .nan, y: 0), reachX: 5, reachY: 5)
    }
    await #expect(processExitsWith: .failure) {
      _ = SearchWindow(center: Point(x: 0, y: 2e9), reachX: 5, reachY: 5)
    }
  }

  // MARK: Answers

  @Test(arguments: [1, 2, 3])
  func `the place in a window is that of the whole search, and as sure`(seed: Int) async throws {
    let pair = pair(seed)
    let whole = try await align(pair, nil).best
    let center = Self.truth.center(of: Self.size.template)
    for reach in [1.0, 6, 20] {
      let found = try await align(pair, window(center.x + 0.4 * reach, center.y, reach))
      #expect(found.best.pose == whole.pose, "within \(reach)")
      #expect(found.best.confidence > 0.9, "within \(reach): \(found)")
    }
  }

  @Test func `turns, scales and the full grid are searched in a window`() async throws {
    let truth = Pose(
      center: Point(x: 220.3, y: 190.6), of: Self.size.template, angle: 12, scale: 1.1)
    let pair = pair(4, at: truth)
    let window = window(226, 186, 12)
    let poses = PoseRange(rotation: 4...20, scale: 0.95...1.25)
    let found = try await align(pair, window) { $0.poses = poses }
    #expect(distance(found.best, truth) < 1.5, "\(found)")
    #expect(found.best.confidence > 0.9, "\(found)")
    let grid = try await align(pair, window) {
      $0.poses = PoseRange(rotation: 10...14, scale: 1.1...1.1)
      $0.isExhaustive = true
    }
    #expect(distance(grid.best, truth) < 3, "\(grid)")
  }

  @Test(arguments: [0.0, 15])
  func `all answers have their middle in the window`(turn: Double) async throws {
    let pair = pair(5, unrelated: true)
    for (index, x) in [-3.0, 40.5, 210, 400].enumerated() {
      let window = SearchWindow(center: Point(x: x, y: 150.3), reachX: 7.5, reachY: 4)
      let result = try await align(pair, window) {
        $0.poses = PoseRange(rotation: -turn...turn)
        $0.peakCount = 5
        $0.peakRadius = 2
        $0.minimumOverlap = 0.3
        $0.isSubpixel = index % 2 == 0
      }
      for answer in result.answers {
        #expect(window.contains(answer.center), "\(answer.center) of \(window)")
      }
    }
  }

  @Test func `a large template is found in a window of its own resolution`() async throws {
    let scene = TwinScene(seed: 21)
    let (size, truth) = (Size(width: 300, height: 290), Pose(x: 203, y: 177))
    let whole = Size(width: 1000, height: 900)
    let enlarged = Pose(
      center: Point(x: 0, y: 0), of: Size(width: 1, height: 1), angle: 0, scale: 0.5)
    let reference = scene.firstImage(whole, at: enlarged)
    let template = scene.secondImage(
      size, at: Pose(x: 0.5 * truth.tx, y: 0.5 * truth.ty, scale: 0.5))
    let center = truth.center(of: size)
    for window in [window(center.x - 9, center.y + 4, 20), window(center.x, center.y, 0.5)] {
      let result = try await align((reference, template), window)
      #expect(result.best.pose == truth)
      #expect(result.best.confidence > 0.9)
    }
  }

  @Test func `pixels that take no part narrow a window's search no further`() async throws {
    let size = Self.size.reference
    let mask = Mask(size) { x, y in !(x > 190 && x < 215 && y > 160 && y < 180) && x < 260 }
    let pair = pair(6, mask: mask)
    let whole = try await align(pair, nil).best
    let found = try await align(pair, window(210, 185, 20)).best
    #expect(found.pose == whole.pose && found.overlap == whole.overlap)
    // Beyond column 260 the reference has no pixels that count.
    await #expect(throws: CMIFError.noOverlap) { try await align(pair, window(330, 180, 10)) }
  }

  @Test(arguments: [0.0, 10])
  func `a window without a place that overlaps enough has no answer`(turn: Double) async throws {
    let pair = pair(7)
    for window in [window(-30, 180, 8), window(210, 1e9, 20), window(210, 425, 5)] {
      await #expect(throws: CMIFError.noOverlap, "\(window)") {
        try await align(pair, window) { $0.poses = PoseRange(rotation: -turn...turn) }
      }
    }
  }

  @Test func `the answer is the same with every number of threads`() async throws {
    let truth = Pose(center: Point(x: 220, y: 190), of: Self.size.template, angle: 7, scale: 1)
    for poses in [PoseRange(), PoseRange(rotation: -10...10)] {
      var results: [[AlignmentAnswer]] = []
      for threads in [1, 2, 3] {
        let pair = pair(8, at: truth)
        results.append(
          try await align(pair, window(215, 192, 15)) {
            $0.poses = poses
            $0.peakCount = 3
            $0.resources = Resources(threads: threads)
          }.answers)
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }

  // MARK: Confidence

  @Test(arguments: [0.0, 12])
  func `a better place outside of the window is a rival`(turn: Double) async throws {
    let pair = pair(9)
    let center = Self.truth.center(of: Self.size.template)
    let result = try await align(pair, window(center.x + 45, center.y - 10, 25)) {
      $0.poses = PoseRange(rotation: -turn...turn)
    }
    #expect(result.best.confidence < 0.1, "\(result)")
    #expect(
      result.warnings.contains { if case .edgeOfWindow(49...52) = $0 { true } else { false } },
      "\(result)")
  }

  @Test(arguments: [0.0, 12])
  func `an answer beside the best place at the border is told and not sure`(turn: Double)
    async throws
  {
    let center = Self.truth.center(of: Self.size.template)
    for (seed, beyond) in [(10, 0.6), (11, 1.4), (12, 2.2), (13, 3.4)] {
      let result = try await align(pair(seed), window(center.x + 8 + beyond, center.y, 8)) {
        $0.poses = PoseRange(rotation: -turn...turn)
      }
      #expect(result.best.confidence <= 0.5, "\(beyond): \(result)")
      #expect(
        result.warnings.contains { $0.code == "edge-of-window" }, "\(beyond): \(result)")
    }
  }

  @Test(arguments: [0.0, 10])
  func `unrelated pictures are not sure in windows of any size`(turn: Double) async throws {
    for seed in 20..<28 {
      let pair = pair(seed, unrelated: true)
      for reach in [5.0, 20, 60] {
        let result = try await align(pair, window(190, 170, reach)) {
          $0.poses = PoseRange(rotation: -turn...turn)
        }
        #expect(result.best.confidence < 0.9, "seed \(seed) within \(reach): \(result)")
      }
    }
  }

  // MARK: Labels

  @Test func `label images are searched in a window as well`() async throws {
    let images = pair(14)
    let labels = LabelImagePair(reference: images.reference, template: images.template)
    var options = AlignmentOptions()
    options.window = window(214.5, 179.5, 0.5)
    let found = try await Aligner(options: options).align(labels)
    #expect(found.best.pose == Self.truth && found.best.confidence > 0.9)
    options.window = window(220, 179.5, 4)
    let beside = try await Aligner(options: options).align(labels)
    #expect(beside.best.confidence <= 0.5 && beside.best.center.x >= 216)
    #expect(beside.warnings.map(\.code) == ["edge-of-window"])
  }
}
