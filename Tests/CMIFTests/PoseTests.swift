import TestSupport
import Testing

@testable import CMIF

@Suite struct PoseTests {
  @Test func `a whole turn visits no angle twice`() {
    let angles = PoseRange(rotation: -180...180).angles(step: 10)
    #expect(angles.count == 36)
    #expect(angles.first == -180 && angles.last == 170)
  }

  @Test func `a range has both its ends and no step larger than asked for`() {
    let angles = PoseRange(rotation: -20...20).angles(step: 3)
    #expect(angles.first == -20 && angles.last == 20)
    #expect(zip(angles, angles.dropFirst()).allSatisfy { $1 - $0 <= 3 })
    #expect(PoseRange(rotation: -4...4).angles(step: 360) == [-4, 4])
    #expect(PoseRange(scale: 0.5...2).scales(ratio: 101) == [0.5, 2])
    let scales = PoseRange(scale: 0.8...1.25).scales(ratio: 1.05)
    #expect(scales.first == 0.8 && scales.last == 1.25)
    #expect(zip(scales, scales.dropFirst()).allSatisfy { $1 / $0 <= 1.05 + 1e-12 })
  }

  @Test(arguments: [(4, 3), (6, 4), (10, 7)])
  func `a ring has eight offsets at its radius, right and down first`(radius: Int, diagonal: Int) {
    let (r, d) = (radius, diagonal)
    let places = [(r, 0), (d, d), (0, r), (-d, d), (-r, 0), (-d, -d), (0, -r), (d, -d)]
    #expect(Offset.ring(radius: radius) == places.map { Offset(x: $0, y: $1) })
  }

  @Test func `a single angle and a single scale are just that`() {
    #expect(PoseRange(rotation: 12...12).angles(step: 1) == [12])
    #expect(PoseRange(scale: 2...2).scales(ratio: 1.1) == [2])
  }

  @Test func `the scale asked for tells where a search begins and how fine its grid is`()
    async throws
  {
    let (template, reference) = (Size(width: 800, height: 900), Size(width: 1000, height: 1000))
    func factors(_ scale: Double) -> [Int] {
      PoseSearch.factors(template: template, reference: reference, scale: scale)
    }
    #expect([0.1, 0.2, 0.5, 1, 4].map(factors) == [[1], [2], [8, 4], [16, 8], [16, 8]])
    let strips = [95, 200, 400, 3000].map {
      PoseSearch.factors(
        template: Size(width: $0, height: 95), reference: Size(width: 4000, height: 3000), scale: 1)
    }
    #expect(strips == [[1], [1], [2, 1], [2, 1]])
    let source = AlignmentImage(
      Plane(width: 30, height: 40, samples: [Int32](repeating: 0, count: 1200)))
    for (scale, halfDiagonal) in [
      (1.0...1.0, 25.0), (0.8...1.25, 25), (4...4, 100), (0.5...0.5, 25),
    ] {
      var options = AlignmentOptions()
      options.poses = PoseRange(scale: scale)
      let level = try await PyramidLevel(
        SearchedPair(reference: source, template: source), reducedBy: 1, options: options)
      #expect(level.halfDiagonal == halfDiagonal)
    }
  }

  @Test func `an angle is in a range whichever way it is counted`() {
    let range = PoseRange(rotation: 170...200)
    #expect(range.contains(angle: -175, scale: 1) && range.contains(angle: 545, scale: 1))
    #expect(!range.contains(angle: 165, scale: 1) && !range.contains(angle: -155, scale: 1))
  }

  @Test func `a pose at a lower resolution is the same pose`() {
    let pose = Pose(x: 12.25, y: -7.5, angle: 33, scale: 1.2)
    let reduced = pose.reduced(by: 2)
    let there = reduced.enlarged(by: 2)
    #expect(there.cornerDistance(to: pose, template: Size(width: 64, height: 64)) < 1e-12)
    // The middle of the block of pixels (0, 0) to (1, 1) is (0.5, 0.5).
    let block = pose.apply(x: 0.5, y: 0.5)
    let pixel = reduced.apply(x: 0, y: 0)
    #expect(abs(2 * pixel.x + 0.5 - block.x) < 1e-12)
    #expect(abs(2 * pixel.y + 0.5 - block.y) < 1e-12)
  }

