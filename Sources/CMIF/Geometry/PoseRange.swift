/// The poses that a search may take.
public struct PoseRange: Sendable, Equatable {
  /// Turns in degrees, positive from x toward y. A range of 360 or more is a whole turn.
  public let rotation: ClosedRange<Double>
  /// Factors from template to reference pixels, from 0.01 to 100.
  public let scale: ClosedRange<Double>

  /// The scales that are possible.
  static let scales = 0.01...100.0

  /// Allows no turn and no change of scale, unless told otherwise.
  ///
  /// - Precondition: rotations are finite, and scales from 0.01 to 100.
  public init(rotation: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1) {
    precondition(
      rotation.lowerBound.isFinite && rotation.upperBound.isFinite,
      "rotations \(rotation) have no end")
    precondition(
      Self.scales.contains(scale.lowerBound) && Self.scales.contains(scale.upperBound),
      "scales \(scale) are not all in \(Self.scales)")
    self.rotation = rotation
    self.scale = scale
  }

  /// Whether nothing but offsets is left to be found, for the template as it is.
  public var isTranslation: Bool { rotation == 0...0 && scale == 1...1 }

  /// The scale as far from the least as from the largest, as a ratio.
  var middleScale: Double { (scale.lowerBound * scale.upperBound).squareRoot() }

  /// Whether all turns are allowed.
  var isWholeTurn: Bool { rotation.upperBound - rotation.lowerBound >= 360 }

  /// Evenly spaced angles, at most `step` degrees apart; both ends, or every angle once in a whole turn.
  func angles(step: Double) -> [Double] {
    let first = rotation.lowerBound
    let length = isWholeTurn ? 360 : rotation.upperBound - first
    guard length > 0 else { return [first] }
    let count = max(1, Int((length / step).rounded(.up)))
    let spacing = length / Double(count)
    return (0..<(isWholeTurn ? count : count + 1)).map { first + Double($0) * spacing }
  }

  /// Scales in equal ratios of at most `ratio`, with both ends.
  func scales(ratio: Double) -> [Double] {
    let length = naturalLogarithm(scale.upperBound / scale.lowerBound)
    guard length > 0 else { return [scale.lowerBound] }
    let count = max(1, Int((length / naturalLogarithm(ratio)).rounded(.up)))
    return (0...count).map { i in
      i == count
        ? scale.upperBound : scale.lowerBound * exponential(length * Double(i) / Double(count))
    }
  }

  /// Whether an angle, give or take whole turns, and a scale are in the range, but for rounding.
  func contains(angle: Double, scale: Double) -> Bool {
    let slack = 1e-9
    let turns = ((rotation.lowerBound - slack - angle) / 360).rounded(.up)
    let isAngle = angle + 360 * turns <= rotation.upperBound + slack
    let isScale =
      scale >= self.scale.lowerBound - slack && scale <= self.scale.upperBound + slack
    return (isWholeTurn || isAngle) && isScale
  }
}
