/// What stands against an answer, or what was done to find it.
///
/// Codes are stable: none is renamed or used for something else.
public enum AlignmentWarning: Sendable, Equatable {
  /// Areas without data at the border of both pictures, or of one, were left out; with them, another place came first.
  case noData
  /// Patches or noise that stand still in both pictures, or shading that both share, were left out: with them, the best
  /// place was the one at which the frames of the pictures coincide.
  case fixedPattern
  /// The best place lies at the edge of the overlaps that are admitted; a least overlap to try.
  case edgeOfOverlap(try: Double)
  /// The best turn lies at the end of the range; a range of degrees to try.
  case edgeOfRotation(try: ClosedRange<Double>)
  /// The best scale lies at the end of the range; a range to try.
  case edgeOfScale(try: ClosedRange<Double>)
  /// The best place lies at the border of the window that is searched, or beyond; a distance in pixels to try.
  case edgeOfWindow(try: Double)
  /// A turn, in degrees, fits better than the shift alone.
  case turn(Double)
  /// A scale fits better than the shift alone.
  case scale(Double)
  /// Template pixels that are wider, or less wide, than high by this factor fit better.
  case unequalPixels(Double)
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
  func moved(from grid: CommonGrid) -> AlignmentWarning {
    guard case .edgeOfWindow(let reach) = self else { return self }
    let factors = grid.referenceFactors
    return .edgeOfWindow(try: (reach / min(factors.x, factors.y)).rounded(.up))
  }
}