  @Test func `every pose evaluated is the exact map of the turned labels`() throws {
    for seed in 0..<40 {
      var generator = SeededGenerator(seed: seed)
      func length(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
      var reference = LabelImage.random(
        Size(width: length(8...30), height: length(8...30)), levels: 5, maskOdds: 3,
        using: &generator)
      // A frame without data.
      let frame = length(0...2)
      if frame > 0 {
        let size = reference.size
        let inner = Mask(size) { x, y in
          (frame..<size.width - frame).contains(x) && (frame..<size.height - frame).contains(y)
        }
        reference = reference.masked(by: reference.mask.map(inner.intersection) ?? inner)
      }
      let part = try #require(PixelRuns(reference).bounds)
      let template = LabelImage.random(
        Size(width: length(3...14), height: length(3...14)), levels: 4, maskOdds: 3,
        using: &generator)
      let scale = Double.random(in: 0.7...1.4, using: &generator)
      let canvas = LabelResampling.canvas(for: template.size, scale: scale)
      let turned = LabelResampling(
        template: template.size, canvas: canvas,
        angle: Double.random(in: -180...180, using: &generator), scale: scale
      ).labels([template])
      let domain = OffsetRect(
        x: 1 - canvas.width, y: 1 - canvas.height, width: reference.width + canvas.width - 1,
        height: reference.height + canvas.height - 1)
      let workload = ReferenceTile.workload(
        of: LabelImagePair(reference: [reference], template: turned), part: part,
        canvas: canvas, domain: domain, halo: 2, margin: 2)
      let tiling = try Tiling(
        workload: workload, threads: 1, budget: MemoryBudget(total: 1 << 28))
      let table = LogTable(maximum: reference.size.largestOverlap(with: canvas))
      for index in 0..<tiling.count {
        let tile = try ReferenceTile(
          reference: [reference], part: part, featureCount: 1, canvas: canvas, tile: tiling[index],
          covered: tiling.covered(index), shape: tiling.shape, keepsSpectra: true, table: table)
        let worker = try tile.makeWorker()
        let values = try tile.evaluate(turned, normalization: .unnormalized, worker: worker)
        for i in values.values.indices {
          let offset = Offset(
            x: values.covered.x + i % values.covered.width,
            y: values.covered.y + i / values.covered.width)
          let histogram = JointHistogram(
            reference: reference, template: turned[0], offset: offset)
          #expect(Int(values.overlaps[i]) == histogram.total, "seed \(seed), \(offset)")
          #expect(
            abs(values.values[i] - histogram.information()) <= 1e-9, "seed \(seed), \(offset)")
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func `masks of every other row hide no place`(isReferenceMasked: Bool) async throws {
    var generator = SeededGenerator(seed: 5)
    let (side, size) = (220, 120)
    let image = LabelImage.random(
      Size(width: side, height: side), levels: 200, using: &generator)
    let cut = image.cropped(x: 48, y: 56, width: size, height: size)
    func source(_ image: LabelImage, isMasked: Bool) -> AlignmentImage {
      let plane = Plane(
        width: image.width, height: image.height, samples: image.labels.map(Int32.init))
      let rows = (0..<image.height).flatMap { row in
        [Bool](repeating: row % 2 == 0, count: image.width)
      }
      let mask = Mask(width: image.width, height: image.height, isIncluded: rows)
      return AlignmentImage(plane, mask: isMasked ? mask : nil)
    }
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -4...4)
    options.minimumOverlap = 0.9
    let result = try await Aligner(options: options).align(
      reference: source(image, isMasked: isReferenceMasked),
      template: source(cut, isMasked: !isReferenceMasked))
    let truth = Pose(x: 48, y: 56)
    let corners = Size(width: size, height: size)
    #expect(result.best.pose.cornerDistance(to: truth, template: corners) < 1)
  }

  @Test
  func `answers keep the overlap asked for to 2 %, and there is one, however ranks rise outward`()
    async throws
  {
    for seed in 0..<8 {
      var generator = SeededGenerator(seed: seed)
      func noise(_ side: Int) -> AlignmentImage {
        let samples = (0..<side * side).map { _ in Int32.random(in: 0..<256, using: &generator) }
        return AlignmentImage(Plane(width: side, height: side, samples: samples))
      }
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -5...5)
      options.criterion = .score
      options.minimumOverlap = 0.5
      let result = try await Aligner(options: options).align(
        reference: noise(150), template: noise(100))
      #expect(result.best.overlap >= 0.98 * options.minimumOverlap, "seed \(seed)")
    }
  }

  @Test func `a preview tells a place from others that half the resolution shows alike`()
    async throws
  {
    // Nine copies of one picture that differ inside of blocks of 2 x 2 pixels alone.
    var generator = SeededGenerator(seed: 3)
    let (side, copies) = (60, 3)
    let blocks = (0..<side * side / 4).map { _ in Int32.random(in: 0..<8, using: &generator) }
    let width = side * copies
    var samples = [Int32](repeating: 0, count: width * width)
    for y in stride(from: 0, to: width, by: 2) {
      for x in stride(from: 0, to: width, by: 2) {
        let block = blocks[y % side / 2 * (side / 2) + x % side / 2]
        let fine = [0, 0, 0, 8].shuffled(using: &generator)
        for i in 0..<4 { samples[(y + i / 2) * width + x + i % 2] = block + Int32(fine[i]) }
      }
    }
    let (left, top) = (side, 2 * side)
    let cut = (top..<top + side).flatMap { y in
      samples[y * width + left..<y * width + left + side].map { 15 - $0 }
    }
    let options = AlignmentOptions()
    let level = try await PyramidLevel(
      SearchedPair(
        reference: AlignmentImage(Plane(width: width, height: width, samples: samples)),
        template: AlignmentImage(Plane(width: side, height: side, samples: cut))),
      reducedBy: 1, options: options)
    func candidate(x: Int, y: Int) -> PoseCandidate {
      let peak = Peak(
        offset: Offset(x: 0, y: 0), rank: 1, score: 1, sharpness: 1, features: [], overlap: 1,
        refinement: (0, 0))
      return PoseCandidate(
        pose: Pose(x: Double(x), y: Double(y)), angle: 0, scale: 1, peak: peak)
    }
    // Each a little off, and one beside the reference.
    let places = (0..<9).map { candidate(x: $0 % 3 * side + 1, y: $0 / 3 * side - 1) }
    var statistics = EngineStatistics()
    let rated = try await PosePreview(level: level, options: options).run(
      places + [candidate(x: 2 * width, y: 0)], &statistics)
    #expect(rated.count == 9)
    let order = rated.sorted { $0.peak.rank > $1.peak.rank }
    let distance = order[0].pose.cornerDistance(
      to: Pose(x: Double(left), y: Double(top)), template: Size(width: side, height: side))
    #expect(distance < 1e-9)
    #expect(order[0].peak.rank > 2 * order[1].peak.rank)
  }

  @Test func `a preview at half the resolution tells the true turn`() async throws {
    var generator = SeededGenerator(seed: 8)
    let (side, size) = (200, Size(width: 120, height: 100))
    // Blocks of 4 x 4 pixels, which half the resolution shows.
    let blocks = (0..<side * side / 16).map { _ in Int32.random(in: 0..<256, using: &generator) }
    let samples = (0..<side * side).map { blocks[$0 / side / 4 * (side / 4) + $0 % side / 4] }
    let truth = Pose(center: Point(x: 99.5, y: 109.5), of: size, angle: 90, scale: 1)
    let cut = (0..<size.area).map { i in
      let point = truth.apply(x: Double(i % size.width), y: Double(i / size.width))
      return 255 - samples[Int(point.y.rounded()) * side + Int(point.x.rounded())]
    }
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: 0...90)
    let level = try await PyramidLevel(
      SearchedPair(
        reference: AlignmentImage(Plane(width: side, height: side, samples: samples)),
        template: AlignmentImage(Plane(width: size.width, height: size.height, samples: cut))),
      reducedBy: 2, options: options)
    let peak = Peak(
      offset: Offset(x: 0, y: 0), rank: 1, score: 1, sharpness: 1, features: [], overlap: 1,
      refinement: (0, 0))
    let candidates = [0.0, 90, 45].map { angle in
      PoseCandidate(
        pose: Pose(center: Point(x: 101.5, y: 107.5), of: size, angle: angle, scale: 1),
        angle: angle,
        scale: 1, peak: peak)
    }
    var statistics = EngineStatistics()
    let rated = try await PosePreview(level: level, options: options).run(
      candidates, &statistics)
    #expect(rated.map(\.angle) == [0, 90, 45])
    #expect(rated[1].pose.cornerDistance(to: truth, template: size) < 1)
    #expect(rated[1].peak.rank > 2 * max(rated[0].peak.rank, rated[2].peak.rank))
  }

  @Test func `a preview that does not fit the memory is refused`() async throws {
    let plane = Plane(width: 64, height: 64, samples: (0..<4096).map { Int32($0 % 97) })
    var options = AlignmentOptions()
    options.resources = Resources(threads: 2, memory: 10_000)
    let level = try await PyramidLevel(
      SearchedPair(reference: AlignmentImage(plane), template: AlignmentImage(plane)),
      reducedBy: 1, options: options)
    let preview = PosePreview(level: level, options: options)
    await #expect {
      var statistics = EngineStatistics()
      _ = try await preview.run([], &statistics)
    } throws: { error in
      guard case .memoryLimit(let needed, 10_000)? = error as? CMIFError else { return false }
      return needed > 10_000
    }
  }

