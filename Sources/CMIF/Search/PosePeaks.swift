/// The best peaks of one pose of a grid, in one tile or in several.
struct PosePeaks: Sendable {
  var byLabels = PeakFinder.Result()
  var byEdges = PeakFinder.Result()

  /// The number of places outside of the window that are kept by each measure to find a number of rivals: the square
  /// around one holds few others.
  static func rivalCount(for count: Int) -> Int { 4 * count }

  /// Takes in another tile's peaks and keeps the best `count` by each measure, and what as many rivals need.
  mutating func merge(_ other: PosePeaks, keeping count: Int) {
    let rivals = Self.rivalCount(for: count)
    byLabels.merge(other.byLabels, keeping: count, rivals: rivals)
    byEdges.merge(other.byEdges, keeping: count, rivals: rivals)
  }

  /// The peaks by labels, and those by edges at other places.
  var peaks: [Peak] { Self.united(byLabels.peaks, byEdges.peaks) }

  /// The best `count` rivals outside of the window by each measure, united likewise.
  func rivals(_ count: Int) -> [Peak] {
    func separate(_ sharpest: [Peak]) -> some Sequence<Peak> {
      sharpest.separate(PeakFinder.rivalRadius).prefix(count)
    }
    return Self.united(separate(byLabels.sharpest), separate(byEdges.sharpest))
  }

  private static func united(
    _ labels: some Sequence<Peak>, _ edges: some Sequence<Peak>
  ) -> [Peak] {
    let places = Set(labels.map(\.offset))
    return labels + edges.filter { !places.contains($0.offset) }
  }
}
