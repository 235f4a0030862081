extension PeakFinder {
  /// What a tile yields.
  struct Result: Sendable {
    /// Peaks by the rank asked for, as far apart as answers.
    var peaks: [Peak] = []
    /// Admitted peaks by sharpness, as far apart as rivals, of which one is the best answer; none where rivals are not
    /// looked for, or where another rank is asked for.
    var contenders: [Peak] = []
    /// The sharpest offsets with the overlap of a rival that are sharper than those next to them.
    ///
    /// `separate(_:)` leaves of them what is far enough apart. A square around each would not do: on a lattice every
    /// place but the best one has a better one near it.
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
  /// The sharpest offsets that are kept to find rivals: the square around a place holds few of them, and some have
  /// less overlap than a rival needs.
  static let rivalCount = 200

  /// Takes in another tile's peaks and keeps the best.
  mutating func merge(
    _ other: PeakFinder.Result, keeping count: Int, rivals: Int = Self.rivalCount
  ) {
    for peak in other.peaks { insert(peak, keeping: count) }
    for peak in other.contenders { insert(contender: peak, keeping: count) }
    for peak in other.sharpest { insert(rival: peak, keeping: rivals) }
    admitted += other.admitted
    compared += other.compared
    highest = max(highest, other.highest)
  }

  /// Puts a peak in its place among the best `count` so far.
  mutating func insert(_ peak: Peak, keeping count: Int) { peaks.insert(peak, keeping: count) }

  /// Puts a peak in its place among the best contenders so far.
  mutating func insert(contender peak: Peak, keeping count: Int) {
    contenders.insert(peak, keeping: count)
  }

  /// Puts a peak in its place among the sharpest `count` so far.
  mutating func insert(rival peak: Peak, keeping count: Int) {
    sharpest.insert(peak, keeping: count)
  }
}

extension [Peak] {
  /// The peaks, in their order, that are further than `radius` from all before them that are left.
  func separate(_ radius: Int) -> [Peak] {
    var separate: [Peak] = []
    for peak in self where separate.allSatisfy({ $0.distance(to: peak) > radius }) {
      separate.append(peak)
    }
    return separate
  }

  /// Puts a peak in its place among the best `count` so far.
  fileprivate mutating func insert(_ peak: Peak, keeping count: Int) {
    if self.count == count {
      guard let last, peak.precedes(last) else { return }
      removeLast()
    }
    insert(peak, at: firstIndex { peak.precedes($0) } ?? endIndex)
  }
}
