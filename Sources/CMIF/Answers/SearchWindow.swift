/// Where the middle of a template is looked for: a rectangle of the reference around a point.
///
/// Answers have their ``AlignmentAnswer/center`` in the rectangle, its border included. Places around it are compared
/// as rivals, so that the confidence does not rise because little is searched: see
/// <doc:FindingTheRightAnswer>. The rectangle may reach beyond the reference.
public struct SearchWindow: Sendable, Hashable {
  /// The middle of the rectangle, in reference coordinates.
  public let center: Point
  /// The largest distance from the middle along x, in reference pixels.
  public let reachX: Double
  /// The largest distance from the middle along y, in reference pixels.
  public let reachY: Double
  /// How far around the rectangle places are compared as rivals, in reference pixels: all there are, unless a part of
  /// the reference alone is searched.
  var surroundings = Double.infinity

  /// The least distance along an axis: half a pixel, so that there is a whole shift in every window.
  public static let leastReach = 0.5
  /// The largest distance, and the largest magnitude of a coordinate of the middle.
  public static let limit = 1e9

  /// Creates the rectangle of points whose distance from a point is at most so much along each axis.
  ///
  /// - Precondition: The distances are ``leastReach`` to ``limit``, and the coordinates of the middle are -``limit``
  ///   to ``limit``.
  public init(center: Point, reachX: Double, reachY: Double) {
    let reaches = Self.leastReach...Self.limit
    precondition(
      reaches.contains(reachX) && reaches.contains(reachY),
      "distances of \(reachX) and \(reachY) pixels are not in \(Self.leastReach)...\(Self.limit)")
    precondition(
      abs(center.x) <= Self.limit && abs(center.y) <= Self.limit,
      "a middle at (\(center.x), \(center.y)) is not in -\(Self.limit)...\(Self.limit)")
    self.center = center
    self.reachX = reachX
    self.reachY = reachY
  }

  /// Whether a point lies in the rectangle, give or take 10^-9 pixels.
  public func contains(_ point: Point) -> Bool { depth(of: point) >= -Pose.tolerance }

  /// How far a point lies from the rectangle's border: positive inside, negative outside.
  func depth(of point: Point) -> Double {
    min(reachX - abs(point.x - center.x), reachY - abs(point.y - center.y))
  }

  /// The same rectangle of a reference whose pixels have coordinates greater by x and y.
  func shifted(x: Double, y: Double) -> SearchWindow {
    var shifted = SearchWindow(
      shiftedCenter: Point(x: center.x + x, y: center.y + y), reachX: reachX, reachY: reachY)
    shifted.surroundings = surroundings
    return shifted
  }

  /// The same rectangle of a reference that was brought to a grid.
  func on(_ grid: CommonGrid) -> SearchWindow {
    let factors = grid.referenceFactors
    return SearchWindow(
      shiftedCenter: factors.pose.apply(x: center.x, y: center.y),
      reachX: max(Self.leastReach, reachX * factors.x),
      reachY: max(Self.leastReach, reachY * factors.y))
  }

  private init(shiftedCenter: Point, reachX: Double, reachY: Double) {
    center = shiftedCenter
    self.reachX = reachX
    self.reachY = reachY
  }
}

/// Offsets of a template, or of the canvas that it is turned on, whose middles lie in the window.
extension SearchWindow {
  /// The offsets at a resolution: at a reduced one half a pixel of it more, so that the answer's neighbours at finer
  /// ones are among them.
  ///
  /// - Parameters:
  ///   - size: the size of template or canvas at that resolution.
  ///   - factor: how many original pixels one pixel of the resolution is wide.
  ///   - margin: how far around the window offsets are included as well, in original pixels.
  func offsets(of size: Size, reducedBy factor: Int = 1, margin: Double = 0) -> OffsetRect {
    let slack = margin + (factor > 1 ? Double(factor) / 2 : 0)
    let x = Self.span(center.x, reachX + slack, length: size.width, factor)
    let y = Self.span(center.y, reachY + slack, length: size.height, factor)
    return OffsetRect(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count)
  }

  private static func span(
    _ center: Double, _ reach: Double, length: Int, _ factor: Int
  ) -> ClosedRange<Int> {
    let k = Double(factor)
    let middle = (center - (k - 1) / 2) / k - Double(length - 1) / 2
    let low = Int((middle - reach / k - Pose.tolerance).rounded(.up))
    let high = Int((middle + reach / k + Pose.tolerance).rounded(.down))
    return low...max(low, high)
  }

  /// The offsets of the places that are compared at a resolution, or `nil` where all are.
  func compared(of size: Size, reducedBy factor: Int) -> OffsetRect? {
    surroundings.isFinite
      ? offsets(of: size, reducedBy: factor, margin: surroundings) : nil
  }

  /// An answer moved into the window, if it lies outside: searches at reduced resolutions and steps between pixels lead
  /// there by less than a pixel of the resolution that was compared.
  ///
  /// - Parameter isWhole: whether the answer is a whole shift and stays one.
  func holding(_ answer: AlignmentAnswer, template: Size, isWhole: Bool) -> AlignmentAnswer {
    guard !contains(answer.center) else { return answer }
    if isWhole {
      let offset = offsets(of: template).nearest(to: answer.pose.nearestOffset)
      return answer.moved(
        to: Pose(offset), template: template)
    }
    let (x, y) = (answer.center.x, answer.center.y)
    let inside = Point(
      x: min(max(x, center.x - reachX), center.x + reachX),
      y: min(max(y, center.y - reachY), center.y + reachY))
    return answer.moved(
      to: answer.pose.shifted(x: inside.x - x, y: inside.y - y), template: template)
  }
}

/// What lies beyond the window.
extension SearchWindow {
  /// The room that a wider window has around the place that it is made for, in pixels.
  private static let room = 4.0

  /// A distance to try, so that the window holds a point: a whole number of pixels.
  func reach(holding point: Point) -> Double {
    let needed = max(abs(point.x - center.x), abs(point.y - center.y))
    return (max(reachX, reachY, needed) + Self.room).rounded(.up)
  }

  /// The same for the middle of a template at an offset of a resolution.
  func reach(holding offset: Offset, of size: Size, reducedBy factor: Int) -> Double {
    let k = Double(factor)
    func original(_ offset: Int, _ length: Int) -> Double {
      k * (Double(offset) + Double(length - 1) / 2) + (k - 1) / 2
    }
    return reach(
      holding: Point(x: original(offset.x, size.width), y: original(offset.y, size.height)))
  }
}

extension OffsetRect {
  /// The offset of the rectangle that is nearest to another one.
  func nearest(to offset: Offset) -> Offset {
    Offset(
      x: min(max(offset.x, x), x + width - 1), y: min(max(offset.y, y), y + height - 1))
  }
}
