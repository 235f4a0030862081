import Testing

@testable import CMIF

@Suite struct ExactnessTests {
  /// Random levels of a block and of a template, and the transform they go through.
  private struct Scene {
    let transform: RealTransform
    let reference: LabelImage
    let template: LabelImage
    let referenceLevels: [Int]
    let templateLevel: Int
    let load: DigitPacking.Load

    init(_ shape: TransformShape, using generator: inout SeededGenerator) {
      transform = RealTransform(shape: shape)
      // Levels of very different frequency now and then: the packs then weigh unevenly.
      let levels = Int.random(in: 2...16, using: &generator)
      let block = Size(width: shape.columns, height: shape.rows)
      reference = LabelImage.random(block, levels: levels, using: &generator)
      let most = Bool.random(using: &generator) ? block : Size(width: 64, height: 64)
      let size = Size(
        width: Int.random(in: 1...min(most.width, block.width), using: &generator),
        height: Int.random(in: 1...min(most.height, block.height), using: &generator))
      template = LabelImage.random(
        size, levels: Int.random(in: 1...4, using: &generator), using: &generator)
      let counts = reference.levelCounts
      referenceLevels = counts.indices.filter { counts[$0] > 0 }.sorted { counts[$0] > counts[$1] }
      let templateCounts = template.levelCounts
      templateLevel = templateCounts.indices.max { templateCounts[$0] < templateCounts[$1] } ?? 0
      load = DigitPacking.Load(
        levelCounts: referenceLevels.map { counts[$0] },
        templateCount: templateCounts[templateLevel], templateTotal: size.area, points: shape.area)
    }

    /// The largest distance from a whole number of any result of the heaviest pack.
    func distance(_ packing: DigitPacking) throws -> Double {
      let shape = transform.shape
      let pack = try AlignedBuffer<Double>(count: shape.spectrumCount)
      let level = try AlignedBuffer<Double>(count: shape.spectrumCount)
      let rows = try AlignedBuffer<Double>(count: shape.rowBatchCount)
      pack.clearPadding(shape)
      level.clearPadding(shape)
      var weights = [Double](repeating: 0, count: 256)
      for (digit, level) in packing.packs(of: referenceLevels)[0].enumerated() {
        weights[level] = packing.weight(ofDigit: digit)
      }
      forward(reference, weights, rows: rows.base, into: pack.base)
      weights = [Double](repeating: 0, count: 256)
      weights[templateLevel] = 1
      forward(template, weights, rows: rows.base, into: level.base)
      transform.inverseColumnsOfProduct(pack.base, conjugate: level.base, into: pack.base)
      var largest = 0.0
      for top in stride(from: 0, to: shape.rows, by: TransformShape.batch) {
        transform.inverseRows(pack.base, top: top, into: rows.base)
        for i in 0..<shape.rowBatchCount {
          let value = rows.base[i] / Double(shape.area)
          largest = max(largest, abs(value - value.rounded()))
        }
      }
      return largest
    }

    private func forward(
      _ image: LabelImage, _ weights: [Double], rows: UnsafeMutablePointer<Double>,
      into spectrum: UnsafeMutablePointer<Double>
    ) {
      let block = OffsetRect(x: 0, y: 0, width: image.width, height: image.height)
      transform.forward(rowCount: image.height, rows: rows, into: spectrum) { row, values in
        image.writeWeights(weights, row: row, of: block, into: values)
      }
    }
  }

  @Test func `the errors of transforms stay below the bound at every length that is used`() throws {
    let (columns, rows) = (TransformShape.columnLengths, TransformShape.rowLengths)
    let limit = 1300
    var shapes = columns.filter { $0 <= limit }.enumerated().map {
      TransformShape(columns: $1, rows: rows[$0 * 5 % 20])
    }
    shapes += rows.filter { $0 <= limit }.enumerated().map {
      TransformShape(columns: columns[$0 * 7 % 30], rows: $1)
    }
    shapes += [TransformShape(columns: 1024, rows: 1024), TransformShape(columns: 16, rows: 8192)]
    shapes += [TransformShape(columns: 8192, rows: 32), TransformShape(columns: 1680, rows: 1120)]
    var highest = 0.0
    for (seed, shape) in shapes.enumerated() {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<(shape.area < 100_000 ? 4 : 1) {
        let scene = Scene(shape, using: &generator)
        let packing = DigitPacking(for: scene.load)
        let bound = DigitPacking.errorBound(
          bits: packing.bits, digits: packing.digits, load: scene.load)
        let distance = try scene.distance(packing)
        highest = max(highest, distance / bound)
        #expect(distance <= bound, "\(shape), seed \(seed), \(packing), \(scene.load)")
      }
    }
    // A bound far above every error would cost digits, and time, for nothing.
    #expect(highest > 0.05)
  }

