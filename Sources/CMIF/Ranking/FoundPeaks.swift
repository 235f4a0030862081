extension PeakFinder {
  /// What a tile yields.
  struct Result: Sendable {
    /// Peaks by the rank asked for.
    var peaks: [Peak] = []
    /// Peaks by sharpness among all offsets with the overlap of a rival.
    var sharpest: [Peak] = []
    /// The number of admitted offsets.
    var admitted = 0
    /// The number of offsets with the overlap of a rival.
    var compared = 0
    /// The highest information of an admitted offset.
    var highest = 0.0
  }
}

extension PeakFinder.Result {
  /// The sharpest peaks that are kept to find a rival.
  ///
  /// A square around the answer holds no more than four, because peaks are further apart than half its side; the
  /// others leave room for peaks of less overlap than a rival needs.
  private static let rivals = 40

  /// Takes in another tile's peaks and keeps the best.
  mutating func merge(_ other: PeakFinder.Result, keeping count: Int) {
    for peak in other.peaks { insert(peak, keeping: count) }
    for peak in other.sharpest { insert(rival: peak, keeping: count) }
    admitted += other.admitted
    compared += other.compared
    highest = max(highest, other.highest)
  }

  /// Puts a peak in its place among the best `count` so far.
  mutating func insert(_ peak: Peak, keeping count: Int) { peaks.insert(peak, keeping: count) }

  /// Puts a peak in its place among the sharpest so far.
  mutating func insert(rival peak: Peak, keeping count: Int) {
    sharpest.insert(peak, keeping: max(count, Self.rivals))
  }
}

extension [Peak] {
  /// Puts a peak in its place among the best `count` so far.
  fileprivate mutating func insert(_ peak: Peak, keeping count: Int) {
    if self.count == count {
      guard let last, peak.precedes(last) else { return }
      removeLast()
    }
    insert(peak, at: firstIndex { peak.precedes($0) } ?? endIndex)
  }
}
