/// An offset that is better than all others around it.
struct Peak: Sendable {
  /// The offset.
  let offset: Offset
  /// What the peak is ranked by.
  let rank: Double
  let score: Double
  let sharpness: Double
  /// The sharpness of each feature, which add up to that of all; of a scan of poses, that of labels and of edges.
  var features: [Double]
  /// The number of overlapping pixels.
  let overlap: Int
  /// Where the top lies between the offsets around, at most half a pixel away along each axis.
  let refinement: (x: Double, y: Double)

  /// Whether a neighbour that is not admitted, as it overlaps less, is better.
  var isAtEdge = false

  /// Whether this peak comes before another: the higher one, then the first in row-major order.
  func precedes(_ other: Peak) -> Bool {
    (rank, -offset.y, -offset.x) > (other.rank, -other.offset.y, -other.offset.x)
  }

  /// Whether this place is sharper than some sharpness by more than the steps of a climb leave open, 2 %.
  func isClearlySharper(than other: Double) -> Bool { sharpness > 1.02 * other }

  /// The larger of the distances along the two axes.
  func distance(to other: Peak) -> Int {
    max(abs(offset.x - other.offset.x), abs(offset.y - other.offset.y))
  }
}
