/// A rule that reduces grey values to a few levels.
public enum Quantizer: String, Sendable, CaseIterable {
  /// Equal-width bins: level `(v - min) (bins - 1) / (max - min)`, rounded down, in whole numbers.
  ///
  /// As in the reference implementation of the method, only the largest value falls into the last bin.
  case uniform
  /// Equally filled bins: a value's level is `bins` times the share of pixels below it, rounded down.
  ///
  /// Pixels of one value stay together, so a frequent value may leave levels unused. Only the order of
  /// the values matters: any strictly increasing change of them gives the same levels.
  case quantile
  /// k-means in one dimension: levels are the values nearest to each of `bins` means.
  ///
  /// Lloyd's iteration on the histogram, started from the quantiles `(i + 1/2) / bins` and run until
  /// nothing changes (100 rounds at most). It finds a local optimum, the same one every time.
  case kmeans

  /// The labels of a plane's samples.
  ///
  /// Masked pixels have no influence on the levels. A plane with a single value uses a single level. The
  /// result has `bins` levels, used or not.
  ///
  /// - Precondition: `bins` is 2 to 256, and the mask has the plane's size.
  public func labels(of plane: Plane, bins: Int, mask: Mask? = nil) -> LabelImage {
    labels(of: plane, bins: bins, mask: mask, fittedTo: plane, mask)
  }

  /// The labels of a plane's samples, with the levels of another plane: of the whole that the plane is a part of.
  func labels(
    of plane: Plane, bins: Int, mask: Mask?, fittedTo whole: Plane, _ wholeMask: Mask?
  ) -> LabelImage {
    precondition((2...256).contains(bins), "\(bins) bins are not 2 to 256")
    mask?.checkFits(plane)
    wholeMask?.checkFits(whole)
    let labels =
      switch self {
      case .uniform: Self.uniformLabels(plane, bins: bins, range: whole.range(mask: wholeMask))
      case .quantile:
        plane.labels(upperBounds: Histogram(whole, mask: wholeMask).quantileBounds(bins))
      case .kmeans:
        plane.labels(upperBounds: Histogram(whole, mask: wholeMask).kmeansBounds(bins))
      }
    return LabelImage(
      width: plane.width, height: plane.height, levelCount: bins, labels: labels, mask: mask)
  }

  private static func uniformLabels(
    _ plane: Plane, bins: Int, range: (low: Int32, high: Int32)
  ) -> [UInt8] {
    let (low, high) = range
    guard low < high else { return [UInt8](repeating: 0, count: plane.samples.count) }
    let span = Int(high) - Int(low)
    return plane.samples.map { sample in
      UInt8((Int(min(max(sample, low), high)) - Int(low)) * (bins - 1) / span)
    }
  }
}

/// The distinct values of a plane in ascending order, and how many pixels have each.
private struct Histogram {
  let values: [Int32]
  let counts: [Int]

  init(_ plane: Plane, mask: Mask?) {
    let (low, high) = plane.range(mask: mask)
    let samples = plane.samples
    let included = samples.indices.lazy.filter { mask.includes($0) }.map { samples[$0] }
    var values: [Int32] = []
    var counts: [Int] = []
    if Int(high) - Int(low) < 1 << 20 {
      var table = [Int](repeating: 0, count: Int(high) - Int(low) + 1)
      for value in included { table[Int(value) - Int(low)] += 1 }
      for (i, count) in table.enumerated() where count > 0 {
        values.append(low + Int32(i))
        counts.append(count)
      }
    } else {
      for value in included.sorted() {
        if values.last == value {
          counts[counts.count - 1] += 1
        } else {
          values.append(value)
          counts.append(1)
        }
      }
    }
    self.values = values
    self.counts = counts
  }

  /// The largest value of each level of equally filled bins; levels without a value are skipped over.
  func quantileBounds(_ bins: Int) -> [Int32] {
    let total = counts.reduce(0, +)
    var bounds = [Int32](repeating: .min, count: bins)
    var below = 0
    for (value, count) in zip(values, counts) {
      bounds[below * bins / total] = value
      below += count
    }
    return ascending(bounds)
  }

  /// The largest value of each cluster of k-means; unused levels repeat the bound before them.
  func kmeansBounds(_ bins: Int) -> [Int32] {
    guard !values.isEmpty else { return [Int32](repeating: .min, count: bins) }
    var means = quantiles((0..<bins).map { (Double($0) + 0.5) / Double(bins) })
    var bounds: [Int32] = []
    let pixels = Self.sumsBefore(counts)
    let sums = Self.sumsBefore(zip(values, counts).map { Int($0) * $1 })
    for _ in 0..<100 {
      let cuts = zip(means, means.dropFirst()).map { ($0 + $1) / 2 }
      var next = [Int32](repeating: .min, count: bins)
      var start = 0
      for level in 0..<bins {
        let end =
          level < cuts.count
          ? values.partitionIndex(from: start, where: { Double($0) > cuts[level] }) : values.count
        guard start < end else { continue }
        means[level] = Double(sums[end] - sums[start]) / Double(pixels[end] - pixels[start])
        next[level] = values[end - 1]
        start = end
      }
      if next == bounds { break }
      bounds = next
    }
    return ascending(bounds)
  }

  /// The sums of the numbers before each of them, and of all.
  private static func sumsBefore(_ numbers: [Int]) -> [Int] {
    var sum = 0
    return [0]
      + numbers.map {
        sum += $0
        return sum
      }
  }

  /// The values below which given shares of the pixels lie.
  private func quantiles(_ shares: [Double]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    var index = 0
    var reached = Double(counts[0])
    return shares.map { share in
      while reached <= share * total && index + 1 < values.count {
        index += 1
        reached += Double(counts[index])
      }
      return Double(values[index])
    }
  }

  private func ascending(_ bounds: [Int32]) -> [Int32] {
    var largest = Int32.min
    return bounds.map {
      largest = max(largest, $0)
      return largest
    }
  }
}

extension Plane {
  /// Labels by thresholds: the first level whose upper bound is not below the sample, or the last.
  fileprivate func labels(upperBounds: [Int32]) -> [UInt8] {
    let (low, high) = range(mask: nil)
    func level(_ sample: Int32) -> UInt8 {
      var (first, last) = (0, upperBounds.count - 1)
      while first < last {
        let middle = (first + last) / 2
        if upperBounds[middle] >= sample { last = middle } else { first = middle + 1 }
      }
      return UInt8(first)
    }
    guard Int(high) - Int(low) < 1 << 16 else { return samples.map(level) }
    let table = (low...high).map(level)
    return samples.map { table[Int($0) - Int(low)] }
  }
}
