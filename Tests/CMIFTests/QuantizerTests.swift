import CMIF
import TestSupport
import Testing

@Suite struct QuantizerTests {
  private func plane(_ samples: [Int32]) -> Plane {
    Plane(width: samples.count, height: 1, samples: samples)
  }

  private func labels(
    _ quantizer: Quantizer, _ samples: [Int32], bins: Int, isIncluded: [Bool]? = nil
  ) -> [UInt8] {
    let mask = isIncluded.map { Mask(width: samples.count, height: 1, isIncluded: $0) }
    return quantizer.labels(of: plane(samples), bins: bins, mask: mask).labels
  }

  /// Samples of 8 bits whose values are unevenly frequent.
  private func samples(_ count: Int, using generator: inout SeededGenerator) -> [Int32] {
    let limits = (0..<3).map { _ in Int32.random(in: 0...255, using: &generator) }
    return (0..<count).map { _ in
      Int32.random(in: 0...(limits.randomElement(using: &generator) ?? 0), using: &generator)
    }
  }

  @Test func `equal-width bins are the formula of the reference implementation`() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let scale: Int32 = [1, 257, 1000].randomElement(using: &generator) ?? 1
      let samples = samples(50, using: &generator).map { $0 * scale + 7 }
      let bins = Int.random(in: 2...256, using: &generator)
      guard let low = samples.min(), let high = samples.max(), low < high else { continue }
      let (steps, span) = (Int(bins - 1), Int(high - low))
      let expected = samples.map { sample -> UInt8 in UInt8(Int(sample - low) * steps / span) }
      #expect(labels(.uniform, samples, bins: bins) == expected, "seed \(seed)")
    }
  }

  @Test func `only the largest value falls into the last of equal-width bins`() {
    #expect(labels(.uniform, [0, 84, 85, 169, 170, 254, 255], bins: 4) == [0, 0, 1, 1, 2, 2, 3])
  }

  @Test func `quantiles fill the bins equally where the values differ`() {
    #expect(
      labels(.quantile, [50, 10, 40, 80, 20, 70, 30, 60], bins: 4) == [2, 0, 1, 3, 0, 3, 1, 2])
  }

  @Test func `quantiles keep equal values together`() {
    // Half of the pixels are 5: the levels that would split them stay unused.
    #expect(labels(.quantile, [5, 5, 5, 5, 6, 7, 8, 9], bins: 4) == [0, 0, 0, 0, 2, 2, 3, 3])
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(60, using: &generator)
      let bins = Int.random(in: 2...256, using: &generator)
      // The definition, pixel by pixel.
      let expected = samples.map { sample in
        UInt8(samples.count { $0 < sample } * bins / samples.count)
      }
      #expect(labels(.quantile, samples, bins: bins) == expected, "seed \(seed)")
    }
  }

  @Test func `only the order of the values matters to quantiles`() {
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(200, using: &generator)
      let bins = Int.random(in: 2...40, using: &generator)
      let squared = samples.map { $0 * $0 * 3 - 100_000 }
      #expect(
        labels(.quantile, samples, bins: bins) == labels(.quantile, squared, bins: bins),
        "seed \(seed)")
    }
  }

  @Test func `k-means separates clusters that lie well apart`() {
    let samples: [Int32] = [100, 3, 250, 101, 1, 2, 99, 251, 249, 180, 181, 179]
    #expect(
      labels(.kmeans, samples, bins: 4) == [1, 0, 3, 1, 0, 0, 1, 3, 3, 2, 2, 2])
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: seed)
      let bins = Int.random(in: 2...8, using: &generator)
      let truth = (0..<bins * 40).map { $0 % bins }.shuffled(using: &generator)
      let samples = truth.map { cluster -> Int32 in
        Int32(cluster) * 1000 + Int32.random(in: -60...60, using: &generator)
      }
      #expect(labels(.kmeans, samples, bins: bins) == truth.map { UInt8($0) }, "seed \(seed)")
    }
  }

  @Test func `k-means gives every value the level of its nearest mean`() {
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(300, using: &generator)
      let labels = labels(
        .kmeans, samples, bins: Int.random(in: 2...12, using: &generator))
      let used = Set(labels).sorted()
      let means = used.map { level in
        let members = zip(samples, labels).filter { $0.1 == level }.map { Double($0.0) }
        return members.reduce(0, +) / Double(members.count)
      }
      for (sample, label) in zip(samples, labels) {
        let distances = means.map { abs(Double(sample) - $0) }
        let own = distances[used.firstIndex(of: label) ?? 0]
        #expect(own <= (distances.min() ?? 0) + 1e-9, "seed \(seed), \(sample)")
      }
    }
  }

  @Test(arguments: Quantizer.allCases)
  func `the same picture in 8 and in 16 bits has the same labels`(quantizer: Quantizer) {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(Int.random(in: 1...400, using: &generator), using: &generator)
      let bins = Int.random(in: 2...32, using: &generator)
      let deep = samples.map { $0 * 257 }
      #expect(
        labels(quantizer, samples, bins: bins) == labels(quantizer, deep, bins: bins),
        "seed \(seed)")
    }
  }

  @Test(arguments: Quantizer.allCases)
  func `equal values get equal levels, and greater values no lower ones`(quantizer: Quantizer) {
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(200, using: &generator)
      let bins = Int.random(in: 2...256, using: &generator)
      let pairs = zip(samples, labels(quantizer, samples, bins: bins)).sorted { $0.0 < $1.0 }
      for (a, b) in zip(pairs, pairs.dropFirst()) {
        #expect(a.0 == b.0 ? a.1 == b.1 : a.1 <= b.1, "seed \(seed)")
      }
      #expect(pairs.allSatisfy { Int($0.1) < bins }, "seed \(seed)")
    }
  }

  @Test(arguments: Quantizer.allCases)
  func `masked pixels have no influence`(quantizer: Quantizer) {
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: seed)
      let samples = samples(100, using: &generator)
      let isIncluded = samples.map { _ in !generator.oneIn(3) }
      let bins = Int.random(in: 2...20, using: &generator)
      let changed = zip(samples, isIncluded).map {
        $1 ? $0 : Int32.random(in: -5000...70_000, using: &generator)
      }
      let kept = zip(samples, isIncluded).filter(\.1).map(\.0)
      guard !kept.isEmpty else { continue }
      let expected = labels(quantizer, kept, bins: bins)
      for all in [samples, changed] {
        let labels = labels(quantizer, all, bins: bins, isIncluded: isIncluded)
        #expect(zip(labels, isIncluded).filter(\.1).map(\.0) == expected, "seed \(seed)")
      }
    }
  }

  @Test(arguments: Quantizer.allCases)
  func `a constant plane has a single level, and so has one that is masked whole`(
    quantizer: Quantizer
  ) {
    for bins in [2, 16, 256] {
      #expect(Set(labels(quantizer, [9, 9, 9, 9], bins: bins)).count == 1)
      let hidden = [Bool](repeating: false, count: 3)
      #expect(labels(quantizer, [1, 2, 3], bins: bins, isIncluded: hidden).count == 3)
    }
  }

  @Test func `values far apart are told apart`() {
    // Colour pictures of 16 bits have gray values up to 65 million.
    let samples: [Int32] = [0, 65_535_000, 30_000_000, 1, 65_534_999]
    #expect(labels(.quantile, samples, bins: 5) == [0, 4, 2, 1, 3])
    #expect(labels(.kmeans, samples, bins: 3) == [0, 2, 1, 0, 2])
    #expect(labels(.uniform, samples, bins: 3) == [0, 2, 0, 0, 1])
  }
}
