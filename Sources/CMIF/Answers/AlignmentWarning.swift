/// What stands against an answer, or what was done to find it.
///
/// Codes are stable: none is renamed or used for something else.
public enum AlignmentWarning: Sendable, Equatable {
  /// Areas without data at the border of both pictures, or of one, would draw the best place: they were left out, or
  /// nothing but them tells the place.
  case noData
  /// What may be fixed to the frames of the pictures (patches, patterns, shading, a soft frame) would draw the best
  /// place: it was left out, or nothing but it tells the place.
  case fixedPattern
  /// The best place lies at the edge of the overlaps that are admitted; a least overlap to try.
  case edgeOfOverlap(try: Double)
  /// The best turn lies at the end of the range; a range of degrees to try.
  case edgeOfRotation(try: ClosedRange<Double>)
  /// The best scale lies at the end of the range; a range to try.
  case edgeOfScale(try: ClosedRange<Double>)
  /// The best place lies at the border of the window that is searched, or beyond; a distance in pixels to try.
  case edgeOfWindow(try: Double)
  /// Another turn, in degrees, fits better than the only one that was searched.
  case turn(Double, searched: Double)
  /// Another scale fits better than the only one that was searched.
  case scale(Double)
  /// Template pixels of another shape fit better; pixel sizes to try.
  case unequalPixels(reference: PixelSpacing, template: PixelSpacing)
  /// Parts of the template want places that no turn and scale explains, so many reference pixels apart.
  case bend(Double)
  /// Flipped otherwise, the template fits about as well.
  case otherFlip
  /// Another place fits about as well.
  case otherPlace
  /// One small patch of the template, in its pixels, alone decides the place, as a label would that both pictures bear;
  /// or was left out, and decided another place.
  case onePatch(PixelRect, isLeftOut: Bool)
  /// The template shows so few separate things on an empty ground that one could lie on another by chance.
  case fewObjects(Int)

  /// A stable name for programs.
  public var code: String {
    switch self {
    case .noData: "no-data"
    case .fixedPattern: "fixed-pattern"
    case .edgeOfOverlap: "edge-of-overlap"
    case .edgeOfRotation: "edge-of-rotation"
    case .edgeOfScale: "edge-of-scale"
    case .edgeOfWindow: "edge-of-window"
    case .turn: "turn"
    case .scale: "scale"
    case .unequalPixels: "unequal-pixels"
    case .bend: "bend"
    case .otherFlip: "other-flip"
    case .otherPlace: "other-place"
    case .onePatch: "one-patch"
    case .fewObjects: "few-objects"
    }
  }
}

extension AlignmentWarning {
  /// Whether the warning tells what was left out of the pictures, and not what speaks against one answer.
  var isOfPictures: Bool {
    switch self {
    case .noData, .fixedPattern, .onePatch(_, isLeftOut: true): true
    default: false
    }
  }

  /// The warning for two images from that for their copies on a grid.
  ///
  /// - Parameter template: The size of the template.
  func moved(from grid: CommonGrid, template: Size) -> AlignmentWarning {
    let (reference, factors) = (grid.referenceFactors, grid.templateFactors)
    switch self {
    case .edgeOfWindow(let reach):
      return .edgeOfWindow(try: (reach / min(reference.x, reference.y)).rounded(.up))
    case .bend(let distance): return .bend(distance * grid.referencePixels)
    case .unequalPixels(let one, let other):
      return .unequalPixels(
        reference: one.multiplied(by: grid.referenceSpacing),
        template: other.multiplied(by: grid.templateSpacing))
    case .onePatch(let rect, let isLeftOut):
      return .onePatch(rect.reduced(by: factors, on: template), isLeftOut: isLeftOut)
    case .scale(let scale): return .scale(scale * grid.scale)
    case .edgeOfScale(let range):
      return .edgeOfScale(
        try: PoseRange.rounded(range.lowerBound * grid.scale...range.upperBound * grid.scale))
    case .noData, .fixedPattern, .edgeOfOverlap, .edgeOfRotation, .turn, .otherFlip, .otherPlace,
      .fewObjects:
      return self
    }
  }

  /// The warning for a template from that for its flipped copy.
  func flipped(_ flip: Flip, template: Size) -> AlignmentWarning {
    guard case .onePatch(let rect, let isLeftOut) = self else { return self }
    return .onePatch(rect.flipped(flip, of: template), isLeftOut: isLeftOut)
  }
}

extension PixelRect {
  /// The smallest rectangle of an image that holds a rectangle of its copy on a grid.
  fileprivate func reduced(by factors: CommonGrid.Factors, on image: Size) -> PixelRect {
    func span(_ start: Int, _ count: Int, _ factor: Double, _ length: Int) -> Range<Int> {
      let low = min(max(Int((Double(start) / factor).rounded(.down)), 0), length - 1)
      let high = Int(min((Double(start + count) / factor).rounded(.up), Double(length)))
      return low..<max(high, low + 1)
    }
    let columns = span(x, size.width, factors.x, image.width)
    let rows = span(y, size.height, factors.y, image.height)
    return PixelRect(columns: columns, rows: rows)
  }

  /// The rectangle of an image's pixels after a flip of the image.
  fileprivate func flipped(_ flip: Flip, of image: Size) -> PixelRect {
    switch flip {
    case .topToBottom: PixelRect(x: x, y: image.height - y - size.height, size: size)
    case .leftToRight: PixelRect(x: image.width - x - size.width, y: y, size: size)
    }
  }
}
