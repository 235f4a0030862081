/// A small change of a template's shape: how far each pixel lies from its place.
///
/// With `(u, v)` the pixel's place in the template, from (-1, -1) at the upper left corner to (1, 1) at the lower
/// right one, it lies off by
///
///     dx = x0 u + x1 v + x2 u v + x3 (v² - 1/3)        dy = y0 u + y1 v + y2 u v + y3 (u² - 1/3)
///
/// in pixels of the template.
struct Warp: Sendable {
  private var x: (u: Double, v: Double, uv: Double, vv: Double) = (0, 0, 0, 0)
  private var y: (u: Double, v: Double, uv: Double, uu: Double) = (0, 0, 0, 0)

  /// One way to change a shape.
  enum Kind: CaseIterable, Sendable {
    case turn, growth, growthAcross, growthDown
    case shearAcross, shearDown, twistAcross, twistDown, bowAcross, bowDown

    /// Whether a turn or scale makes the change.
    var isOfPoses: Bool { self == .turn || self == .growth }
  }

  /// No change.
  init() {}

  /// A change of one kind that moves the corners of a template by about `amount` pixels.
  init(_ kind: Kind, amount: Double, of size: Size) {
    let (w, h) = (Double(size.width) / 2, Double(size.height) / 2)
    let part = amount / size.halfDiagonal
    switch kind {
    case .turn:
      (x.u, x.v) = ((cosine(part) - 1) * w, -sine(part) * h)
      (y.u, y.v) = (sine(part) * w, (cosine(part) - 1) * h)
    case .growth: (x.u, y.v) = (part * w, part * h)
    case .growthAcross: x.u = amount
    case .growthDown: y.v = amount
    case .shearAcross: x.v = amount
    case .shearDown: y.u = amount
    case .twistAcross: x.uv = amount
    case .twistDown: y.uv = amount
    case .bowAcross: x.vv = 1.5 * amount
    case .bowDown: y.uu = 1.5 * amount
    }
  }

  /// The change along a row of the template at `v`: `dx = x + xu u` and `dy = y + yu u + yuu u²`.
  func row(_ v: Double) -> (x: Double, xu: Double, y: Double, yu: Double, yuu: Double) {
    (x.v * v + x.vv * (v * v - 1.0 / 3), x.u + x.uv * v, y.v * v - y.uu / 3, y.u + y.uv * v, y.uu)
  }

  /// What a change of one kind means to the user.
  ///
  /// - Parameter factor: so many reference pixels make one of the warp's.
  static func warning(
    _ kind: Kind, amount: Double, of size: Size, factor: Double
  ) -> AlignmentWarning {
    let part = amount / size.halfDiagonal
    switch kind {
    case .turn: return .turn(part * 180 / .pi, searched: 0)
    case .growth: return .scale(1 + part)
    case .growthAcross, .growthDown:
      let (x, y) = pixelSize(kind, amount: amount, of: size)
      return .unequalPixels(reference: .unit, template: PixelSpacing(x: x, y: y))
    default: return .bend(2 * factor * abs(amount))
    }
  }

  /// How many times as wide and as high a change along one axis makes the template's pixels.
  static func pixelSize(_ kind: Kind, amount: Double, of size: Size) -> (x: Double, y: Double) {
    switch kind {
    case .growthAcross: (1 + 2 * amount / Double(size.width), 1)
    case .growthDown: (1, 1 + 2 * amount / Double(size.height))
    default: (1, 1)
    }
  }
}
