/// The images of a search.
struct SearchedPair: Sendable {
  var reference: AlignmentImage
  var template: AlignmentImage
  /// Whether the images are those that the caller gave, whose labels other searches may share.
  var isFirst = false
}

extension SearchedPair {
  /// The same of both images, made at the same time where there are two threads.
  func both<Made: Sendable>(
    threads: Int, _ make: @escaping @Sendable (AlignmentImage) -> Made
  ) async throws -> (reference: Made, template: Made) {
    let images = [reference, template]
    let made = try await runJobs(
      count: images.count, threads: threads, state: {}, job: { number, _ in make(images[number]) })
    return (made[0], made[1])
  }

  /// The labels of both images at a lower resolution, made now unless they are known: those of each feature of each
  /// image at the same time.
  func labels(reducedBy factor: Int, threads: Int) async throws -> LabelImagePair {
    let unknown = [reference, template].filter { !$0.knowsLabels(reducedBy: factor) }
    let sources = try await runJobs(
      count: unknown.count, threads: threads, state: {},
      job: { number, _ in unknown[number].labelSource(reducedBy: factor) })
    let jobs = unknown.indices.flatMap { image in
      unknown[image].labeling.features.map { (image: image, feature: $0) }
    }
    let made = try await runJobs(
      count: jobs.count, threads: threads, state: {},
      job: { number, _ in
        let (image, feature) = jobs[number]
        return unknown[image].labeling.labels(of: sources[image], by: feature)
      })
    for (number, image) in unknown.enumerated() {
      let labels = zip(jobs, made).filter { $0.0.image == number }.flatMap(\.1)
      _ = image.labels(reducedBy: factor, orKnown: labels)
    }
    return LabelImagePair(reference: reference, template: template, reducedBy: factor)
  }
}
