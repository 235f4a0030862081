import TestSupport
import Testing

@testable import CMIF

/// Answers that are not sure are looked for again with local grey as a further feature.
@Suite struct SecondLookTests {
  private static let size = Size(width: 160, height: 150)
  private static let templateSize = Size(width: 64, height: 60)
  private static let pose = Pose(x: 51, y: 38)

  /// A scene's texture under shading of its own in each picture, much stronger than the texture.
  private func images(seed: Int, _ labeling: Labeling = Labeling()) -> SearchedPair {
    func image(_ values: [Double], _ size: Size, _ shade: (Double, Double) -> Double)
      -> AlignmentImage
    {
      var generator = SeededGenerator(seed: seed)
      let samples = values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
        let noise = Double.random(in: -9...9, using: &generator)
        return Int32(1000 + values[index] / 4 + noise + shade(Double(x), Double(y)))
      }
      return AlignmentImage(
        Plane(width: size.width, height: size.height, samples: samples), labeling: labeling)
    }
    let scene = TwinScene(seed: seed)
    return SearchedPair(
      reference: image(scene.first(Self.size, at: .identity), Self.size) { x, y in
        300 * sine(x / 17) + 200 * sine(y / 23)
      },
      template: image(scene.second(Self.templateSize, at: Self.pose), Self.templateSize) { x, y in
        400 * sine((x + y) / 19 + 1)
      })
  }

  private func answer(_ pair: SearchedPair) async throws -> AlignmentResult {
    try await Aligner().align(reference: pair.reference, template: pair.template)
  }

  @Test(arguments: 1...4)
  func `the surer of the answers with and without local grey counts`(seed: Int) async throws {
    let result = try await answer(images(seed: seed))
    // Features that are not the standard ones are taken as they are, in whatever order.
    let without = try await answer(
      images(seed: seed, Labeling(features: [.orientation, .intensity])))
    let with = try await answer(
      images(seed: seed, Labeling(features: [.intensity, .orientation, .local])))
    let isSure = without.best.confidence >= Confidence.sure
    let isSurer = with.best.confidence > without.best.confidence + 0.05
    let surer = !isSure && isSurer ? with.best : without.best
    #expect(result.best.pose == surer.pose)
    #expect(abs(result.best.confidence - surer.confidence) < 1e-9)
    let searches = isSure ? 1 : 2
    #expect(result.statistics.poses == searches * without.statistics.poses, "\(without.best)")
  }
}
