import TestSupport
import Testing

@testable import CMIF

@Suite struct ExactnessTests {
  /// Random levels of a field's block and of a kernel, and the transform they go through.
  private struct Scene {
    let transform: RealTransform
    let field: LabelImage
    let kernel: LabelImage
    let kernelLevels: [Int]
    let problem: PackingProblem

    init(
      _ shape: TransformShape, planner: Planner = .shared, using generator: inout SeededGenerator
    ) throws {
      transform = try RealTransform(shape: shape, planner: planner)
      // Levels of very different frequency now and then: the packs then weigh unevenly.
      let levels = Int.random(in: 2...16, using: &generator)
      let block = Size(width: shape.columns, height: shape.rows)
      field = LabelImage.random(block, levels: levels, using: &generator)
      let most = Bool.random(using: &generator) ? block : Size(width: 64, height: 64)
      let size = Size(
        width: Int.random(in: 1...min(most.width, block.width), using: &generator),
        height: Int.random(in: 1...min(most.height, block.height), using: &generator))
      kernel = LabelImage.random(
        size, levels: Int.random(in: 1...4, using: &generator), using: &generator)
      let counts = field.levelCounts
      let present = counts.indices.filter { counts[$0] > 0 }
      let kernelCounts = kernel.levelCounts
      kernelLevels = kernelCounts.indices.filter { kernelCounts[$0] > 0 }
      problem = PackingProblem(
        levels: present.map { (level: $0, count: counts[$0]) },
        kernelLevels: kernelLevels.count, largestKernelCount: kernelCounts.max() ?? 0,
        kernelTotal: size.area, points: shape.area)
    }

    /// The largest distance from a whole number of any result of a pack with its first kernel levels.
    func distance(_ pack: LevelPacking.Pack) throws -> Double {
      let shape = transform.shape
      let group = try #require(pack.groups.first)
      let size = shape.spectrumCount
      let product = try AlignedBuffer<Complex>(count: size)
      let spectra = try AlignedBuffer<Complex>(count: (1 + group.range.count) * size)
      let batch = try TransformBatch(shape: shape)
      func weights(_ levels: [(Int, Double)]) -> [Double] {
        levels.reduce(into: [Double](repeating: 0, count: 256)) { $0[$1.0] = $1.1 }
      }
      forward(
        field, weights(pack.digits.map { ($0.level, Double(1 << $0.shift)) }), batch: batch,
        into: spectra.base)
      let riding = zip(group.range, group.weights).map { index, weight in
        let spectrum = spectra.base + (1 + index) * size
        forward(kernel, weights([(kernelLevels[index], 1)]), batch: batch, into: spectrum)
        return WeightedSpectrum(values: spectrum, weight: weight)
      }
      transform.inverseColumnsOfProduct(
        spectra.base, conjugate: riding, batch: batch, into: product.base)
      var largest = 0.0
      for top in stride(from: 0, to: shape.rows, by: TransformShape.batch) {
        transform.inverseRows(product.base, top: top, into: batch.rows)
        for i in 0..<TransformShape.batch * shape.columns {
          let value = batch.rows[i] / Double(shape.area)
          largest = max(largest, abs(value - value.rounded()))
        }
      }
      return largest
    }

    /// The distance of the pack whose error the bound thinks most of, and that bound.
    func worst() throws -> (distance: Double, bound: Double) {
      func bound(_ pack: LevelPacking.Pack) -> Double {
        LevelPacking.errorBound(of: pack.digits, pack.groups.first?.range.count ?? 0, problem)
      }
      let pack = try #require(LevelPacking(problem).packs.max { bound($0) < bound($1) })
      return (try distance(pack), bound(pack))
    }

    private func forward(
      _ image: LabelImage, _ weights: [Double], batch: TransformBatch,
      into spectrum: UnsafeMutablePointer<Complex>
    ) {
      let block = OffsetRect(x: 0, y: 0, width: image.width, height: image.height)
      transform.forward(rowCount: image.height, batch: batch, into: spectrum) { row, values in
        image.writeWeights(
          weights, row: row, of: block, length: transform.shape.columns, into: values)
      }
    }
  }

