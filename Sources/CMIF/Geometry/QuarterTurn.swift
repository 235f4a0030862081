/// A turn of a picture by quarters, clockwise as seen on screen, which moves pixels as they are.
enum QuarterTurn: Double, Sendable, CaseIterable {
  case once = 90
  case twice = 180
  case thrice = 270

  /// The turn in degrees.
  var angle: Double { rawValue }

  /// The turn nearest to an angle in degrees; `nil` where that is none.
  init?(nearest angle: Double) {
    let quarters = Int((angle / 90).rounded()) % 4
    self.init(rawValue: Double((quarters + 4) % 4) * 90)
  }

  /// The turn back.
  var reversed: QuarterTurn {
    switch self {
    case .once: .thrice
    case .twice: .twice
    case .thrice: .once
    }
  }

  /// The size of a picture after the turn.
  func size(of size: Size) -> Size {
    self == .twice ? size : Size(width: size.height, height: size.width)
  }

  /// Where the turn takes the pixels of a picture.
  func pose(of size: Size) -> Pose {
    let (right, bottom) = (Double(size.width - 1), Double(size.height - 1))
    return switch self {
    case .once: Pose(x: bottom, y: 0, angle: angle)
    case .twice: Pose(x: right, y: bottom, angle: angle)
    case .thrice: Pose(x: 0, y: right, angle: angle)
    }
  }

  /// The pixels of a picture, row-major, after the turn.
  func applied<Pixel>(to pixels: [Pixel], of size: Size) -> [Pixel] {
    let (width, height) = (size.width, size.height)
    return switch self {
    case .once:
      (0..<width).flatMap { x in (0..<height).map { pixels[(height - 1 - $0) * width + x] } }
    case .twice: pixels.reversed()
    case .thrice:
      (0..<width).flatMap { x in (0..<height).map { pixels[$0 * width + width - 1 - x] } }
    }
  }
}

extension Pose {
  /// The pose of a turned copy of a picture from that of the picture.
  func ofCopy(after turn: QuarterTurn, of size: Size) -> Pose {
    after(turn.reversed.pose(of: turn.size(of: size)))
  }

  /// The pose of a picture from that of its turned copy.
  func ofOriginal(before turn: QuarterTurn, of size: Size) -> Pose { after(turn.pose(of: size)) }
}
