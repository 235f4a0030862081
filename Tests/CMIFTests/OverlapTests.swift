import TestSupport
import Testing

@testable import CMIF

@Suite struct OverlapTests {
  /// The pixels of a rectangle inside a picture, some of them excluded in one of two cases, and in one of three those
  /// around the picture's middle column.
  private func part(of size: Size, using generator: inout SeededGenerator) -> Mask {
    func range(_ length: Int) -> Range<Int> {
      let ends = [0...length - 1, 0...length - 1].map { Int.random(in: $0, using: &generator) }
      return min(ends[0], ends[1])..<max(ends[0], ends[1]) + 1
    }
    let (columns, rows) = (range(size.width), range(size.height))
    let isWhole = generator.oneIn(2)
    let isParted = generator.oneIn(3)
    let holes = Mask.random(size, using: &generator)
    return Mask(size) { x, y in
      (!isParted || abs(2 * x - size.width) > size.width / 2) && columns.contains(x)
        && rows.contains(y) && (isWhole || holes.flag(x: x, y: y) == true)
    }
  }

  private func pair(using generator: inout SeededGenerator) -> LabelImagePair {
    func image() -> LabelImage {
      let size = Size(
        width: .random(in: 1...30, using: &generator),
        height: .random(in: 1...14, using: &generator)
      )
      let image = LabelImage.random(size, levels: 3, using: &generator)
      return generator.oneIn(3) ? image : image.masked(by: part(of: size, using: &generator))
    }
    return LabelImagePair(reference: image(), template: image())
  }

  /// The overlap at every offset where there is any.
  private func overlaps(_ pair: LabelImagePair) -> [Offset: Int] {
    var overlaps: [Offset: Int] = [:]
    let (r, t) = (pair.reference[0], pair.template[0])
    for y in 1 - t.height..<r.height {
      for x in 1 - t.width..<r.width {
        let offset = Offset(x: x, y: y)
        let total = JointHistogram(reference: r, template: t, offset: offset).total
        if total > 0 { overlaps[offset] = total }
      }
    }
    return overlaps
  }

  @Test func `runs of pixels overlap as the pixels do, and their bounds hold no empty border`() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let pair = pair(using: &generator)
      let (r, t) = (pair.reference[0], pair.template[0])
      let overlaps = overlaps(pair)
      let (reference, template) = (PixelRuns(r), PixelRuns(t))
      for y in -t.height - 1...r.height + 1 {
        for x in -t.width - 1...r.width + 1 {
          let offset = Offset(x: x, y: y)
          #expect(
            reference.overlap(with: template, at: offset) == overlaps[offset] ?? 0,
            "seed \(seed), \(offset)")
        }
      }
      let pixels = (0..<r.size.area).filter { r.includes(x: $0 % r.width, y: $0 / r.width) }
      let (columns, rows) = (pixels.map { $0 % r.width }, pixels.map { $0 / r.width })
      #expect(reference.bounds?.columns.first == columns.min(), "seed \(seed)")
      #expect(reference.bounds?.columns.last == columns.max(), "seed \(seed)")
      #expect(reference.bounds?.rows.first == rows.min(), "seed \(seed)")
      #expect(reference.bounds?.rows.last == rows.max(), "seed \(seed)")
    }
  }

  @Test func `every offset with enough overlap is in the domain of a template on a part`() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let pair = pair(using: &generator)
      let (r, t) = (pair.reference[0], pair.template[0])
      guard let part = PixelRuns(r).bounds, let largest = overlaps(pair).values.max() else {
        continue
      }
      let least = Int.random(in: 1...largest, using: &generator)
      let domain = Overlap.domain(of: PixelRuns(t), on: part, least: least)
      for (offset, overlap) in overlaps(pair) where overlap >= least {
        #expect(domain?.contains(offset) == true, "seed \(seed), \(offset)")
      }
      let ofSizes = Overlap.domain(reference: r.size, template: t.size, least: least)
      #expect(
        domain?.intersection(ofSizes ?? OffsetRect(x: 0, y: 0, width: 0, height: 0)) == domain,
        "seed \(seed): \(String(describing: domain)) reaches beyond the domain of the sizes")
    }
  }

  @Test func `the largest overlap is found one by one and by a map`() async throws {
    var ways: Set<Bool> = []
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let pair = pair(using: &generator)
      let bound = OverlapBound(PixelRuns(pair.reference[0]), PixelRuns(pair.template[0]))
      let overlaps = overlaps(pair)
      let largest = overlaps.values.max() ?? 0
      ways.insert(bound.counted == nil)
      #expect(bound.reached <= largest, "seed \(seed)")
      #expect(bound.counted ?? largest == largest, "seed \(seed)")
      for (offset, overlap) in overlaps where overlap > bound.reached {
        #expect(bound.beyond?.contains(offset) == true, "seed \(seed), \(offset)")
      }
      let found = try await Overlap.largest(pair, resources: Resources(threads: 1))
      #expect(found == largest, "seed \(seed)")
    }
    #expect(ways == [true, false], "whether a map was needed")
  }

  @Test func `a turned template is compared wherever it overlaps enough`() async throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: seed)
      let pair = pair(using: &generator)
      var options = AlignmentOptions()
      options.minimumOverlap = Double.random(in: 0...1, using: &generator)
      let turn = (
        angle: Double.random(in: -180...180, using: &generator),
        scale: Double.random(in: 0.7...1.4, using: &generator)
      )
      let canvas = LabelResampling.canvas(for: pair.templateSize, scale: turn.scale)
      let turned = LabelImagePair(
        reference: pair.reference,
        template: LabelResampling(
          template: pair.templateSize, canvas: canvas, angle: turn.angle, scale: turn.scale
        ).labels(pair.template))
      let overlaps = overlaps(turned)
      let largest = overlaps.values.max() ?? 0
      let known = TurnedOverlaps(pair, canvas: canvas, options: options)
      let poses = [
        known.unknown(turn), try await known.bounded([turn], workers: 1)[0],
        try await known.counted([turn], workers: 1)[0],
      ]
      for pose in poses {
        #expect(pose.largestOverlap ?? largest == largest, "seed \(seed)")
        for (offset, overlap) in overlaps
        where Double(overlap) >= options.minimumOverlap * Double(largest) {
          #expect(pose.offsets?.contains(offset) == true, "seed \(seed), \(offset)")
        }
      }
      #expect(poses[2].largestOverlap == largest, "seed \(seed)")
    }
  }
}
