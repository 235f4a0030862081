/// One small patch of a template that alone decides a place: a label, a logo, a clock or a colour bar that both
/// pictures bear, each at a place of its own.
///
/// The evidence for a scene comes from many parts of the template. A patch decides where it holds 2/3 or more of all
/// gains (`EvidenceMap`), in one connected area of what stands out (`FixedPattern`), and the rectangle around it
/// takes no more than 1/4 of the overlap. Of 79 sure answers in real pairs without labels, three had such a connected
/// area, most of a brain, and its rectangle was larger.
struct DecidingPatch: Sendable, Equatable {
  /// The rectangle around the patch, in template pixels.
  let rect: PixelRect

  /// The least part of all gains.
  private static let part = 2.0 / 3
  /// The largest share of the overlap that the rectangle takes.
  private static let share = 0.25

  /// Looks for the patch that decides an offset; `nil` where there is none.
  init?(_ pair: LabelImagePair, at offset: Offset) {
    let evidence = EvidenceMap(pair, at: offset)
    guard let scene = FixedPattern.mask(evidence) else { return nil }
    let all = evidence.gains.reduce(0, +)
    let patches = scene.excludedAreas.map { area in
      (area: area, gain: area.reduce(0) { $0 + evidence.gains[$1] })
    }
    guard let patch = patches.max(by: { $0.gain < $1.gain }),
      all > 0, patch.gain >= Self.part * all
    else { return nil }
    rect = evidence.size.rect(around: patch.area)
    let overlap = evidence.isOverlapping.count { $0 }
    guard Double(rect.size.area) <= Self.share * Double(overlap) else { return nil }
  }

  init(rect: PixelRect) { self.rect = rect }

  /// The patch on a template of some size, from that on the canvas that a pose puts the template on: the rectangle that
  /// holds it, as far as it lies on the template.
  func moved(from pose: Pose, to size: Size) -> DecidingPatch {
    guard let inverse = pose.inverse else { return self }
    let (right, bottom) = (rect.x + rect.size.width - 1, rect.y + rect.size.height - 1)
    let corners = [(rect.x, rect.y), (right, rect.y), (rect.x, bottom), (right, bottom)].map {
      inverse.apply(x: Double($0.0), y: Double($0.1))
    }
    func span(_ places: [Double], _ length: Int) -> ClosedRange<Int> {
      let inside = places.map { min(max(Int($0.rounded()), 0), length - 1) }
      return (inside.min() ?? 0)...(inside.max() ?? 0)
    }
    let (columns, rows) = (span(corners.map(\.x), size.width), span(corners.map(\.y), size.height))
    return DecidingPatch(
      rect: PixelRect(
        x: columns.lowerBound, y: rows.lowerBound,
        size: Size(width: columns.count, height: rows.count)))
  }

  /// The patch of a template, from that of one which is reduced by a factor.
  func enlarged(by factor: Int) -> DecidingPatch {
    DecidingPatch(
      rect: PixelRect(
        x: rect.x * factor, y: rect.y * factor,
        size: Size(width: rect.size.width * factor, height: rect.size.height * factor)))
  }

  /// The pixels of a template beside the patch.
  func scene(of size: Size) -> Mask {
    Mask(size) { [rect] x, y in
      !(rect.x..<rect.x + rect.size.width).contains(x)
        || !(rect.y..<rect.y + rect.size.height).contains(y)
    }
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
