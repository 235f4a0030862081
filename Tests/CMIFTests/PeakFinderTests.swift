import TestSupport
import Testing

@testable import CMIF

@Suite struct PeakFinderTests {
  /// A tile of whole numbers, many of them alike, with few and many overlapping pixels here and there.
  private func tile(using generator: inout SeededGenerator) -> TileValues {
    let own = OffsetRect(
      x: .random(in: -30...30, using: &generator), y: .random(in: -30...30, using: &generator),
      width: .random(in: 1...24, using: &generator), height: .random(in: 1...24, using: &generator))
    let covered = own.expanded(by: 8 + Sharpness.radius)
    let highest = [2, 30, 1000].randomElement(using: &generator) ?? 30
    let isPatchy = Bool.random(using: &generator)
    return TileValues(
      tile: own, covered: covered,
      values: (0..<covered.count).map { _ in Double(Int.random(in: 0...highest, using: &generator))
      },
      overlaps: (0..<covered.count).map { _ in
        isPatchy && generator.oneIn(3) ? Int32.random(in: 0...9, using: &generator) : 20
      })
  }

  /// The peaks as they are defined: each admitted offset of the tile that comes before every other admitted one within
  /// a square around it.
  private func peaks(
    _ tile: TileValues, _ values: [Double], radius: Int, minimumOverlap: Int, window: OffsetRect?
  ) -> Set<Offset> {
    func isAdmitted(_ x: Int, _ y: Int) -> Bool {
      Int(tile.overlaps[tile.covered.index(x: x, y: y)]) >= minimumOverlap
        && window?.contains(Offset(x: x, y: y)) ?? true
    }
    var peaks: Set<Offset> = []
    for y in tile.tile.y..<tile.tile.y + tile.tile.height {
      for x in tile.tile.x..<tile.tile.x + tile.tile.width where isAdmitted(x, y) {
        let place = tile.covered.index(x: x, y: y)
        var isPeak = true
        for v in y - radius...y + radius {
          for u in x - radius...x + radius where isAdmitted(u, v) {
            let other = tile.covered.index(x: u, y: v)
            let isBefore =
              values[other] > values[place] || values[other] == values[place] && other < place
            isPeak = isPeak && !isBefore
          }
        }
        if isPeak { peaks.insert(Offset(x: x, y: y)) }
      }
    }
    return peaks
  }

  @Test func `places on a lattice are rivals of one another, however near the next one is`() {
    // Each but the first has a higher one 5 columns away.
    let peaks = (0..<9).map { number in
      Peak(
        offset: Offset(x: 5 * number, y: 0), rank: 100 - Double(number), score: 1,
        sharpness: 100 - Double(number), features: [1], overlap: 9, refinement: (0, 0))
    }
    #expect(peaks.separate(PeakFinder.rivalRadius).map(\.offset.x) == [0, 10, 20, 30, 40])
  }

  @Test func `peaks and rivals are those of their definition, with ties and in windows`() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let tile = tile(using: &generator)
      let radius = Int.random(in: 1...8, using: &generator)
      let window =
        seed % 3 == 0
        ? OffsetRect(
          x: tile.tile.x + .random(in: -4...4, using: &generator),
          y: tile.tile.y + .random(in: -4...4, using: &generator),
          width: .random(in: 1...16, using: &generator),
          height: .random(in: 1...16, using: &generator)) : nil
      let least = Int.random(in: 1...12, using: &generator)
      let finder = PeakFinder(
        radius: radius, minimumOverlap: least,
        rivalOverlap: seed % 2 == 0 ? .random(in: 1...least, using: &generator) : nil,
        closedToRivals: seed % 4 == 0 ? window : nil, rivalCount: .max,
        window: window, featureCount: 1)
      let sharpness = Sharpness.values(
        of: tile.information, tile, in: tile.covered.expanded(by: -Sharpness.radius),
        featureCount: 1)
      for (criterion, values) in [
        (RankingCriterion.score, tile.values), (.sharpness, sharpness),
      ] {
        let found = finder.peaks(in: tile, by: criterion, keeping: .max)
        #expect(
          Set(found.peaks.map(\.offset))
            == peaks(tile, values, radius: radius, minimumOverlap: least, window: window),
          "seed \(seed), by \(criterion)")
        guard let rivalOverlap = finder.rivalOverlap else { continue }
        let rivals = peaks(
          tile, sharpness, radius: 1, minimumOverlap: rivalOverlap, window: nil)
        #expect(
          Set(found.sharpest.map(\.offset))
            == rivals.filter { finder.closedToRivals?.contains($0) != true },
          "seed \(seed), by \(criterion)")
        let contenders = peaks(
          tile, sharpness, radius: PeakFinder.rivalRadius, minimumOverlap: least, window: window)
        #expect(
          Set(found.contenders.map(\.offset)) == (criterion == .sharpness ? contenders : []),
          "seed \(seed)")
      }
    }
  }
}
