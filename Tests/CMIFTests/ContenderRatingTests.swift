import Testing

@testable import CMIF

/// The second comparison of contenders, by labels of more levels.
@Suite struct ContenderRatingTests {
  private static let truth = Offset(x: 21, y: 15)

  private func pair(
    reference: Size, template: Size, unrelated: Bool = false, _ labeling: Labeling = Labeling()
  ) -> SearchedPair {
    let (scene, other) = (TwinScene(seed: 7), TwinScene(seed: unrelated ? 8 : 7))
    let pose = Pose(x: Double(Self.truth.x), y: Double(Self.truth.y))
    return SearchedPair(
      reference: scene.firstImage(reference, labeling: labeling),
      template: other.secondImage(template, at: pose, labeling: labeling))
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

  @Test func `without contenders there is nothing to rate`() async throws {
    let pair = pair(reference: Size(width: 50, height: 50), template: Size(width: 20, height: 20))
    #expect(try await rate(pair, at: []).features.isEmpty)
  }

  private static let size = (
    reference: Size(width: 160, height: 150), template: Size(width: 60, height: 50)
  )

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
    let clear = pair(reference: Self.size.reference, template: Self.size.template)
    let sure = try await prominence(clear, by: .sharpness)
    #expect(Confidence.value(prominence: sure.labels) > Confidence.beyondDoubt)
    #expect(sure.images == sure.labels)
    let unrelated = pair(
      reference: Self.size.reference, template: Self.size.template, unrelated: true)
    let unsure = try await prominence(unrelated, by: .sharpness)
    #expect(unsure.images != unsure.labels)
    let published = try await prominence(unrelated, by: .score)
    #expect(published.images == published.labels)
  }

  @Test func `labels that cannot be finer are compared once`() async throws {
    let unrelated = pair(
      reference: Self.size.reference, template: Self.size.template, unrelated: true,
      Labeling(features: [.orientation]))
    let prominence = try await prominence(unrelated, by: .sharpness)
    #expect(prominence.images == prominence.labels)
  }

  @Test(arguments: [PoseRange(), PoseRange(rotation: -3...3)])
  func `an answer in doubt is the same for every number of threads and of answers`(
    _ poses: PoseRange
  ) async throws {
    let unrelated = pair(
      reference: Self.size.reference, template: Self.size.template, unrelated: true)
    var answers: Set<AlignmentAnswer> = []
    for (threads, count) in [(1, 1), (2, 1), (4, 3), (2, 100)] {
      var options = AlignmentOptions()
      options.poses = poses
      options.resources = Resources(threads: threads)
      // The pose searches carry as many candidates to the end as there are answers.
      options.peakCount = poses.isTranslation ? count : min(count, 3)
      let result = try await Aligner(options: options).align(
        reference: unrelated.reference, template: unrelated.template)
      answers.insert(result.best)
    }
    #expect(answers.count == 1)
  }
}
