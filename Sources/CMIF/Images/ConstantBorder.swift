extension Plane {
  /// The pixels outside of constant areas that touch the border, or `nil` where there is no such area.
  ///
  /// An area is made of the included pixels that can be reached from the border through pixels of one value
  /// `v`. It counts when it holds at least 0.5 % of the picture's pixels and is solid: at least 30 % of its
  /// pixels have eight neighbours in it (pixels outside of the picture count as neighbours in it), or it fills
  /// a side of the picture. An area that lossy compression has disturbed is reached through values within 3 %
  /// of the plane's range around `v`, and counts when at least 40 % of its pixels are exactly `v`. Either way it
  /// then grows by up to 3 pixels through values within that tolerance: the ringing along its edge.
  ///
  /// Only values are tried that fill eight pixels of the border in a row and 5 % of the whole border, the three
  /// most frequent ones.
  ///
  /// - Complexity: O(border) where no value is tried, else O(pixels) for each.
  func maskWithoutConstantBorder(mask: Mask?) -> Mask? {
    let candidates = frequentBorderValues(mask: mask)
    guard !candidates.isEmpty else { return nil }
    let (low, high) = range(mask: mask)
    guard low < high else { return nil }
    let tolerance = Int32(clamping: (Int(high) - Int(low)) * 3 / 100)
    var isIncluded = mask?.isIncluded
    var found = false
    for value in candidates {
      let area =
        BorderArea(of: self, value, tolerance: 0, in: isIncluded)
        ?? BorderArea(of: self, value, tolerance: tolerance, in: isIncluded)
      guard let area else { continue }
      found = true
      isIncluded = area.excluded(from: isIncluded, of: self, value, tolerance: tolerance)
    }
    guard found, let isIncluded else { return nil }
    return Mask(width: width, height: height, isIncluded: isIncluded)
  }

  /// The values that may fill areas at the border, the most frequent first.
  private func frequentBorderValues(mask: Mask?) -> [Int32] {
    var counts: [Int32: Int] = [:]
    var runs: Set<Int32> = []
    var (total, length) = (0, 0)
    var last: Int32?
    for index in Self.border(width: width, height: height) {
      guard mask.includes(index) else {
        last = nil
        continue
      }
      let value = samples[index]
      counts[value, default: 0] += 1
      total += 1
      length = value == last ? length + 1 : 1
      last = value
      if length == 8 { runs.insert(value) }
    }
    return runs.filter { 20 * counts[$0, default: 0] >= total }
      .sorted { (counts[$0, default: 0], $1) > (counts[$1, default: 0], $0) }
      .prefix(3).map { $0 }
  }

  /// The indices of the pixels along the border of a picture, each once, in the order of a walk around it.
  static func border(width: Int, height: Int) -> [Int] {
    let (right, bottom) = (width - 1, height - 1)
    guard right > 0, bottom > 0 else { return Array(0..<width * height) }
    return (0..<right).map { $0 } + (0..<bottom).map { $0 * width + right }
      + (0..<right).map { bottom * width + right - $0 } + (0..<bottom).map { (bottom - $0) * width }
  }
}