  @Test func `the errors of transforms stay below the bound, at long lengths too`() throws {
    let (columns, rows) = (TransformShape.columnLengths, TransformShape.rowLengths)
    let limit = 1300
    var shapes = columns.filter { $0 <= limit }.enumerated().map {
      TransformShape(columns: $1, rows: rows[$0 * 5 % 20])
    }
    shapes += rows.filter { $0 <= limit }.enumerated().map {
      TransformShape(columns: columns[$0 * 7 % 30], rows: $1)
    }
    shapes += [(1024, 1024), (1680, 1120), (2160, 2560), (8192, 32)].map {
      TransformShape(columns: $0, rows: $1)
    }
    shapes += columns.filter { $0 > limit }.enumerated().compactMap {
      $0 % 9 == 0 ? TransformShape(columns: $1, rows: 32) : nil
    }
    shapes += rows.filter { $0 > limit }.map { TransformShape(columns: 16, rows: $0) }
    var highest = 0.0
    for (seed, shape) in shapes.enumerated() {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<(shape.area < 100_000 ? 4 : 1) {
        let scene = try Scene(shape, using: &generator)
        let (distance, bound) = try scene.worst()
        highest = max(highest, distance / bound)
        #expect(distance <= bound, "\(shape), seed \(seed), \(scene.problem)")
      }
    }
    // A bound far above every error would cost digits, and time, for nothing.
    #expect(highest > 0.05)
  }

  @Test func `the errors of transforms stay below the bound with measured plans`() throws {
    let planner = Planner()
    #expect(planner.measure(wisdom: nil))
    for (columns, rows) in [(48, 112), (112, 80), (240, 64), (256, 160), (672, 280)] {
      let shape = TransformShape(columns: columns, rows: rows)
      for seed in 0..<4 {
        var generator = SeededGenerator(seed: seed)
        let scene = try Scene(shape, planner: planner, using: &generator)
        let (distance, bound) = try scene.worst()
        #expect(distance <= bound, "\(shape), seed \(seed), \(scene.problem)")
      }
    }
  }

  private func randomProblem(using generator: inout SeededGenerator) -> PackingProblem {
    func magnitude(_ bits: Int) -> Int {
      Int.random(in: 1...1 << Int.random(in: 1...bits, using: &generator), using: &generator)
    }
    let kernel = magnitude(24)
    let levelCounts = (0..<Int.random(in: 0...40, using: &generator)).map { _ in magnitude(26) }
    return PackingProblem(
      levels: levelCounts.enumerated().map { (level: $0, count: $1) },
      kernelLevels: Int.random(in: 1...40, using: &generator),
      largestKernelCount: Int.random(in: 1...kernel, using: &generator), kernelTotal: kernel,
      points: max(kernel, levelCounts.reduce(0, +)) + magnitude(20))
  }

