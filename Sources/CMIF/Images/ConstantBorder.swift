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
  /// - Complexity: O(pixels) for each value that is tried; O(border) where there is none.
  func maskWithoutConstantBorder(mask: Mask?) -> Mask? {
    let candidates = frequentBorderValues(mask: mask)
    guard !candidates.isEmpty else { return nil }
    let (low, high) = range(mask: mask)
    guard low < high else { return nil }
    let tolerance = Int32(clamping: (Int(high) - Int(low)) * 3 / 100)
    var isIncluded = mask?.isIncluded ?? [Bool](repeating: true, count: samples.count)
    var found = false
    for value in candidates {
      let area =
        BorderArea(of: self, value, tolerance: 0, in: isIncluded)
        ?? BorderArea(of: self, value, tolerance: tolerance, in: isIncluded)
      guard let area else { continue }
      found = true
      area.exclude(from: &isIncluded, of: self, value, tolerance: tolerance)
    }
    return found ? Mask(width: width, height: height, isIncluded: isIncluded) : nil
  }

  /// The values that may fill areas at the border, the most frequent first.
  private func frequentBorderValues(mask: Mask?) -> [Int32] {
    var counts: [Int32: Int] = [:]
    var runs: Set<Int32> = []
    var (total, length) = (0, 0)
    var last: Int32?
    for index in border {
      guard mask?.isIncluded[index] ?? true else {
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

  /// The indices of the border's pixels, each once, in the order of a walk around the picture.
  private var border: [Int] {
    let (right, bottom) = (width - 1, height - 1)
    guard right > 0, bottom > 0 else { return Array(samples.indices) }
    return (0..<right).map { $0 } + (0..<bottom).map { $0 * width + right }
      + (0..<right).map { bottom * width + right - $0 } + (0..<bottom).map { (bottom - $0) * width }
  }
}

/// The pixels of a plane that can be reached from its border through samples of nearly one value.
private struct BorderArea {
  let width: Int
  let height: Int
  /// Whether a pixel belongs to the area, row-major.
  private var isInside: [Bool]

  /// Finds the area; `nil` where it is too small or too loose to hold no data.
  init?(of plane: Plane, _ value: Int32, tolerance: Int32, in isIncluded: [Bool]) {
    (width, height) = (plane.width, plane.height)
    let (low, high) = (Int(value) - Int(tolerance), Int(value) + Int(tolerance))
    var runs = LevelRuns(width: width, height: height) { index in
      isIncluded[index] && (low...high).contains(Int(plane.samples[index]))
    }
    isInside = runs.flagsOfBorderAreas()
    let count = isInside.count { $0 }
    guard 200 * count >= isInside.count else { return nil }
    if tolerance > 0 {
      let exact = isInside.indices.count { isInside[$0] && plane.samples[$0] == value }
      guard 10 * exact >= 4 * count else { return nil }
    }
    let inner = isInside.indices.count { isInside[$0] && isInner($0) }
    guard 10 * inner >= 3 * count || fillsSide else { return nil }
  }

  /// Whether all neighbours of a pixel are inside.
  private func isInner(_ index: Int) -> Bool {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    for v in max(y - 1, 0)...min(y + 1, height - 1) {
      for u in max(x - 1, 0)...min(x + 1, width - 1) where !isInside[v * width + u] { return false }
    }
    return true
  }

  private var fillsSide: Bool {
    let (right, bottom) = (width - 1, height - 1)
    return (0..<width).allSatisfy { isInside[$0] }
      || (0..<width).allSatisfy { isInside[bottom * width + $0] }
      || (0..<height).allSatisfy { isInside[$0 * width] }
      || (0..<height).allSatisfy { isInside[$0 * width + right] }
  }

  /// Takes the area out of included pixels, with the pixels up to 3 away from it that are within a tolerance.
  func exclude(
    from isIncluded: inout [Bool], of plane: Plane, _ value: Int32, tolerance: Int32
  ) {
    var isTaken = isInside
    var rim = isInside.indices.filter { isInside[$0] && !isInner($0) }
    for _ in 0..<3 {
      var next: [Int] = []
      for index in rim {
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        for v in max(y - 1, 0)...min(y + 1, height - 1) {
          for u in max(x - 1, 0)...min(x + 1, width - 1) {
            let neighbour = v * width + u
            guard !isTaken[neighbour],
              abs(Int(plane.samples[neighbour]) - Int(value)) <= Int(tolerance)
            else { continue }
            isTaken[neighbour] = true
            next.append(neighbour)
          }
        }
      }
      rim = next
    }
    for index in isTaken.indices where isTaken[index] { isIncluded[index] = false }
  }
}

/// The runs of flagged pixels along the rows of a picture, joined where they touch from row to row.
private struct LevelRuns {
  private let width: Int
  private let height: Int
  private var runs: [(start: Int, end: Int)] = []
  /// A run that each run is joined to; a run that is joined to itself stands for its area.
  private var parents: [Int] = []

  init(width: Int, height: Int, _ isFlagged: (_ index: Int) -> Bool) {
    (self.width, self.height) = (width, height)
    var above = 0
    for y in 0..<height {
      let first = runs.count
      addRuns(from: y * width, isFlagged)
      join(above..<first, with: first..<runs.count)
      above = first
    }
  }

  private mutating func addRuns(from left: Int, _ isFlagged: (_ index: Int) -> Bool) {
    var index = left
    while index < left + width {
      let start = index
      while index < left + width, isFlagged(index) { index += 1 }
      if index > start {
        parents.append(runs.count)
        runs.append((start, index))
      } else {
        index += 1
      }
    }
  }

  /// Joins the runs of two rows that touch; both lie from left to right.
  private mutating func join(_ above: Range<Int>, with below: Range<Int>) {
    var (a, b) = (above.lowerBound, below.lowerBound)
    while a < above.upperBound, b < below.upperBound {
      let (upper, lower) = (runs[a], runs[b])
      if upper.start + width < lower.end, lower.start < upper.end + width {
        parents[root(b)] = root(a)
      }
      if upper.end + width < lower.end { a += 1 } else { b += 1 }
    }
  }

  private mutating func root(_ run: Int) -> Int {
    var run = run
    while parents[run] != run {
      parents[run] = parents[parents[run]]
      run = parents[run]
    }
    return run
  }

  /// Whether each pixel is flagged and joined to a flagged pixel of the border.
  mutating func flagsOfBorderAreas() -> [Bool] {
    var isReached = [Bool](repeating: false, count: runs.count)
    for index in runs.indices {
      let (start, end) = runs[index]
      let y = start / width
      if y == 0 || y == height - 1 || start == y * width || end == (y + 1) * width {
        isReached[root(index)] = true
      }
    }
    var flags = [Bool](repeating: false, count: width * height)
    for index in runs.indices where isReached[root(index)] {
      for pixel in runs[index].start..<runs[index].end { flags[pixel] = true }
    }
    return flags
  }
}