  @Test func `as many digits are packed as the bound allows, and no more`() {
    for seed in 0..<20_000 {
      var generator = SeededGenerator(seed: seed)
      func magnitude(_ bits: Int) -> Int {
        Int.random(in: 1...1 << Int.random(in: 1...bits, using: &generator), using: &generator)
      }
      let template = magnitude(24)
      let levelCounts = (0..<Int.random(in: 0...40, using: &generator)).map { _ in magnitude(26) }
      let load = DigitPacking.Load(
        levelCounts: levelCounts.sorted(by: >),
        templateCount: Int.random(in: 1...template, using: &generator), templateTotal: template,
        points: max(template, levelCounts.reduce(0, +)) + magnitude(20))
      let packing = DigitPacking(for: load)
      #expect(packing.digits >= 1, "seed \(seed)")
      #expect(load.templateCount < 1 << packing.bits, "seed \(seed)")
      #expect(load.templateTotal < 1 << (2 * packing.bits), "seed \(seed)")
      func bound(_ digits: Int) -> Double {
        DigitPacking.errorBound(bits: packing.bits, digits: digits, load: load)
      }
      let fits = packing.digits * packing.bits <= DigitPacking.bitLimit
      #expect(packing.digits == 1 || fits, "seed \(seed)")
      #expect(
        packing.digits == 1 || bound(packing.digits) <= DigitPacking.tolerance, "seed \(seed)")
      let more = packing.digits + 1
      let isMostOfAll = more > levelCounts.count || more * packing.bits > DigitPacking.bitLimit
      #expect(isMostOfAll || bound(more) > DigitPacking.tolerance, "seed \(seed)")
    }
  }

  @Test func `the bound alone refuses digits that the mantissa would have room for`() {
    // Two counts of 25 bits each fill 50 bits, within the limit, but their transform is too long.
    let load = DigitPacking.Load(
      levelCounts: [1 << 27, 1 << 27], templateCount: (1 << 25) - 1, templateTotal: 1 << 26,
      points: 1 << 28)
    let packing = DigitPacking(for: load)
    #expect(2 * packing.bits <= DigitPacking.bitLimit)
    #expect(packing.digits == 1)
  }

  @Test func `every level is in one pack, the rarest of them with the highest weights`() {
    for digits in 1...7 {
      for count in 0...20 {
        let packing = DigitPacking(bits: 8, digits: digits)
        let packs = packing.packs(of: Array(0..<count))
        #expect(packs.joined().sorted() == Array(0..<count))
        #expect(packs.count == (count + digits - 1) / digits)
        #expect(packs.allSatisfy { $0.count <= digits && $0 == $0.sorted() })
      }
    }
  }

  @Test func `a result that strays from whole numbers is caught wherever it is`() throws {
    let count = 61
    let values = try AlignedBuffer<Double>(count: 64)
    let wholes = try AlignedBuffer<UInt64>(count: 64)
    for position in 0..<count {
      for (error, isExact) in [(0.24, true), (-0.24, true), (0.26, false), (-0.26, false)] {
        for i in 0..<64 { values.base[i] = Double(i << 40) / 8 }
        values.base[position] += error / 8
        let result = WholeNumbers.round(
          values.base, scale: 8, count: count, into: wholes.base)
        #expect(result == isExact, "\(error) at \(position)")
        guard isExact else { continue }
        #expect((0..<count).allSatisfy { wholes.base[$0] == UInt64($0 << 40) })
      }
    }
  }

  @Test func `many small errors are not mistaken for a large one`() throws {
    let values = try AlignedBuffer<Double>(count: 1000)
    let wholes = try AlignedBuffer<UInt64>(count: 1000)
    for i in 0..<1000 { values.base[i] = Double((1 << 50) - i) + (i % 2 == 0 ? 0.125 : -0.125) }
    #expect(WholeNumbers.round(values.base, scale: 1, count: 1000, into: wholes.base))
    #expect((0..<1000).allSatisfy { wholes.base[$0] == UInt64((1 << 50) - $0) })
  }

  // The digits take 56 and 60 bits, more than a result can hold; the bound allows 3 and 3 of them.
  @Test(arguments: [(side: 200, levels: 9, digits: 4), (side: 96, levels: 11, digits: 5)])
  func `too many digits are noticed, and the map is exact all the same`(
    side: Int, levels: Int, digits: Int
  ) async throws {
    var generator = SeededGenerator(seed: digits * side)
    let reference = LabelImage.random(
      Size(width: 600, height: 500), levels: levels, using: &generator)
    let template = LabelImage.random(
      Size(width: side, height: side), levels: 3, using: &generator)
    let pair = ImagePair(reference: reference, template: template)
    let offsets = OffsetRect(x: -20, y: 10, width: 200, height: 150)
    func map(_ overrides: Engine.Overrides) async throws -> InformationMap {
      try await InformationMap(
        pair, offsets: offsets, norm: .none, resources: Resources(threads: 2),
        overrides: overrides)
    }
    let forced = try await map(Engine.Overrides(digits: digits))
    let chosen = try await map(Engine.Overrides())
    #expect(forced.statistics.digits == digits && forced.statistics.retries > 0)
    #expect(chosen.statistics.digits < digits && chosen.statistics.retries == 0)
    let isSame = forced.values == chosen.values
    #expect(isSame)
    let error = Definition(pair).firstError(of: forced, at: stride(from: 0, to: 30_000, by: 1471))
    #expect(error == nil)
  }
}
