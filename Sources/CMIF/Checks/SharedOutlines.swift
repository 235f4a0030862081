/// The areas without data of two pictures, at a place of the template on the reference.
///
/// Frames, field stops and footprints have outlines of one shape in both pictures, to the pixel; outlines of a
/// thing that two instruments see differ by more. So what counts is the share of an outline, as far as it lies on
/// the other picture, that has the other's within a pixel of it: of either picture, as a dark scene may go on
/// where the area of one of them ends.
struct SharedOutlines: Sendable {
  /// The pixels of each that hold data.
  let reference: Mask
  let template: Mask
  /// Where the template lies: a round field of view fits another one at any turn.
  let pose: Pose

  /// The share from which on outlines coincide.
  private static let share = 0.4
  /// The fewest outline pixels that tell anything.
  private static let least = 20

  /// Whether the outlines coincide.
  var coincide: Bool {
    guard let inverse = pose.inverse else { return false }
    return Self.isNear(template, on: reference, at: pose)
      || Self.isNear(reference, on: template, at: inverse)
  }

  private static func isNear(_ mask: Mask, on other: Mask, at pose: Pose) -> Bool {
    let near = other.outline.spread(by: 1)
    let outline = mask.outline
    var (all, close) = (0, 0)
    for y in 0..<mask.height {
      for x in 0..<mask.width where outline.isIncluded[y * mask.width + x] {
        guard let isClose = near.flag(at: pose, x: x, y: y) else { continue }
        all += 1
        close += isClose ? 1 : 0
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

extension Offset {
  /// Where the reference lies on the template.
  var reversed: Offset { Offset(x: -x, y: -y) }
}

extension Mask {
  /// The included pixels that have an excluded one among their eight neighbours.
  fileprivate var outline: Mask {
    let isNear = dilatedComplement(radius: 1)
    return Mask(
      width: width, height: height, isIncluded: zip(isIncluded, isNear).map { $0 && $1 })
  }

  /// The pixels that have an included pixel within a square of given radius around them.
  fileprivate func spread(by radius: Int) -> Mask {
    let complement = Mask(width: width, height: height, isIncluded: isIncluded.map { !$0 })
    return Mask(
      width: width, height: height, isIncluded: complement.dilatedComplement(radius: radius))
  }

  /// The pixels that are included here or, where another mask lies on this one, there. The pose takes pixels of this
  /// mask to the other.
  fileprivate func joined(_ other: Mask, at pose: Pose) -> Mask {
    Mask(Size(width: width, height: height)) { x, y in
      isIncluded[y * width + x] || other.flag(at: pose, x: x, y: y) == true
    }
  }

  /// The flag of the pixel nearest to where a pose takes a pixel, or `nil` outside.
  fileprivate func flag(at pose: Pose, x: Int, y: Int) -> Bool? {
    let point = pose.apply(x: Double(x), y: Double(y))
    return flag(x: Int(point.x.rounded()), y: Int(point.y.rounded()))
  }
}
