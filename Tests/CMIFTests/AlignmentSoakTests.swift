import Foundation
import TestSupport
import Testing

@testable import CMIF

/// Random pictures of any shape, aligned in any way.
///
/// `make soak SECONDS=` goes on for longer; a number makes the same case in every run.
@Suite struct AlignmentSoakTests {
  @Test func `pictures of any shape are aligned in any way, or have no overlap or no information`()
    async throws
  {
    let endurance = Endurance(count: 60, environment: ProcessInfo.processInfo.environment)
    var (number, answered) = (endurance.first, 0)
    while endurance.goesOn(at: number) {
      let soak = AlignmentCase(number: number)
      do {
        let result = try await Aligner(options: soak.options).align(
          reference: soak.reference, template: soak.template)
        answered += 1
        #expect(soak.isSound(result), "case \(number): \(soak), \(result)")
      } catch let error as CMIFError {
        #expect([.noOverlap, .noInformation].contains(error), "case \(number): \(soak)")
      }
      number += 1
      if endurance.isLong, number % 100 == 0 {
        print("Aligned \(endurance.first) to \(number - 1)")
      }
    }
    #expect(2 * answered > number - endurance.first)
  }
}

/// Two pictures and the options of an alignment.
private struct AlignmentCase: CustomStringConvertible {
  let reference: AlignmentImage
  let template: AlignmentImage
  private(set) var options = AlignmentOptions()

  init(number: Int) {
    var generator = SeededGenerator(seed: number)
    let sizes = Self.sizes(&generator)
    let features: [[Feature]] = [
      [.intensity, .local, .orientation], [.intensity, .local, .orientation], [.local],
      [.intensity],
    ]
    let labeling = Labeling(features: features.randomElement(using: &generator) ?? [.intensity])
    reference = .random(sizes.reference, labeling, using: &generator)
    template = .random(sizes.template, labeling, using: &generator)
    options.resources = Resources(threads: .random(in: 1...3, using: &generator), memory: 1 << 30)
    options.minimumOverlap = [0.05, 0.5, 0.95].randomElement(using: &generator) ?? 0.5
    options.peakCount = generator.oneIn(3) ? 5 : 1
    options.isSubpixel = generator.oneIn(3)
    let isSmall = max(sizes.template.width, sizes.template.height) < 200
    if isSmall, generator.oneIn(3) {
      options.poses =
        [
          PoseRange(rotation: -8...8), PoseRange(rotation: 350...362),
          PoseRange(rotation: 90...90, scale: 0.9...1.2),
        ].randomElement(using: &generator) ?? PoseRange()
    }
    if isSmall, generator.oneIn(5) { options.mirroring = .auto }
    if generator.oneIn(5) { options.refinement = .affine }
    if generator.oneIn(4) {
      options.window = SearchWindow(
        center: Point(
          x: .random(in: -20...220, using: &generator), y: .random(in: -20...220, using: &generator)
        ),
        reachX: .random(in: 0.5...50, using: &generator), reachY: 30)
    }
  }

  /// Sides of all kinds: small and large ones, strips, and equal pictures, whose frames coincide at no shift.
  private static func sizes(
    _ generator: inout SeededGenerator
  ) -> (reference: Size, template: Size) {
    func any() -> Size {
      let short = Int.random(in: 1...6, using: &generator)
      let long = Int.random(in: 1...900, using: &generator)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: return Size(width: short, height: long)
      case 1: return Size(width: long, height: short)
      case 2: return Size(width: 300 + short, height: 260)
      default: return .random(upTo: 150, using: &generator)
      }
    }
    let reference = any()
    return (reference, generator.oneIn(3) ? reference : any())
  }

  /// Whether the answers hold what they promise.
  func isSound(_ result: AlignmentResult) -> Bool {
    result.answers.count <= options.peakCount
      && result.answers.allSatisfy { answer in
        [answer.pose.tx, answer.pose.ty, answer.score, answer.sharpness, answer.precision]
          .allSatisfy(\.isFinite)
          && (0...1).contains(answer.confidence) && (0...1).contains(answer.overlap)
          && options.window?.contains(answer.center) ?? true
      }
  }

  var description: String {
    "\(reference.size) and \(template.size), \(reference.labeling.features), \(options.poses), "
      + "\(options.mirroring), \(options.refinement), window \(options.window.map { "\($0)" } ?? "none")"
  }
}

extension AlignmentImage {
  /// A scene, in noise that other pictures of one width have as well or in none, on any ground, with a frame or without.
  fileprivate static func random(
    _ size: Size, _ labeling: Labeling, using generator: inout SeededGenerator
  ) -> AlignmentImage {
    let scene = TwinScene(seed: generator.oneIn(2) ? 1 : 2)
    let place = Pose(
      x: .random(in: -40...40, using: &generator), y: .random(in: -40...40, using: &generator))
    let values =
      generator.oneIn(2) ? scene.first(size, at: place) : scene.second(size, at: place)
    let (isFlat, isNoisy, isFramed) = (
      generator.oneIn(8), generator.oneIn(3), generator.oneIn(3)
    )
    var sensor = SeededGenerator(seed: 9)
    let frame = Int.random(in: 1...12, using: &generator)
    let spoilt = values.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      let edge = min(x, y, size.width - 1 - x, size.height - 1 - y)
      let noise = isNoisy ? Double.random(in: -12...12, using: &sensor) : 0
      return isFramed && edge < frame ? 0 : (isFlat ? 90 : values[index]) + noise
    }
    let mask = generator.oneIn(6) ? Mask.random(size, using: &generator) : nil
    return AlignmentImage(TwinScene.plane(spoilt, size), mask: mask, labeling: labeling)
  }
}
