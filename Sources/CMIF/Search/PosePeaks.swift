/// The best peaks of one pose of a grid, in one tile or in several.
struct PosePeaks: Sendable {
  var byLabels = PeakFinder.Result()
  var byEdges = PeakFinder.Result()

  mutating func merge(_ other: PosePeaks, keeping count: Int) {
    byLabels.merge(other.byLabels, keeping: count)
    byEdges.merge(other.byEdges, keeping: count)
  }

  /// The peaks by labels, and those by edges at other places.
  var peaks: [Peak] { Self.united(byLabels.peaks, byEdges.peaks) }

  /// The same of rivals outside of the window.
  var rivals: [Peak] { Self.united(byLabels.sharpest, byEdges.sharpest) }

  private static func united(_ labels: [Peak], _ edges: [Peak]) -> [Peak] {
    let places = Set(labels.map(\.offset))
    return labels + edges.filter { !places.contains($0.offset) }
  }
}
