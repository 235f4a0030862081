extension AlignmentImage {
  /// The picture at a lower resolution. A pixel is the sum of a block of `factor x factor` samples:
  ///
  ///     S = factor^2 / n * Σ samples of the block's n pixels that take part
  ///
  /// A block takes part when at least half of its pixels do. Rows and columns that fill no block are left
  /// out. Where a sum exceeds 32 bits, all sums of all planes are divided by the least power of two that
  /// makes them fit, and rounded down; labels depend on the order and the ratios of sums, not on their unit.
  /// Sums of 8-bit pictures fit up to a factor of 2048, those of 16-bit pictures up to 128.
  ///
  /// - Precondition: `factor` is 1 to 65536, and not above either side.
  func reduced(by factor: Int) -> AlignmentImage {
    precondition(
      factor >= 1 && factor <= min(size.width, size.height, 1 << 16),
      "a picture of \(size.width) x \(size.height) cannot be reduced by \(factor)")
    guard factor > 1 else { return self }
    let area = factor * factor
    let all = planes + (colors ?? [])
    let (width, height) = (size.width / factor, size.height / factor)
    func image(_ reduced: [Plane], _ mask: Mask?, shift: Int = 0) -> AlignmentImage {
      var image = with(
        Array(reduced.prefix(planes.count)),
        colors.map { _ in Array(reduced.dropFirst(planes.count)) }, mask: mask, labeling)
      image.white = white * Double(area) / Double(1 << shift)
      return image
    }
    // The usual case, in a half of the memory.
    if mask == nil, all.allSatisfy({ $0.fits(times: area) }) {
      let reduced = all.map { plane in
        Plane(
          width: width, height: height,
          samples: blockSums(plane.samples, factor: factor) as [Int32])
      }
      return image(reduced, nil)
    }
    let counts: [Int]? = mask.map {
      blockSums($0.isIncluded.map { $0 ? Int32(1) : 0 }, factor: factor)
    }
    let sums = all.map { plane in
      let sums: [Int] = blockSums(plane.samples, factor: factor)
      guard let counts else { return sums }
      return zip(sums, counts).map { sum, count in
        // `sum * area / count`, which may exceed 64 bits on the way.
        let (mean, rest) = sum.quotientAndRemainder(dividingBy: max(count, 1))
        return mean * area + rest * area / max(count, 1)
      }
    }
    let shift = Self.shift(of: sums)
    let reduced = sums.map { sums in
      Plane(width: width, height: height, samples: sums.map { Int32($0 >> shift) })
    }
    let mask = counts.map { counts in
      Mask(width: width, height: height, isIncluded: counts.map { 2 * $0 >= area })
    }
    return image(reduced, mask, shift: shift)
  }

  /// The most detail that a reduction may lose, as `Plane.detail` measures it.
  private static let lostDetail = 1.0 / 16

  /// The largest power of two, at most `most`, that reduces the image without loss of detail of its first plane; 1 where
  /// any loses some.
  func losslessReduction(toAtMost most: Int) -> Int {
    var factor = 1
    while 2 * factor <= most { factor *= 2 }
    while factor > 1, !hasNoDetail(finerThan: factor / 2) { factor /= 2 }
    return factor
  }

  private func hasNoDetail(finerThan distance: Int) -> Bool {
    let detail = known.detail.value(of: distance) {
      planes[0].detail(finerThan: distance, mask: mask)
    }
    return detail.map { $0 < Self.lostDetail } ?? false
  }

  /// The sums of numbers over the pixels of each block that take part.
  private func blockSums<Values: RandomAccessCollection<Int32>, Sum: FixedWidthInteger>(
    _ values: Values, factor: Int
  ) -> [Sum] where Values.Index == Int {
    let (width, height) = (size.width / factor, size.height / factor)
    var sums = [Sum](repeating: 0, count: width * height)
    for y in 0..<height * factor {
      let (row, start) = (y / factor * width, y * size.width)
      for x in 0..<width {
        var sum: Sum = 0
        let block = start + x * factor..<start + (x + 1) * factor
        if let mask {
          for index in block where mask.isIncluded[index] { sum += Sum(values[index]) }
        } else {
          for index in block { sum &+= Sum(truncatingIfNeeded: values[index]) }
        }
        sums[row + x] += sum
      }
    }
    return sums
  }

  /// The fewest bits by which sums must be shifted to the right to fit 32 bits.
  private static func shift(of sums: [[Int]]) -> Int {
    let low = sums.joined().min() ?? 0
    let high = sums.joined().max() ?? 0
    return (0...).first { Int32(exactly: low >> $0) != nil && Int32(exactly: high >> $0) != nil }
      ?? 0
  }
}

extension Plane {
  /// Whether sums of so many samples fit 32 bits.
  fileprivate func fits(times count: Int) -> Bool {
    let (low, high) = range(mask: nil)
    return [low, high].allSatisfy { Int32(exactly: Int($0) * count) != nil }
  }
}