  @Test func `the time of looking at poses is summed over the workers`() async throws {
    let plane = Plane(width: 64, height: 64, samples: (0..<4096).map { Int32($0 % 97) })
    var options = AlignmentOptions()
    options.resources = Resources(threads: 2)
    let level = try await PyramidLevel(
      SearchedPair(reference: AlignmentImage(plane), template: AlignmentImage(plane)),
      reducedBy: 1, options: options)
    let jobs = try PixelJobs(at: level, canvas: level.canvas(for: options.poses), options: options)
    #expect(jobs.workers == 2)
    let clock = ContinuousClock()
    var statistics = EngineStatistics()
    statistics.counting = .milliseconds(10)
    let numbers = try await jobs.run(count: 4, &statistics) { number, table in
      #expect(table.maximum == 4096)
      let start = clock.now
      while clock.now - start < .milliseconds(10) {}
      return number
    }
    #expect(numbers == [0, 1, 2, 3])
    // Each job takes no less than its time, however busy the machine is.
    #expect(statistics.counting >= .milliseconds(50))
  }

  @Test func `what a quarter of the resolution does not show is found from half of it`()
    async throws
  {
    // Every block of 4 x 4 pixels has the same values, so that their sums are all alike.
    var generator = SeededGenerator(seed: 11)
    let side = 256
    var samples = [Int32](repeating: 0, count: side * side)
    for block in 0..<side * side / 16 {
      let (x, y) = (block % (side / 4) * 4, block / (side / 4) * 4)
      for (i, value) in (0..<16).shuffled(using: &generator).enumerated() {
        samples[(y + i / 4) * side + x + i % 4] = Int32(value * 16)
      }
    }
    let (left, top, size) = (24, 28, 200)
    let cut = (top..<top + size).flatMap { y in
      samples[y * side + left..<y * side + left + size].map { 255 - $0 }
    }
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -2...2)
    let result = try await Aligner(options: options).align(
      reference: AlignmentImage(Plane(width: side, height: side, samples: samples)),
      template: AlignmentImage(Plane(width: size, height: size, samples: cut)))
    let truth = Pose(x: Double(left), y: Double(top))
    let corners = Size(width: size, height: size)
    #expect(result.best.pose.cornerDistance(to: truth, template: corners) < 0.3)
    // The poses of both searches.
    let level = try await PyramidLevel(
      SearchedPair(
        reference: AlignmentImage(Plane(width: side, height: side, samples: samples)),
        template: AlignmentImage(Plane(width: size, height: size, samples: cut))),
      reducedBy: 4, options: options)
    #expect(result.statistics.poses > PoseGrid(options.poses, at: level).count)
  }

  @Test func `samples whose block sums exceed 32 bits are turned as small ones are`() async throws {
    var generator = SeededGenerator(seed: 12)
    let (side, size) = (160, Size(width: 100, height: 100))
    let blocks = (0..<side * side / 16).map { _ in Int32.random(in: 0..<256, using: &generator) }
    let small = (0..<side * side).map { blocks[$0 / side / 4 * (side / 4) + $0 % side / 4] }
    let truth = Pose(center: Point(x: 81.5, y: 78.5), of: size, angle: 3, scale: 1)
    func search(_ change: (Int32) -> Int32) async throws -> AlignmentAnswer {
      let samples = small.map(change)
      let cut = (0..<size.area).map { i in
        let place = truth.apply(x: Double(i % size.width), y: Double(i / size.width))
        return samples[Int(place.y.rounded()) * side + Int(place.x.rounded())]
      }
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -5...5)
      return try await Aligner(options: options).align(
        reference: AlignmentImage(Plane(width: side, height: side, samples: samples)),
        template: AlignmentImage(Plane(width: size.width, height: size.height, samples: cut))
      ).best
    }
    let large = try await search { 600_000_000 + $0 << 18 }
    #expect(large.pose.cornerDistance(to: truth, template: size) < 0.5)
    let expected = try await search { $0 }
    #expect(large.score == expected.score && large.sharpness == expected.sharpness)
  }
}