  @Test func `every level is packed once, and its digit holds every count and half of every sum`() {
    var (uniform, compact) = (0, 0)
    for seed in 0..<5000 {
      var generator = SeededGenerator(seed: seed)
      let problem = randomProblem(using: &generator)
      let packs = LevelPacking(problem).packs
      #expect(
        packs.flatMap(\.digits).map(\.level).sorted() == problem.levels.map(\.level), "seed \(seed)"
      )
      for pack in packs {
        for (index, digit) in pack.digits.enumerated() {
          #expect(digit.count == problem.levels[digit.level].count, "seed \(seed)")
          #expect(min(digit.count, problem.largestKernelCount) < 1 << digit.width, "seed \(seed)")
          func end(_ next: Int) -> Int {
            next < pack.digits.count ? pack.digits[next].shift : 63
          }
          #expect(digit.shift + digit.width <= end(index + 1), "seed \(seed)")
          let sumWidth = pack.totalWords * digit.width
          #expect(min(digit.count, problem.kernelTotal) < 1 << sumWidth, "seed \(seed)")
          #expect(digit.shift + sumWidth <= end(index + pack.totalWords), "seed \(seed)")
          if pack.isUniform {
            #expect(digit.shift == index * digit.width, "seed \(seed)")
          }
        }
        if pack.isUniform { uniform += 1 } else { compact += 1 }
      }
    }
    #expect(uniform > 1000 && compact > 1000)
  }

  @Test
  func `no pack exceeds the bound, and none has room for a digit that a later one begins with`() {
    for seed in 0..<1000 {
      var generator = SeededGenerator(seed: seed)
      let problem = randomProblem(using: &generator)
      let packs = LevelPacking(problem).packs.map(\.digits)
      for (index, pack) in packs.enumerated() {
        let bits = pack.reduce(0) { $0 + $1.width }
        let bound = LevelPacking.errorBound(of: pack, 1, problem)
        #expect(
          pack.count == 1 || bits <= LevelPacking.bitLimit && bound <= LevelPacking.tolerance,
          "seed \(seed)")
        // The widest digit began the pack.
        let first = pack.map { ($0.least(in: problem), $0.level) }.max { $0 < $1 }
        guard let first else { continue }
        for earlier in packs[..<index] {
          let together = problem.restricted(to: earlier.map(\.level) + [first.1])
          #expect(LevelPacking(together).packs.count > 1, "seed \(seed)")
        }
      }
      #expect(LevelPacking(problem, mostDigits: 2).mostDigits <= 2, "seed \(seed)")
    }
  }

  @Test(arguments: 2...12)
  func `equal counts fill a transform that is exact enough`(width: Int) {
    let count = 1 << (width - 1)
    let problem = PackingProblem(
      levels: (0..<100).map { (level: $0, count: count) }, kernelLevels: 1,
      largestKernelCount: count, kernelTotal: count, points: 1 << 30)
    let counts = LevelPacking(problem).packs.map(\.digits.count)
    let most = LevelPacking.bitLimit / width
    #expect(counts.dropLast().allSatisfy { $0 == most } && counts.reduce(0, +) == 100)
  }

  @Test func `kernel levels ride together where there is room, each once, and within the bound`() {
    var riding = 0
    for seed in 0..<5000 {
      var generator = SeededGenerator(seed: seed)
      let problem = randomProblem(using: &generator)
      for pack in LevelPacking(problem).packs {
        let bits = pack.digits.reduce(0) { $0 + $1.width }
        #expect(pack.groups.flatMap(\.range) == Array(0..<problem.kernelLevels), "seed \(seed)")
        for group in pack.groups where group.range.count > 1 {
          riding += 1
          #expect(group.bits == bits, "seed \(seed)")
          #expect(bits * group.range.count <= LevelPacking.bitLimit, "seed \(seed)")
          let bound = LevelPacking.errorBound(of: pack.digits, group.range.count, problem)
          #expect(bound <= LevelPacking.tolerance, "seed \(seed)")
        }
      }
    }
    #expect(riding > 1000)
  }

  @Test func `the bound alone refuses digits that the mantissa would have room for`() {
    // Two counts of 25 bits each fill 50 bits, within the limit, but their transform is too long.
    let problem = PackingProblem(
      levels: [(level: 0, count: 1 << 27), (level: 1, count: 1 << 27)],
      kernelLevels: 1, largestKernelCount: (1 << 25) - 1, kernelTotal: 1 << 26, points: 1 << 28)
    let widths = problem.levels.map { LevelPacking.leastWidth(count: $0.count, problem) }
    #expect(widths.reduce(0, +) <= LevelPacking.bitLimit)
    #expect(LevelPacking(problem).packs.count == 2)
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

  // Six digits of 9 bits and eight of 7 are more than a result can hold; the bound allows 5 and 7.
  @Test(arguments: [
    (side: 64, levels: 17, templateLevels: 12, digits: 6),
    (side: 40, levels: 20, templateLevels: 16, digits: 8),
  ])
  func `too many digits are noticed, and the map is exact all the same`(
    side: Int, levels: Int, templateLevels: Int, digits: Int
  ) async throws {
    var generator = SeededGenerator(seed: digits * side)
    let reference = LabelImage.random(
      Size(width: 600, height: 500), levels: levels, using: &generator)
    let template = LabelImage.random(
      Size(width: side, height: side), levels: templateLevels, using: &generator)
    let pair = LabelImagePair(reference: reference, template: template)
    let offsets = OffsetRect(x: -20, y: 10, width: 200, height: 150)
    func map(_ strategy: Engine.Strategy) async throws -> InformationMap {
      try await InformationMap(
        pair, offsets: offsets, normalization: .unnormalized, resources: Resources(threads: 2),
        strategy: strategy)
    }
    let forced = try await map(.digits(digits))
    let chosen = try await map(Engine.Strategy())
    #expect(forced.statistics.digits == digits && forced.statistics.retries > 0)
    #expect(chosen.statistics.digits < digits && chosen.statistics.retries == 0)
    let isSame = forced.values == chosen.values
    #expect(isSame)
    let error = Definition(pair).firstError(of: forced, at: stride(from: 0, to: 30_000, by: 1471))
    #expect(error == nil)
  }
}

extension LevelPacking.Digit {
  /// The fewest bits for the digit's counts.
  fileprivate func least(in problem: PackingProblem) -> Int {
    LevelPacking.leastWidth(count: count, problem)
  }
}

extension PackingProblem {
  /// The same with some of the levels.
  fileprivate func restricted(to levels: [Int]) -> PackingProblem {
    PackingProblem(
      levels: self.levels.filter { levels.contains($0.level) }, kernelLevels: kernelLevels,
      largestKernelCount: largestKernelCount, kernelTotal: kernelTotal, points: points)
  }
}
