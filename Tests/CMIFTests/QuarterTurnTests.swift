import TestSupport
import Testing

@testable import CMIF

/// Turns by quarters.
@Suite struct QuarterTurnTests {
  private static let size = Size(width: 5, height: 3)
  private static let pixels = Array(0..<15)

  @Test(arguments: QuarterTurn.allCases)
  func `pixels go where the turn's pose takes them`(turn: QuarterTurn) {
    let turned = turn.applied(to: Self.pixels, of: Self.size)
    let size = turn.size(of: Self.size)
    let pose = turn.pose(of: Self.size)
    for index in Self.pixels.indices {
      let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
      let place = pose.apply(x: Double(x), y: Double(y))
      #expect(turned[Int(place.y) * size.width + Int(place.x)] == Self.pixels[index])
    }
  }

  @Test(arguments: QuarterTurn.allCases)
  func `a turn and the turn back change nothing`(turn: QuarterTurn) {
    let turned = turn.applied(to: Self.pixels, of: Self.size)
    #expect(turn.reversed.applied(to: turned, of: turn.size(of: Self.size)) == Self.pixels)
    #expect(turn.reversed.size(of: turn.size(of: Self.size)) == Self.size)
    #expect((turn.angle + turn.reversed.angle).truncatingRemainder(dividingBy: 360) == 0)
  }

  @Test(arguments: QuarterTurn.allCases)
  func `a copy's pose puts its pixels where the original's puts those that they are`(
    turn: QuarterTurn
  ) {
    let pose = Pose(x: 7, y: -2, angle: 33, scale: 1.3)
    let copy = pose.ofCopy(after: turn, of: Self.size)
    let place = turn.pose(of: Self.size).apply(x: 4, y: 1)
    let (here, there) = (pose.apply(x: 4, y: 1), copy.apply(x: place.x, y: place.y))
    #expect(abs(here.x - there.x) + abs(here.y - there.y) < 1e-9)
    let back = copy.ofOriginal(before: turn, of: Self.size)
    #expect(back.cornerDistance(to: pose, template: Self.size) < 1e-9)
  }

  @Test func `the nearest turn of an angle is none where the angle is nearer to none`() {
    let expected: [(Double, QuarterTurn?)] = [
      (0, nil), (44, nil), (-44, nil), (46, .once), (135.5, .twice), (180, .twice), (-180, .twice),
      (-134, .thrice), (-90, .thrice), (269, .thrice), (359, nil), (450, .once),
    ]
    for (angle, turn) in expected {
      #expect(QuarterTurn(nearest: angle) == turn, "\(angle) degrees")
    }
  }

  @Test func `a range has one turn by quarters alone where it has no other turn and no scale`() {
    let expected: [(ClosedRange<Double>, QuarterTurn?)] = [
      (90...90, .once), (-90 ... -90, .thrice), (540...540, .twice), (0...0, nil), (360...360, nil),
      (89...89, nil), (90...91, nil), (90 * 0x1p100...90 * 0x1p100, nil),
    ]
    for (turns, turn) in expected {
      #expect(PoseRange(rotation: turns).onlyQuarterTurn == turn, "\(turns)")
      #expect(PoseRange(rotation: turns, scale: 1...1.1).onlyQuarterTurn == nil, "\(turns)")
    }
  }

  @Test func `frames coincide after a turn where a corner or the middle does`() {
    let frames = Frames(
      reference: Size(width: 90, height: 60), template: Size(width: 60, height: 90), isShifted: true
    )
    func turned(_ x: Double, _ y: Double, _ turn: QuarterTurn) -> Pose {
      Pose(x: x, y: y).ofOriginal(before: turn, of: frames.template)
    }
    #expect(frames.turn(at: turned(0, 0, .once)) == .once)
    #expect(frames.turn(at: turned(0, 1, .thrice)) == .thrice)
    #expect(frames.turn(at: turned(9, 0, .once)) == nil)
    #expect(frames.turn(at: .identity) == nil)
    // The middle of a template that lies upside down on that of a reference of its width.
    #expect(frames.turn(at: turned(15, -15, .twice)) == .twice)
  }
}
