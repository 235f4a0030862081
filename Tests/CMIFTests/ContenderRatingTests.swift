import Testing

@testable import CMIF

/// The second comparison of contenders, by labels of more levels.
@Suite struct ContenderRatingTests {
  private static let truth = Offset(x: 21, y: 15)

  private func pair(
    reference: Size, template: Size, at truth: Offset = truth, unrelated: Bool = false
  ) -> SearchedPair {
    let (scene, other) = (TwinScene(seed: 7), TwinScene(seed: unrelated ? 8 : 7))
    let pose = Pose(x: Double(truth.x), y: Double(truth.y))
    return SearchedPair(
      reference: AlignmentImage(
        TwinScene.plane(scene.first(reference, at: .identity), reference)),
      template: AlignmentImage(TwinScene.plane(other.second(template, at: pose), template)))
  }

  private func rate(
    _ pair: SearchedPair, at offsets: [Offset]
  ) async throws -> ContenderRating.Ratings {
    var statistics = EngineStatistics()
    return try await ContenderRating(pair, reducedBy: 1, options: AlignmentOptions())
      .run(offsets.map { Pose(x: Double($0.x), y: Double($0.y)) }, &statistics)
  }

  /// `N (I(s) - mean of I around s)` of one feature, by the definition of a joint histogram.
  private func sharpness(_ pair: LabelImagePair, feature: Int, at offset: Offset) -> Double {
    let definition = Definition(
      LabelImagePair(reference: pair.reference[feature], template: pair.template[feature]))
    let around = [(3, 0), (2, 2), (0, 3), (-2, 2), (-3, 0), (-2, -2), (0, -3), (2, -2)]
      .map { definition.value(at: Offset(x: offset.x + $0.0, y: offset.y + $0.1)) }
      .filter { $0.overlap > 0 }
    let (value, overlap) = definition.value(at: offset)
    return Double(overlap) * (value - around.reduce(0) { $0 + $1.value } / Double(around.count))
  }

  @Test func `contenders are rated by the rise of each feature of finer labels`() async throws {
    let pair = pair(reference: Size(width: 90, height: 80), template: Size(width: 44, height: 36))
    let offsets = [Self.truth, Offset(x: -10, y: 50), Offset(x: 60, y: 2), Offset(x: 0, y: 0)]
    let ratings = try await rate(pair, at: offsets)
    let labels = try await pair.finer.labels(reducedBy: 1, threads: 1)
    #expect(ratings.freedoms == labels.freedoms)
    for (offset, features) in zip(offsets, ratings.features) {
      for feature in 0..<3 {
        let defined = sharpness(labels, feature: feature, at: offset)
        #expect(abs(features[feature] - defined) < 1e-6, "feature \(feature) at \(offset)")
      }
    }
  }

  @Test func `few places on a large reference are rated by the grey levels of all of it`()
    async throws
  {
    let pair = pair(
      reference: Size(width: 420, height: 400), template: Size(width: 44, height: 36),
      at: Offset(x: 200, y: 150))
    let offsets = [Offset(x: 200, y: 150), Offset(x: 380, y: 370), Offset(x: 31, y: 220)]
    let ratings = try await rate(pair, at: offsets)
    let labels = try await pair.finer.labels(reducedBy: 1, threads: 1)
    for (offset, features) in zip(offsets, ratings.features) {
      let defined = sharpness(labels, feature: 0, at: offset)
      #expect(abs(features[0] - defined) < 1e-6, "\(offset)")
    }
    for feature in 0..<3 {
      let values = ratings.features.map { $0[feature] }
      #expect(values.max() == values[0], "feature \(feature): \(values)")
    }
  }

  @Test func `without contenders there is nothing to rate`() async throws {
    let pair = pair(reference: Size(width: 50, height: 50), template: Size(width: 20, height: 20))
    #expect(try await rate(pair, at: []).features.isEmpty)
  }

  /// The prominence of the best shift of images, and of their label images.
  private func prominence(
    _ pair: SearchedPair, by criterion: RankingCriterion
  ) async throws -> (images: Double, labels: Double) {
    var options = AlignmentOptions()
    options.criterion = criterion
    let aligner = Aligner(options: options)
    let images = try await aligner.align(reference: pair.reference, template: pair.template)
    let labels = try await aligner.align(pair.labels(reducedBy: 1, threads: 1))
    return (images.best.prominence, labels.best.prominence)
  }

  @Test func `answers in doubt are compared by finer labels, others by those of the map`()
    async throws
  {
    let size = (reference: Size(width: 160, height: 150), template: Size(width: 60, height: 50))
    let clear = pair(reference: size.reference, template: size.template)
    let sure = try await prominence(clear, by: .sharpness)
    #expect(Confidence.value(prominence: sure.labels) > Confidence.beyondDoubt)
    #expect(sure.images == sure.labels)
    let unrelated = pair(reference: size.reference, template: size.template, unrelated: true)
    let unsure = try await prominence(unrelated, by: .sharpness)
    #expect(unsure.images != unsure.labels)
    let published = try await prominence(unrelated, by: .score)
    #expect(published.images == published.labels)
  }
}
