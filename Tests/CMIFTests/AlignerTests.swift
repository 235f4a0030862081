import TestSupport
import Testing

@testable import CMIF

@Suite struct AlignerTests {
  private func align(
    _ reference: LabelImage, _ template: LabelImage,
    change: (inout AlignmentOptions) -> Void = { _ in }
  ) async throws -> [AlignmentAnswer] {
    try await align(LabelImagePair(reference: reference, template: template), change: change)
  }

  private func align(
    _ pair: LabelImagePair, change: (inout AlignmentOptions) -> Void = { _ in }
  ) async throws -> [AlignmentAnswer] {
    var options = AlignmentOptions()
    options.resources = Resources(threads: 2)
    change(&options)
    return try await Aligner(options: options).align(pair).answers
  }

  private func offset(_ alignment: AlignmentAnswer) -> Offset {
    Offset(x: Int(alignment.pose.tx), y: Int(alignment.pose.ty))
  }

  // MARK: Cases to check by eye

  private let scene = LabelImage(
    "................",
    "....##..........",
    "....#...........",
    "....##....###...",
    "..........#.....",
    "..........###...",
    "............#...",
    "..........###...",
    "...#............",
    "..###...........",
    "...#............",
    "................")

  @Test(arguments: RankingCriterion.allCases)
  func `a letter is found where it is drawn`(rank: RankingCriterion) async throws {
    let letter = LabelImage(
      ".....",
      ".###.",
      ".#...",
      ".###.",
      "...#.",
      ".###.",
      ".....")
    let found = try await align(scene, letter) { $0.criterion = rank }
    #expect(offset(found[0]) == Offset(x: 9, y: 2))
    #expect(found[0].overlap == 1)
    #expect(found[0].center == Point(x: 11, y: 5))
  }

  @Test(arguments: RankingCriterion.allCases)
  func `a letter in other colours is found all the same`(rank: RankingCriterion) async throws {
    let letter = LabelImage(
      "77777",
      "72227",
      "72777",
      "72227",
      "77727",
      "72227",
      "77777")
    let found = try await align(scene, letter) { $0.criterion = rank }
    #expect(offset(found[0]) == Offset(x: 9, y: 2))
  }

  @Test func `a template that sticks out is found at a negative offset`() async throws {
    let template = LabelImage(
      "..........",
      "#.........",
      "..........",
      "......##..",
      "......#...",
      "......##..",
      "..........")
    let found = try await align(scene, template) { $0.minimumOverlap = 0.3 }
    #expect(offset(found[0]) == Offset(x: -2, y: -2))
    #expect(found[0].overlap == 40.0 / 70)
  }

  @Test func `a masked template is found by the pixels that count`() async throws {
    let cross = LabelImage(
      "#...#",
      "..#..",
      ".###.",
      "..#..",
      "#...#")
    let counting = LabelImage(
      " ... ",
      ".....",
      ".....",
      ".....",
      " ... ")
    let template = LabelImage(
      width: 5, height: 5, levelCount: 10, labels: cross.labels, mask: counting.mask)
    let found = try await align(scene, template) { $0.minimumOverlap = 1 }
    #expect(offset(found[0]) == Offset(x: 1, y: 7))
    #expect(found[0].overlap == 1)
  }

  // MARK: Overlap

