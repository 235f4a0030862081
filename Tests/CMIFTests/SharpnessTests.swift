import TestSupport
import Testing

@testable import CMIF

@Suite struct SharpnessTests {
  /// Sharpness as it is defined, offset by offset, from the full map of the information.
  private func defined(_ map: InformationMap, at offset: Offset, featureCount: Int) -> Double {
    func index(_ x: Int, _ y: Int) -> Int? {
      let (column, row) = (x - map.offsets.x, y - map.offsets.y)
      guard (0..<map.offsets.width).contains(column), (0..<map.offsets.height).contains(row) else {
        return nil
      }
      let index = row * map.offsets.width + column
      return map.overlaps[index] > 0 ? index : nil
    }
    guard let own = index(offset.x, offset.y) else { return 0 }
    var sum = 0.0
    var weights = 0.0
    for dy in -6...6 {
      for dx in -6...6 {
        guard let i = index(offset.x + dx, offset.y + dy) else { continue }
        let weight = exponential(-Double(dx * dx + dy * dy) / 8)
        sum += weight * map.values[i]
        weights += weight
      }
    }
    return Double(map.overlaps[own]) * Double(featureCount) * (map.values[own] - sum / weights)
  }

  @Test func `sharpness equals its definition at every offset, under any masks`() async throws {
    for seed in 0..<40 {
      var generator = SeededGenerator(seed: seed)
      // Some maps are higher than what is worked on at a time.
      let (r, t) = (
        Size.random(upTo: 60, using: &generator), Size.random(upTo: 40, using: &generator)
      )
      // Masks of a few pixels leave offsets without overlap amid others.
      func image(_ size: Size) -> LabelImage {
        let image = LabelImage.random(size, levels: 4, using: &generator)
        guard generator.oneIn(2) else { return image }
        let flags = (0..<size.area).map { _ in generator.oneIn(10) }
        return LabelImage(
          width: size.width, height: size.height, levelCount: 4, labels: image.labels,
          mask: Mask(width: size.width, height: size.height, isIncluded: flags))
      }
      let featureCount = Int.random(in: 1...2, using: &generator)
      let pair = LabelImagePair(
        reference: (0..<featureCount).map { _ in image(r) }.sharingMask,
        template: (0..<featureCount).map { _ in image(t) }.sharingMask,
        featureCount: featureCount)
      let normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
      let full = try await InformationMap(pair, region: .full, normalization: normalization)
      for region in Region.allCases
      where region != .valid || r.width >= t.width && r.height >= t.height {
        let map = try await InformationMap(
          pair, region: region, normalization: normalization, criterion: .sharpness)
        let wrong = map.values.indices.first { index in
          let expected = defined(full, at: map.offset(at: index), featureCount: featureCount)
          return !(abs(map.values[index] - expected) <= 1e-9 * Double(max(1, map.overlaps[index])))
        }
        #expect(wrong == nil, "seed \(seed), \(r) and \(t), \(region), \(normalization)")
      }
    }
  }

  /// Columns 12 to 27 overlap; values rise by 1/2 a column and 1/4 a row.
  private var ramp: TileValues {
    let covered = OffsetRect(x: 0, y: 0, width: 40, height: 40)
    let overlaps = (0..<1600).map { i -> Int32 in (12..<28).contains(i % 40) ? 100 : 0 }
    let values = (0..<1600).map { i -> Double in
      overlaps[i] > 0 ? 0.5 * Double(i % 40) + 0.25 * Double(i / 40) : 0
    }
    return TileValues(
      tile: covered.expanded(by: -6), covered: covered, values: values, overlaps: overlaps)
  }

