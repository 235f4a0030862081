import CMIF

extension AlignmentWarning {
  /// A sentence that says what was found and which option to try.
  var message: String {
    switch self {
    case .noData:
      "Areas of one value at the border would draw the best place: what is left without them decides. "
        + "--nodata none keeps them."
    case .fixedPattern:
      "Patches, patterns, shading or a frame that both pictures share would draw the best place: "
        + "what is left without them decides. --ignore-ref and --ignore-tmpl leave out more."
    case .edgeOfOverlap(let least):
      "The best place lies at the edge of --min-overlap: try --min-overlap \(Self.text(least))."
    case .edgeOfRotation(let range):
      "The best place lies at the end of --rotation: try --rotation \(Self.text(range))."
    case .edgeOfScale(let range):
      "The best place lies at the end of --scale: try --scale \(Self.text(range))."
    case .edgeOfWindow(let reach):
      "The best place lies at the end of --within: try --within \(Number.exact(reach))."
    case .turn(let angle, let searched):
      "A turn of \(Number.rounded(angle, decimals: 1)) degrees fits better: try --rotation "
        + "\(Self.text(Self.turns(around: searched, with: angle)))."
    case .scale(let scale):
      "A scale of \(Self.text(scale)) fits better: try --scale \(Self.text(Self.scales(around: scale)))."
    case .unequalPixels(let reference, let template):
      "Template pixels that are \(Self.shape(template)) fit better: "
        + "try --spacing-ref \(Self.text(reference)) --spacing-tmpl \(Self.text(template))."
    case .bend(let distance):
      "Parts of the template fit best \(Number.rounded(distance, decimals: 1)) pixels apart, which no "
        + "turn or scale explains: one of the pictures is bent."
    case .otherFlip:
      "Flipped otherwise, the template fits about as well: cmif align shows all answers with --peaks 3 or more."
    case .otherPlace:
      "Another place fits about as well: cmif align shows both with --peaks 2 or more."
    case .onePatch(let rect, let isLeftOut):
      isLeftOut
        ? "A patch of the template (\(rect.text)) is left out: it alone decides another place, as a label "
          + "that both pictures bear."
        : "A patch of the template alone decides the place, as a label that both pictures bear: "
          + "--ignore-tmpl \(rect.text) leaves it out."
    case .fewObjects(let count):
      "The template shows only \(count) thing\(count == 1 ? "" : "s") on an empty ground, which could lie "
        + "on another by chance."
    }
  }

  /// A range of turns, equal to both sides of the one that was searched, that holds another one with room to spare.
  private static func turns(
    around searched: Double, with angle: Double
  ) -> ClosedRange<Double> {
    let bound = max(5, (1.5 * abs(angle - searched) / 5).rounded(.up) * 5)
    return searched - bound...searched + bound
  }

  /// A range of scales with room to spare around a scale, and around 1 if it is near enough to have been searched. Checks
  /// look at scales up to 1.2 times as large or small as the one that was searched.
  private static func scales(around scale: Double) -> ClosedRange<Double> {
    let isNearOne = (1 / 1.2...1.2).contains(scale)
    let low = isNearOne ? min(0.95, scale / 1.1) : scale / 1.2
    let high = isNearOne ? max(1.05, scale * 1.1) : scale * 1.2
    let parts = scale < 0.5 ? 100.0 : 20.0
    return max(
      0.01, (low * parts).rounded(.down) / parts)...min(100, (high * parts).rounded(.up) / parts)
  }

  private static func shape(_ pixels: PixelSpacing) -> String {
    let times = Number.rounded(pixels.x / pixels.y, decimals: 2)
    return times == "1" ? "as wide as high" : "\(times) times as wide as high"
  }

  /// A size of pixels as options spell it, one number for square ones.
  private static func text(_ pixels: PixelSpacing) -> String {
    let sides = [pixels.x, pixels.y].map { Number.rounded($0, digits: 4) }
    return sides[0] == sides[1] ? sides[0] : sides.joined(separator: ",")
  }

  private static func text(_ number: Double) -> String { Number.rounded(number, decimals: 3) }

  private static func text(_ range: ClosedRange<Double>) -> String {
    Number.rounded(range, decimals: 3)
  }

  /// The code for programs and the sentence for people.
  var json: JSON { .object([("code", .string(code)), ("message", .string(message))]) }
}
