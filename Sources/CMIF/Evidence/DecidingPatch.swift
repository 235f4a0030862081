/// One small patch of a template that alone decides a place: a label, a logo, a clock or a colour bar that both
/// pictures bear, each at a place of its own.
///
/// The evidence for a scene comes from many parts of the template. A patch decides where it holds 2/3 or more of all
/// gains (`EvidenceMap`), in one connected area of what stands out (`FixedPattern`), and the rectangle around it
/// takes no more than 1/4 of the overlap. Of 79 sure answers in real pairs without labels, three had such a connected
/// area, most of a brain, and its rectangle was larger.
enum DecidingPatch {
  /// The least part of all gains.
  private static let part = 2.0 / 3
  /// The largest share of the overlap that the rectangle takes.
  private static let share = 0.25

  /// The rectangle, in template pixels, around the patch that decides a place; `nil` where there is none.
  static func rect(_ evidence: EvidenceMap) -> PixelRect? {
    guard let scene = FixedPattern.mask(evidence) else { return nil }
    let all = evidence.gains.reduce(0, +)
    let patches = scene.excludedAreas.map { area in
      (area: area, gain: area.reduce(0) { $0 + evidence.gains[$1] })
    }
    guard let patch = patches.max(by: { $0.gain < $1.gain }),
      all > 0, patch.gain >= part * all
    else { return nil }
    let rect = evidence.size.rect(around: patch.area)
    let overlap = evidence.isOverlapping.count { $0 }
    return Double(rect.size.area) <= share * Double(overlap) ? rect : nil
  }
}

extension Size {
  /// The smallest rectangle that holds pixels given by their row-major indices.
  ///
  /// - Precondition: There is at least one pixel.
  fileprivate func rect(around indices: [Int]) -> PixelRect {
    let (columns, rows) = (indices.map { $0 % width }, indices.map { $0 / width })
    let (left, top) = (columns.min() ?? 0, rows.min() ?? 0)
    return PixelRect(
      x: left, y: top,
      size: Size(
        width: (columns.max() ?? left) - left + 1, height: (rows.max() ?? top) - top + 1))
  }
}