  @Test func `a map that rises evenly has no sharpness where its neighbourhood is whole`() {
    // A plane is the mean of its surroundings.
    let sharpness = Sharpness.values(of: ramp.values, ramp, in: ramp.tile, featureCount: 1)
    for y in 6..<34 {
      for x in 18..<22 { #expect(abs(sharpness[40 * y + x]) < 1e-9, "(\(x), \(y))") }
    }
  }

  @Test func `at the edge of the overlap the mean leaves out the offsets without overlap`() {
    let sharpness = Sharpness.values(of: ramp.values, ramp, in: ramp.tile, featureCount: 1)
    // On the last column only the columns up to 6 to the left count, half a unit lower each.
    let weights = (0...6).map { exponential(-Double($0 * $0) / 8) }
    let drops = weights.enumerated().map { distance, weight in weight * 0.5 * Double(distance) }
    let drop = drops.reduce(0, +) / weights.reduce(0, +)
    for y in 6..<34 {
      #expect(abs(sharpness[40 * y + 27] - 100 * drop) < 1e-9, "last column, row \(y)")
      #expect(abs(sharpness[40 * y + 12] + 100 * drop) < 1e-9, "first column, row \(y)")
      #expect(sharpness[40 * y + 11] == 0 && sharpness[40 * y + 28] == 0, "row \(y)")
    }
  }

  @Test func `a single high value is as sharp as the share of it that its neighbours lack`() {
    // The Gaussian's middle weighs 1 of (sum of exp(-d^2 / 8), d from -6 to 6)^2 = 25.0.
    let covered = OffsetRect(x: -6, y: -6, width: 13, height: 13)
    var values = [Double](repeating: 0, count: 169)
    values[84] = 1
    let tile = TileValues(
      tile: OffsetRect(x: 0, y: 0, width: 1, height: 1), covered: covered, values: values,
      overlaps: [Int32](repeating: 50, count: 169))
    let sharpness = Sharpness.values(of: tile.values, tile, in: tile.tile, featureCount: 1)
    #expect(abs(sharpness[84] - 48) < 0.01)
  }

  @Test func `a peak knows the sharpness that each feature has alone`() async throws {
    for seed in 0..<10 {
      var generator = SeededGenerator(seed: seed)
      let (r, t) = (Size(width: 41, height: 37), Size(width: 19, height: 23))
      let planes = Int.random(in: 1...3, using: &generator)
      func channels(_ size: Size, _ count: Int) -> [LabelImage] {
        (0..<count).map { _ in .random(size, levels: 4, using: &generator) }.sharingMask
      }
      let (reference, template) = (channels(r, 2 * planes), channels(t, 2))
      let pair = LabelImagePair(reference: reference, template: template, featureCount: 2)
      let found = try await peaks(of: pair)
      #expect(found.peaks.count == 9, "seed \(seed)")
      for feature in 0..<2 {
        let alone = LabelImagePair(
          reference: Array(reference[feature * planes..<(feature + 1) * planes]),
          template: [template[feature]])
        let map = try await InformationMap(alone, region: .full, criterion: .sharpness)
        for peak in found.peaks + found.sharpest {
          let index = map.offsets.index(x: peak.offset.x, y: peak.offset.y)
          #expect(
            abs(peak.features[feature] - map.values[index]) < 1e-9 * Double(peak.overlap),
            "seed \(seed), feature \(feature) at \(peak.offset)")
        }
      }
    }
  }

  /// The nine sharpest peaks of a pair.
  private func peaks(of pair: LabelImagePair) async throws -> PeakFinder.Result {
    let finder = PeakFinder(
      radius: 2, minimumOverlap: 1, rivalOverlap: 1, featureCount: pair.featureCount)
    let engine = try await Engine(
      pair: pair, domain: OffsetRect(x: -4, y: -4, width: 30, height: 30), halo: finder.halo,
      margin: PeakFinder.margin, resources: Resources())
    var found = PeakFinder.Result()
    _ = try await engine.forEachTile(
      normalization: .joint, reduce: { finder.peaks(in: $0, by: .sharpness, keeping: 9) },
      collect: { found.merge($0, keeping: 9) })
    return found
  }
}

extension [LabelImage] {
  /// All channels with the mask of the first.
  fileprivate var sharingMask: [LabelImage] {
    map {
      LabelImage(
        width: $0.width, height: $0.height, levelCount: $0.levelCount, labels: $0.labels,
        mask: self[0].mask)
    }
  }
}