  @Test func `an overlap that is just enough is admitted, and one pixel less is not`() async throws
  {
    for seed in 0..<30 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair(
        reference: .random(
          .random(upTo: 20, using: &generator), levels: 4, maskOdds: 3, using: &generator),
        template: .random(
          .random(upTo: 14, using: &generator), levels: 4, maskOdds: 3, using: &generator))
      let full = try await InformationMap(pair, region: .full)
      let largest = try #require(full.overlaps.max())
      guard largest > 0, full.peak.value > 0 else { continue }
      for least in stride(from: 1, through: largest, by: 7) {
        let share = Double(least) / Double(largest)
        let best = full.values.indices.filter { full.overlaps[$0] >= least }
          .max { full.values[$0] < full.values[$1] }
        let score = best.map { full.values[$0] } ?? 0
        guard score > 0 else { continue }
        let found = try await align(pair) {
          $0.minimumOverlap = share
          $0.criterion = .score
        }
        #expect(found[0].score == score, "seed \(seed), \(least) of \(largest)")
        #expect(found[0].overlap >= share, "seed \(seed), \(least) of \(largest)")
      }
    }
  }

  @Test(arguments: [(0.07, 100), (0.14, 50), (0.07, 101), (0.07000001, 100)])
  func `a share that is a whole number of pixels admits that number`(
    share: Double, length: Int
  ) async throws {
    // The end of one strip is the start of the other: seven pixels match, and no other offset does.
    let (pattern, rest) = (
      [1, 0, 1, 1, 0, 0, 1] as [UInt8], [UInt8](repeating: 0, count: length - 7)
    )
    func strip(_ labels: [UInt8]) -> LabelImage {
      LabelImage(width: length, height: 1, levelCount: 2, labels: labels)
    }
    let found = try await align(strip(rest + pattern), strip(pattern + rest)) {
      $0.minimumOverlap = share
      $0.criterion = .score
    }
    let isEnough = 7 / Double(length) >= share
    #expect((offset(found[0]) == Offset(x: length - 7, y: 0)) == isEnough)
  }

  @Test func `the largest overlap is counted in pixels that count`() async throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair(
        reference: .random(
          .random(upTo: 20, using: &generator), levels: 2, maskOdds: 2, using: &generator),
        template: .random(
          .random(upTo: 20, using: &generator), levels: 2, maskOdds: 2, using: &generator))
      let full = try await InformationMap(pair, region: .full)
      let largest = try await Overlap.largest(pair, resources: Resources(threads: 1))
      #expect(largest == Int(full.overlaps.max() ?? 0), "seed \(seed)")
    }
  }

  @Test func `every offset with enough overlap is in the domain that is searched`() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let (r, t) = (
        Size.random(upTo: 12, using: &generator), Size.random(upTo: 12, using: &generator)
      )
      let largest = min(r.width, t.width) * min(r.height, t.height)
      let least = Int.random(in: 1...largest, using: &generator)
      guard let domain = Overlap.domain(reference: r, template: t, least: least) else {
        Issue.record("no domain for \(r), \(t), \(least)")
        continue
      }
      for y in -13...13 {
        for x in -13...13 {
          let wide = min(x + t.width, r.width) - max(x, 0)
          let high = min(y + t.height, r.height) - max(y, 0)
          guard wide > 0 && high > 0 && wide * high >= least else { continue }
          let one = OffsetRect(x: x, y: y, width: 1, height: 1)
          #expect(domain.intersection(one) == one, "seed \(seed), (\(x), \(y))")
        }
      }
    }
  }

  // MARK: Peaks

  @Test func `answers are those of a search through the whole map`() async throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair(
        reference: .random(
          Size(width: 40, height: 34), levels: 4, maskOdds: 3, using: &generator),
        template: .random(
          .random(upTo: 20, using: &generator), levels: 3, maskOdds: 3, using: &generator))
      let rank = RankingCriterion.allCases.randomElement(using: &generator) ?? .score
      let radius = Int.random(in: 1...9, using: &generator)
      let share = Double.random(in: 0...1, using: &generator)
      let scores = try await InformationMap(pair, region: .full)
      let sharpness = try await InformationMap(pair, region: .full, criterion: .sharpness)
      let ranked = rank == .score ? scores : sharpness
      let least = max(1, share * Double(scores.overlaps.max() ?? 0))
      let admitted = ranked.values.indices.filter { Double(ranked.overlaps[$0]) >= least }
      guard admitted.contains(where: { scores.values[$0] > 0 }) else { continue }
      func precedes(_ a: Int, _ b: Int) -> Bool {
        ranked.values[a] != ranked.values[b] ? ranked.values[a] > ranked.values[b] : a < b
      }
      let expected = admitted.filter { a in
        let p = ranked.offset(at: a)
        return admitted.allSatisfy { b in
          let q = ranked.offset(at: b)
          return a == b || max(abs(p.x - q.x), abs(p.y - q.y)) > radius || precedes(a, b)
        }
      }.sorted(by: precedes)
      let found = try await align(pair) {
        $0.criterion = rank
        $0.peakRadius = radius
        $0.minimumOverlap = share
        $0.peakCount = 5
      }
      let context = "seed \(seed), \(rank), radius \(radius), overlap \(share)"
      #expect(found.map(offset) == expected.prefix(5).map(ranked.offset(at:)), "\(context)")
      #expect(found.map(\.score) == expected.prefix(5).map { scores.values[$0] }, "\(context)")
      #expect(
        found.map(\.sharpness) == expected.prefix(5).map { sharpness.values[$0] }, "\(context)")
      let largest = Double(scores.overlaps.max() ?? 0)
      #expect(
        found.map(\.overlap) == expected.prefix(5).map { Double(scores.overlaps[$0]) / largest },
        "\(context)")
    }
  }

  @Test(arguments: RankingCriterion.allCases)
  func `of two equal places the first is the answer, and the other is the second`(
    rank: RankingCriterion
  ) async throws {
    let row = "....................##..................##...................."
    let blank = String(repeating: ".", count: row.count)
    let dots = LabelImage(blank, blank, blank, blank, row, blank, blank, blank, blank)
    let found = try await align(dots, LabelImage("....", ".##.", "....")) {
      $0.criterion = rank
      $0.peakCount = 2
      $0.minimumOverlap = 1
    }
    #expect(found.map(offset) == [Offset(x: 19, y: 3), Offset(x: 39, y: 3)])
    #expect(found[0].score == found[1].score && found[0].sharpness == found[1].sharpness)
  }

  // MARK: No answer

  @Test func `masks that never meet, and an overlap that none has, give no answer`() async throws {
    let texture = LabelImage("#..#", "..#.", "#.#.")
    let nothing = LabelImage("    ", "    ")
    for (a, b) in [(texture, nothing), (nothing, texture), (nothing, nothing)] {
      await #expect(throws: CMIFError.noOverlap) { try await align(a, b) }
    }
  }

  @Test func `a constant image gives no answer`() async throws {
    let texture = LabelImage("#..#", "..#.", "#.#.")
    let constant = LabelImage("##", "##")
    for (a, b) in [(texture, constant), (constant, texture), (constant, constant)] {
      await #expect(throws: CMIFError.noInformation) { try await align(a, b) }
    }
  }

  @Test func `a shared reference is refused in a search over turns, not ignored`() async {
    await #expect(processExitsWith: .failure) {
      let image = AlignmentImage(
        Plane(width: 32, height: 32, samples: (0..<1024).map { $0 * $0 % 97 }))
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -1...1)
      _ = try? await Aligner(options: options).align(
        reference: image, template: image, sharing: ReferenceCache(image))
    }
  }

  @Test func `labels have shifts of whole pixels where grey values would be refined`() async throws
  {
    let pair = planted(seed: 4).pair
    var options = AlignmentOptions()
    let plain = try await Aligner(options: options).align(pair).answers
    options.refinement = .affine
    #expect(try await Aligner(options: options).align(pair).answers == plain)
  }

  @Test func `options out of their ranges trap before any work`() async {
    await #expect(processExitsWith: .failure) {
      var options = AlignmentOptions()
      options.peakCount = .max
      _ = Aligner(options: options)
    }
    await #expect(processExitsWith: .failure) {
      var options = AlignmentOptions()
      options.peakRadius = 0
      _ = Aligner(options: options)
    }
  }

  // MARK: Laws

  /// A texture that all laws are tried on, and a part of it seen otherwise.
  private func planted(seed: Int) -> (pair: LabelImagePair, offset: Offset) {
    var generator = SeededGenerator(seed: seed)
    let reference = LabelImage.random(
      Size(width: 90, height: 80), levels: 6, using: &generator)
    let offset = Offset(
      x: Int.random(in: 0...50, using: &generator), y: Int.random(in: 0...50, using: &generator))
    let template = reference.cropped(x: offset.x, y: offset.y, width: 40, height: 30)
      .relabelled { [3, 3, 0, 5, 1, 2][Int($0)] }
    return (LabelImagePair(reference: reference, template: template), offset)
  }

  @Test func `a part of the reference, its labels mixed up, is found where it was taken`()
    async throws
  {
    for seed in 0..<20 {
      let (pair, offset) = planted(seed: seed)
      for normalization in Normalization.allCases {
        for rank in RankingCriterion.allCases {
          let found = try await align(pair) {
            $0.normalization = normalization
            $0.criterion = rank
          }
          #expect(self.offset(found[0]) == offset, "seed \(seed), \(normalization), \(rank)")
        }
      }
    }
  }

  @Test func `the answer is the same for every number of threads and any memory`() async throws {
    for seed in 0..<5 {
      let (pair, _) = planted(seed: seed)
      let expected = try await align(pair) {
        $0.peakCount = 20
        $0.isSubpixel = true
      }
      for threads in 1...8 {
        for memory in [1 << 20, 4 << 20, 1 << 30] {
          let found = try await align(pair) {
            $0.peakCount = 20
            $0.isSubpixel = true
            $0.resources = Resources(threads: threads, memory: memory)
          }
          let isSame = found == expected
          #expect(isSame, "seed \(seed), \(threads) threads, \(memory) bytes")
        }
      }
    }
  }

  @Test func `other labels for the same levels change nothing`() async throws {
    for seed in 0..<10 {
      var generator = SeededGenerator(seed: seed)
      let pair = planted(seed: seed).pair
      let order = (0..<6).map { UInt8($0) * 40 }.shuffled(using: &generator)
      let other = LabelImagePair(
        reference: pair.reference[0].relabelled(levels: 256) { order[Int($0)] },
        template: pair.template[0])
      let map = try await InformationMap(pair, region: .full)
      let changed = try await InformationMap(other, region: .full)
      let isSame = map.values == changed.values
      #expect(isSame, "seed \(seed)")
    }
  }

  @Test func `reference and template may change roles: the map is mirrored`() async throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: seed)
      let pair = LabelImagePair(
        reference: .random(
          .random(upTo: 40, using: &generator), levels: 5, maskOdds: 3, using: &generator),
        template: .random(
          .random(upTo: 40, using: &generator), levels: 4, maskOdds: 3, using: &generator))
      for normalization in Normalization.allCases {
        let map = try await InformationMap(pair, region: .full, normalization: normalization)
        let mirrored = try await InformationMap(
          pair.exchanged, region: .full, normalization: normalization)
        #expect(map.offsets == mirrored.offsets.mirrored, "seed \(seed)")
        let isSame =
          map.values == mirrored.values.reversed() && map.overlaps == mirrored.overlaps.reversed()
        #expect(isSame, "seed \(seed), \(normalization)")
      }
    }
  }

  @Test func `a cropped reference has the same values where the template lies inside`() async throws
  {
    for seed in 0..<10 {
      let pair = planted(seed: seed).pair
      let whole = try await InformationMap(pair, region: .valid)
      let cropped = LabelImagePair(
        reference: pair.reference[0].cropped(x: 7, y: 11, width: 70, height: 60),
        template: pair.template[0])
      let part = try await InformationMap(cropped, region: .valid)
      let isSame = part.values.indices.allSatisfy { index in
        let (x, y) = (index % part.offsets.width + 7, index / part.offsets.width + 11)
        return part.values[index] == whole.values[y * whole.offsets.width + x]
      }
      #expect(isSame, "seed \(seed)")
    }
  }

  @Test func `masked pixels around an image change nothing`() async throws {
    for seed in 0..<10 {
      var generator = SeededGenerator(seed: seed)
      func padded(_ image: LabelImage, by margin: Int) -> LabelImage {
        let (width, height) = (image.width + 2 * margin, image.height + 2 * margin)
        var labels: [UInt8] = []
        var isIncluded: [Bool] = []
        for y in -margin..<image.height + margin {
          for x in -margin..<image.width + margin {
            let isInside = image.includes(x: x, y: y)
            isIncluded.append(isInside)
            labels.append(
              isInside
                ? image.labels[y * image.width + x] : UInt8.random(in: 0..<6, using: &generator))
          }
        }
        return LabelImage(
          width: width, height: height, levelCount: 6, labels: labels,
          mask: Mask(width: width, height: height, isIncluded: isIncluded))
      }
      let pair = planted(seed: seed).pair
      let other = LabelImagePair(
        reference: padded(pair.reference[0], by: 5), template: padded(pair.template[0], by: 3))
      let offsets = OffsetRect(x: -50, y: -40, width: 150, height: 130)
      let plain = try await InformationMap(
        pair, offsets: offsets, normalization: .unnormalized, resources: Resources(threads: 2))
      var moved = offsets
      (moved.x, moved.y) = (offsets.x + 2, offsets.y + 2)
      let map = try await InformationMap(
        other, offsets: moved, normalization: .unnormalized, resources: Resources(threads: 2))
      let isSame = map.values == plain.values && map.overlaps == plain.overlaps
      #expect(isSame, "seed \(seed)")
      let (a, b) = (try await align(pair), try await align(other))
      #expect(b[0].pose.tx - a[0].pose.tx == 2 && b[0].pose.ty - a[0].pose.ty == 2)
      #expect(a[0].score == b[0].score && a[0].overlap == b[0].overlap, "seed \(seed)")
    }
  }

  @Test func `a refined place is at most half a pixel from the whole one`() async throws {
    for seed in 0..<10 {
      let pair = planted(seed: seed).pair
      let whole = try await align(pair) { $0.peakCount = 5 }
      let refined = try await align(pair) {
        $0.peakCount = 5
        $0.isSubpixel = true
      }
      for (a, b) in zip(whole, refined) {
        #expect(abs(a.pose.tx - b.pose.tx) <= 0.5 && abs(a.pose.ty - b.pose.ty) <= 0.5)
        #expect(a.score == b.score && a.confidence == b.confidence)
      }
    }
  }
}
