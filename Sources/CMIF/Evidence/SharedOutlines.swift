/// The areas without data of two pictures, at a place of the template on the reference.
///
/// Frames, field stops and footprints have outlines of one shape in both pictures, to the pixel; outlines of a
/// thing that two instruments see differ by more. So what counts is the share of an outline, as far as it lies on
/// the other picture, that has the other's within a pixel of it: of either picture, as a dark scene may go on
/// where the area of one of them ends. Pixels are those of the resolution at which answers are compared: large pictures
/// show an outline less sharply than to one of their own, and a search finds a pose no better.
struct SharedOutlines: Sendable {
  /// The pixels of each that hold data.
  let reference: Mask
  let template: Mask
  /// Where the template lies: a round field of view fits another one at any turn.
  let pose: Pose
  /// The reduction at which answers are compared.
  let factor: Int

  /// The share from which on outlines coincide.
  private static let share = 0.4
  /// The fewest outline pixels that tell anything.
  private static let least = 20

  /// Whether the outlines coincide.
  var coincide: Bool {
    let factor = min(factor, reference.shorterSide, template.shorterSide)
    let pose = pose.reduced(by: factor)
    guard let inverse = pose.inverse else { return false }
    let (reference, template) = (reference.reduced(by: factor), template.reduced(by: factor))
    return Self.isNear(template, on: reference, at: pose)
      || Self.isNear(reference, on: template, at: inverse)
  }

  private static func isNear(_ mask: Mask, on other: Mask, at pose: Pose) -> Bool {
    var (all, close) = (0, 0)
    for y in 0..<mask.height {
      for x in 0..<mask.width where mask.isOutline(x: x, y: y) {
        let place = pose.nearestPixel(x: x, y: y)
        guard other.flag(x: place.x, y: place.y) != nil else { continue }
        all += 1
        close += other.hasOutlineNear(x: place.x, y: place.y) ? 1 : 0
      }
    }
    return all >= least && Double(close) >= share * Double(all)
  }

  /// The masks without what only one of them excludes where both pictures lie on each other: a dark part of one
  /// scene that touches its frame is no area without data.
  var common: (reference: Mask, template: Mask) {
    guard let inverse = pose.inverse else { return (reference, template) }
    return (reference.joined(template, at: inverse), template.joined(reference, at: pose))
  }
}

extension Mask {
  fileprivate var shorterSide: Int { min(width, height) }

  /// Whether a pixel is included and has an excluded one among its eight neighbours.
  fileprivate func isOutline(x: Int, y: Int) -> Bool {
    isIncluded[y * width + x] && size.hasNeighbor(x: x, y: y) { !isIncluded[$1 * width + $0] }
  }

  /// Whether a pixel or one of its eight neighbours lies on the outline.
  fileprivate func hasOutlineNear(x: Int, y: Int) -> Bool {
    size.hasNeighbor(x: x, y: y, where: isOutline)
  }

  /// The pixels that are included here or, where another mask lies on this one, there. The pose takes pixels of this
  /// mask to the other.
  fileprivate func joined(_ other: Mask, at pose: Pose) -> Mask {
    Mask(size) { x, y in
      let place = pose.nearestPixel(x: x, y: y)
      return isIncluded[y * width + x] || other.flag(x: place.x, y: place.y) == true
    }
  }
}

extension Pose {
  /// The pixel nearest to where a pixel lands.
  fileprivate func nearestPixel(x: Int, y: Int) -> (x: Int, y: Int) {
    let point = apply(x: Double(x), y: Double(y))
    return (Int(point.x.rounded()), Int(point.y.rounded()))
  }
}
