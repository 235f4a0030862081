import Testing

@testable import CMIF

@Suite struct FramesTests {
  private let reference = Size(width: 120, height: 100)
  private let template = Size(width: 60, height: 80)

  private func frames(isShifted: Bool) -> Frames {
    Frames(reference: reference, template: template, isShifted: isShifted)
  }

  @Test func `frames coincide within two pixels of four corners and of the middle`() {
    let frames = frames(isShifted: true)
    for (x, y) in [(0, 0), (60, 0), (0, 20), (60, 20), (30, 10)] {
      let near = Pose(x: Double(x) + 1.4, y: Double(y) - 1.4)
      #expect(frames.offset(near: near) == Offset(x: x + 1, y: y - 1))
      #expect(frames.offset(near: Pose(x: Double(x) + 2.1, y: Double(y))) == nil)
    }
    #expect(frames.offset(near: Pose(x: 30, y: 0)) == nil)
  }

  @Test func `a template that may be turned or scaled may lie farther from corners`() {
    let poses = [
      Pose(x: 62.5, y: 22.5), Pose(x: 61, y: 18.5, angle: 3), Pose(x: 58.5, y: 18, scale: 1.05),
    ]
    for pose in poses {
      #expect(frames(isShifted: true).offset(near: pose) == nil, "\(pose)")
      #expect(frames(isShifted: false).offset(near: pose) == Offset(x: 60, y: 20), "\(pose)")
    }
    #expect(frames(isShifted: false).offset(near: Pose(x: 60, y: 20, angle: 9)) == nil)
    #expect(frames(isShifted: false).offset(near: Pose(x: 32.5, y: 12.5)) == nil)
  }

  @Test func `frames nearly coincide up to a tenth of half the diagonal away`() {
    for isShifted in [true, false] {
      let frames = frames(isShifted: isShifted)
      for (x, y) in [(0, 0), (60, 0), (0, 20), (60, 20), (30, 10)] {
        #expect(frames.nearlyCoincide(at: Pose(x: Double(x) + 6.8, y: Double(y))))
        #expect(!frames.nearlyCoincide(at: Pose(x: Double(x) - 7.1, y: Double(y))))
      }
    }
    let middle = Point(x: 59.5 + 4, y: 49.5 - 5)
    for angle in [0.0, 30, 90, 217] {
      let pose = Pose(center: middle, of: template, angle: angle, scale: 1)
      #expect(frames(isShifted: false).nearlyCoincide(at: pose), "\(angle)")
    }
  }

  @Test
  func `what is fixed to frames of about one size may have moved to where these nearly coincide`() {
    let size = Size(width: 120, height: 100)
    for isShifted in [true, false] {
      let frames = Frames(reference: reference, template: size, isShifted: isShifted)
      #expect(frames.offsetOfFixed(near: Pose(x: 5.2, y: -3.4)) == Offset(x: 5, y: -3))
      #expect(frames.offsetOfFixed(near: Pose(x: 0, y: 9)) == Offset(x: 0, y: 9))
      #expect(frames.offsetOfFixed(near: Pose(x: 0, y: 11)) == nil)
      let middle = Point(x: 59.5 + 4, y: 49.5 - 3)
      let turned = Pose(center: middle, of: size, angle: 2, scale: 1)
      #expect(frames.offsetOfFixed(near: turned) == (isShifted ? nil : Offset(x: 4, y: -3)))
    }
    #expect(frames(isShifted: true).offsetOfFixed(near: Pose(x: 61, y: 19)) == Offset(x: 61, y: 19))
    #expect(frames(isShifted: true).offsetOfFixed(near: Pose(x: 64, y: 20)) == nil)
  }

  @Test func `another corner is another place`() {
    for isShifted in [true, false] {
      let frames = frames(isShifted: isShifted)
      #expect(frames.coincideAlike(at: Pose(x: 1, y: 0), and: Pose(x: 0, y: -1)))
      #expect(!frames.coincideAlike(at: Pose(x: 0, y: 0), and: Pose(x: 60, y: 0)))
      #expect(!frames.coincideAlike(at: Pose(x: 60, y: 20), and: Pose(x: 30, y: 10)))
      #expect(!frames.coincideAlike(at: Pose(x: 20, y: 5), and: Pose(x: 20, y: 5)))
    }
  }
}
