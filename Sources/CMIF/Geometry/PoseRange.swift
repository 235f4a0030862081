/// The turns and scales that a search compares.
public struct PoseRange: Sendable, Hashable {
  /// The turns in degrees, positive from x toward y. A range 360 or more long is every turn.
  public let rotation: ClosedRange<Double>
  /// The scales: reference pixels for each template pixel, from 0.01 to 100.
  public let scale: ClosedRange<Double>

  /// The scales that a range may have.
  static let scales = 0.01...100.0

  /// Creates a range; by default no turn and no change of scale. A single turn of 360 degrees, or several times that, is
  /// none.
  ///
  /// - Precondition: Rotations are finite, and scales are from 0.01 to 100.
  public init(rotation: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1) {
    precondition(
      rotation.lowerBound.isFinite && rotation.upperBound.isFinite,
      "rotations \(rotation) have no end")
    precondition(
      Self.scales.contains(scale.lowerBound) && Self.scales.contains(scale.upperBound),
      "scales \(scale) are not all in \(Self.scales)")
    let isNoTurn =
      rotation.lowerBound == rotation.upperBound
      && rotation.lowerBound.remainder(dividingBy: 360) == 0
    self.rotation = isNoTurn ? 0...0 : rotation
    self.scale = scale
  }

  /// Whether the range has no turn and no change of scale, so that a search compares only offsets.
  public var isTranslation: Bool { rotation == 0...0 && scale == 1...1 }

  /// The geometric mean of the least and the largest scale; a single scale itself, as roots of squares are exact.
  var middleScale: Double { (scale.lowerBound * scale.upperBound).squareRoot() }

  /// From which factor on, or down to which part, the middle of scales is far from 1.
  private static let farScale = 2.0.squareRoot()

  /// How many times as large as its spacing says a template's pixel is taken to be before the search: the middle of the
  /// scales where that is far from 1, else 1. Labels are made by filters that reach so many pixels, whatever these show,
  /// so that pictures compare well where their pixels are about one size.
  var knownScale: Double {
    max(middleScale, 1 / middleScale) >= Self.farScale ? middleScale : 1
  }

  /// Whether the range has one turn alone.
  var hasSingleTurn: Bool { rotation.lowerBound == rotation.upperBound }

  /// Whether the range has one scale alone.
  var hasSingleScale: Bool { scale.lowerBound == scale.upperBound }

  /// The range with scales divided by a number, as far as a range may have them: a single scale by itself is 1.
  func divided(by divisor: Double) -> PoseRange {
    PoseRange(
      rotation: rotation,
      scale: Self.limited(scale.lowerBound / divisor)...Self.limited(scale.upperBound / divisor))
  }

  /// The nearest scale that a range may have.
  static func limited(_ scale: Double) -> Double {
    min(max(scale, scales.lowerBound), scales.upperBound)
  }

  /// Scales rounded outward to twentieths, or to hundredths where they are small, as far as a range may have them.
  static func rounded(_ scales: ClosedRange<Double>) -> ClosedRange<Double> {
    func rounded(_ scale: Double, _ rule: FloatingPointRoundingRule) -> Double {
      let parts = scale < 0.5 ? 100.0 : 20.0
      return limited((parts * scale).rounded(rule) / parts)
    }
    return rounded(scales.lowerBound, .down)...rounded(scales.upperBound, .up)
  }

  /// Whether the range has every turn.
  var isWholeTurn: Bool { rotation.upperBound - rotation.lowerBound >= 360 }

  /// Evenly spaced angles, at most `step` degrees apart.
  ///
  /// Both ends are among them. In a whole turn, where the ends are one angle, only the first is.
  func angles(step: Double) -> [Double] {
    guard let (count, spacing) = intervals(step: step) else { return [rotation.lowerBound] }
    return (0..<(isWholeTurn ? count : count + 1)).map {
      rotation.lowerBound + Double($0) * spacing
    }
  }

  /// The angles midway between neighbours of `angles(step:)`; a single angle itself.
  func anglesBetween(step: Double) -> [Double] {
    guard let (count, spacing) = intervals(step: step) else { return [rotation.lowerBound] }
    return (0..<count).map { rotation.lowerBound + (Double($0) + 0.5) * spacing }
  }

  /// The number and length of the intervals into which the turns are divided; `nil` for a single turn.
  private func intervals(step: Double) -> (count: Int, spacing: Double)? {
    let length = isWholeTurn ? 360 : rotation.upperBound - rotation.lowerBound
    guard length > 0 else { return nil }
    let count = max(1, Int((length / step).rounded(.up)))
    return (count, length / Double(count))
  }

  /// Scales from the least to the largest, in equal ratios of at most `ratio`.
  func scales(ratio: Double) -> [Double] {
    let length = naturalLogarithm(scale.upperBound / scale.lowerBound)
    guard length > 0 else { return [scale.lowerBound] }
    let count = max(1, Int((length / naturalLogarithm(ratio)).rounded(.up)))
    return (0...count).map { i in
      i == count
        ? scale.upperBound : scale.lowerBound * exponential(length * Double(i) / Double(count))
    }
  }

  /// The same turn as an angle, by whole turns as near as can be to the middle of the range.
  func nearMiddle(_ angle: Double) -> Double {
    let middle = rotation.lowerBound + (rotation.upperBound - rotation.lowerBound) / 2
    return angle + 360 * ((middle - angle) / 360).rounded()
  }

  /// Whether an angle, plus any number of whole turns, and a scale are in the range, give or take 10^-9.
  func contains(angle: Double, scale: Double) -> Bool {
    let slack = 1e-9
    let turns = ((rotation.lowerBound - slack - angle) / 360).rounded(.up)
    let isAngle = angle + 360 * turns <= rotation.upperBound + slack
    let isScale =
      scale >= self.scale.lowerBound - slack && scale <= self.scale.upperBound + slack
    return (isWholeTurn || isAngle) && isScale
  }
}
