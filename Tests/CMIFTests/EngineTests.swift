import TestSupport
import Testing

@testable import CMIF

@Suite struct EngineTests {
  /// The size of the smaller image, which is the kernel.
  private func smaller(_ pair: LabelImagePair) -> Size {
    pair.templateSize.area > pair.referenceSize.area ? pair.referenceSize : pair.templateSize
  }

  @Test func `offsets far from the reference on any side have no overlap`() async throws {
    var generator = SeededGenerator(seed: 7)
    let pair = LabelImagePair.random(
      Size(width: 24, height: 24), Size(width: 5, height: 5), levels: 4...4, using: &generator)
    for (x, y) in [(-400, 0), (400, 0), (0, -400), (0, 400)] {
      let offsets = OffsetRect(x: x, y: y, width: 200, height: 3)
      let map = try await InformationMap(
        pair, offsets: offsets, normalization: .unnormalized, resources: Resources(threads: 1))
      #expect(map.overlaps.allSatisfy { $0 == 0 } && map.values.allSatisfy { $0 == 0 })
    }
  }

  @Test func `a map equals the pixel-by-pixel definition at every offset`() async throws {
    for seed in 0..<500 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        .random(upTo: 24, using: &generator), .random(upTo: 24, using: &generator), levels: 1...9,
        maskOdds: 3, using: &generator)
      let (r, t) = (pair.referenceSize, pair.templateSize)
      let region = Region.allCases.randomElement(using: &generator) ?? .full
      let normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
      guard let offsets = region.offsets(reference: r, template: t) else {
        await #expect(
          throws: CMIFError.templateLargerThanReference(template: t, reference: r), "seed \(seed)"
        ) { try await InformationMap(pair, region: region) }
        continue
      }
      let map = try await InformationMap(pair, region: region, normalization: normalization)
      #expect(map.offsets == offsets, "seed \(seed)")
      let error = Definition(pair, normalization: normalization).firstError(of: map)
      #expect(error == nil, "seed \(seed), \(r) and \(t), \(region)")
    }
  }

  @Test func `tiles of any size, threads of any number and spectra kept or not leave maps exact`()
    async throws
  {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        .random(upTo: 40, using: &generator), .random(upTo: 24, using: &generator), levels: 1...6,
        maskOdds: 3, using: &generator)
      // Offsets beyond any overlap are allowed, too.
      let offsets = OffsetRect(
        x: Int.random(in: -30...10, using: &generator),
        y: Int.random(in: -30...10, using: &generator),
        width: Int.random(in: 1...50, using: &generator),
        height: Int.random(in: 1...50, using: &generator))
      let shape = TransformShape.random(for: smaller(pair), using: &generator)
      let strategy = Engine.Strategy.tiles(
        shape, blocks: Int.random(in: 1...4, using: &generator),
        keepsSpectra: Bool.random(using: &generator))
      let threads = Int.random(in: 1...8, using: &generator)
      let normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
      let map = try await InformationMap(
        pair, offsets: offsets, normalization: normalization,
        resources: Resources(threads: threads), strategy: strategy)
      let error = Definition(pair, normalization: normalization).firstError(of: map)
      #expect(
        error == nil,
        "seed \(seed), \(pair.referenceSize) and \(pair.templateSize), \(offsets), \(shape)")
    }
  }

  @Test func `images of unusual shape have exact maps`() async throws {
    let sizes: [(Size, Size)] = [
      (Size(width: 1, height: 1), Size(width: 1, height: 1)),
      (Size(width: 1, height: 60), Size(width: 1, height: 7)),
      (Size(width: 60, height: 1), Size(width: 9, height: 1)),
      (Size(width: 1, height: 40), Size(width: 12, height: 1)),
      (Size(width: 33, height: 1), Size(width: 1, height: 33)),
      (Size(width: 300, height: 3), Size(width: 40, height: 2)),
      (Size(width: 2, height: 400), Size(width: 5, height: 31)),
      (Size(width: 17, height: 19), Size(width: 17, height: 19)),
      (Size(width: 16, height: 16), Size(width: 16, height: 16)),
      (Size(width: 9, height: 11), Size(width: 40, height: 35)),
      (Size(width: 50, height: 8), Size(width: 8, height: 50)),
    ]
    for (index, (reference, template)) in sizes.enumerated() {
      for maskOdds in [0, 1] {
        var generator = SeededGenerator(seed: index)
        let pair = LabelImagePair.random(
          reference, template, levels: 2...5, maskOdds: maskOdds, using: &generator)
        let map = try await InformationMap(pair, region: .full)
        let error = Definition(pair).firstError(of: map)
        #expect(error == nil, "\(reference) and \(template), masks \(maskOdds)")
      }
    }
  }

  @Test func `where one image tells all of the other no share of its entropy is above 1`()
    async throws
  {
    for seed in 0..<40 {
      var generator = SeededGenerator(seed: seed)
      let reference = LabelImage.random(
        .random(upTo: 30, using: &generator), levels: 9, using: &generator)
      let template = reference.relabelled(levels: 5) { $0 / 2 }
      let pair = LabelImagePair(reference: reference, template: template)
      let offset = OffsetRect(x: 0, y: 0, width: 1, height: 1)
      for normalization in [Normalization.min, .sum, .joint, .max, .sqrt] {
        let map = try await InformationMap(
          pair, offsets: offset, normalization: normalization, resources: Resources())
        let isPerfect = normalization == .min && Set(template.labels).count > 1
        #expect(map.values[0] <= 1, "seed \(seed), \(normalization)")
        #expect(!isPerfect || map.values[0] == 1, "seed \(seed), \(normalization)")
      }
    }
  }

  @Test func `more pixels than counts have room for are refused`() throws {
    #expect(try Engine.requireCountable(Int(Int32.max)) == Int(Int32.max))
    #expect(throws: CMIFError.tooManyPixels(limit: Int(Int32.max))) {
      try Engine.requireCountable(47_000 * 47_000)
    }
  }

  @Test func `every normalization is exact, and no value is ever NaN`() async throws {
    for seed in 0..<10 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        .random(upTo: 20, using: &generator), .random(upTo: 20, using: &generator), levels: 1...4,
        maskOdds: 2, using: &generator)
      for normalization in Normalization.allCases {
        let map = try await InformationMap(pair, region: .full, normalization: normalization)
        #expect(!map.values.contains { $0.isNaN }, "seed \(seed), \(normalization)")
        let error = Definition(pair, normalization: normalization).firstError(of: map)
        #expect(error == nil, "seed \(seed), \(normalization)")
      }
    }
  }

  @Test(arguments: [17, 64, 200, 256])
  func `many levels have exact maps`(levels: Int) async throws {
    for (seed, maskOdds) in [(1, 0), (2, 1)] {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        Size(width: 70, height: 61), Size(width: 37, height: 42), levels: levels...levels,
        maskOdds: maskOdds, using: &generator)
      let map = try await InformationMap(pair, region: .full)
      let sample = (0..<60).map { _ in
        Int.random(in: 0..<map.values.count, using: &generator)
      }
      let error = Definition(pair).firstError(of: map, at: sample)
      #expect(error == nil, "\(levels) levels, seed \(seed)")
    }
  }

  @Test func `constant images and empty masks share no information`() async throws {
    var generator = SeededGenerator(seed: 4)
    let size = Size(width: 20, height: 15)
    let texture = LabelImage.random(size, levels: 5, using: &generator)
    let constant = texture.relabelled { _ in 3 }
    let hidden = LabelImage(
      width: 20, height: 15, levelCount: 5, labels: texture.labels,
      mask: Mask(width: 20, height: 15, isIncluded: [Bool](repeating: false, count: 300)))
    for (a, b) in [(texture, constant), (constant, texture), (constant, constant)] {
      for normalization in Normalization.allCases {
        let pair = LabelImagePair(reference: a, template: b)
        let map = try await InformationMap(pair, region: .full, normalization: normalization)
        #expect(map.values.allSatisfy { $0 == 0 }, "\(normalization)")
        #expect(
          Definition(pair, normalization: normalization).firstError(of: map) == nil,
          "\(normalization)")
      }
    }
    for (a, b) in [(texture, hidden), (hidden, texture), (hidden, hidden)] {
      let map = try await InformationMap(LabelImagePair(reference: a, template: b), region: .full)
      #expect(map.values.allSatisfy { $0 == 0 } && map.overlaps.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: [
    (Size(width: 700, height: 600), Size(width: 128, height: 128), 16),
    (Size(width: 640, height: 800), Size(width: 300, height: 211), 8),
    (Size(width: 1000, height: 700), Size(width: 512, height: 512), 8),
    (Size(width: 520, height: 530), Size(width: 512, height: 512), 32),
    (Size(width: 300, height: 200), Size(width: 512, height: 400), 4),
    (Size(width: 40_000, height: 9), Size(width: 39_000, height: 5), 6),
    (Size(width: 9, height: 36_000), Size(width: 7, height: 35_500), 6),
  ])
  func `large templates have exact maps`(reference: Size, template: Size, levels: Int) async throws
  {
    for (seed, maskOdds) in [(1, 0), (2, 1)] {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        reference, template, levels: levels...levels, maskOdds: maskOdds, using: &generator)
      let map = try await InformationMap(pair)
      let sample = (0..<12).map { _ in Int.random(in: 0..<map.values.count, using: &generator) }
      let error = Definition(pair).firstError(of: map, at: sample)
      #expect(error == nil, "\(reference) and \(template), seed \(seed)")
    }
  }

  @Test(arguments: RankingCriterion.allCases)
  func `a map is the same, bit for bit, however it is computed`(rank: RankingCriterion) async throws
  {
    for seed in 0..<12 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair.random(
        Size(width: 90, height: 70), .random(upTo: 40, using: &generator), levels: 2...6,
        maskOdds: 3, using: &generator)
      let halo = rank == .sharpness ? Sharpness.radius : 0
      let offsets = try #require(
        Region.full.offsets(reference: pair.referenceSize, template: pair.templateSize))
      let expected = try await InformationMap(
        pair, region: .full, criterion: rank, resources: Resources(threads: 1))
      for variant in 0..<12 {
        let resources = Resources(
          threads: Int.random(in: 1...8, using: &generator),
          memory: [2 << 20, 8 << 20, 1 << 30].randomElement(using: &generator) ?? 1 << 30)
        let isForced = variant % 3 > 0
        let shape = TransformShape.random(
          for: smaller(pair), halo: halo, upTo: 150, using: &generator)
        let strategy =
          isForced
          ? Engine.Strategy.tiles(
            shape, blocks: 1 + variant % 3, keepsSpectra: variant % 2 == 0)
          : Engine.Strategy()
        let map = try await InformationMap(
          pair, offsets: offsets, normalization: .unnormalized, criterion: rank,
          resources: resources, strategy: strategy)
        let isSame = map.overlaps == expected.overlaps
        #expect(isSame, "seed \(seed), variant \(variant), \(resources), \(shape)")
        let difference = zip(map.values, expected.values).map { abs($0 - $1) }.max() ?? 0
        #expect(difference == 0, "seed \(seed), variant \(variant), \(resources), \(shape)")
      }
    }
  }

  @Test func `several channels are averaged, each of them exact`() async throws {
    for seed in 0..<10 {
      var generator = SeededGenerator(seed: seed)
      let (r, t) = (Size(width: 30, height: 26), Size(width: 13, height: 17))
      let reference = (0..<3).map { _ in LabelImage.random(r, levels: 5, using: &generator) }
      let template = (0..<3).map { _ in LabelImage.random(t, levels: 4, using: &generator) }
      for pair in [
        LabelImagePair(reference: reference, template: template),
        LabelImagePair(reference: reference, template: [template[0]]),
        LabelImagePair(reference: [reference[0]], template: template),
      ] {
        let map = try await InformationMap(pair, region: .full)
        #expect(Definition(pair).firstError(of: map) == nil, "seed \(seed)")
      }
    }
  }
}
