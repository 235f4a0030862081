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

  /// The labels of both images at a lower resolution, made now unless they are known.
  func labels(reducedBy factor: Int, threads: Int) async throws -> LabelImagePair {
    _ = try await both(threads: threads) { $0.labels(reducedBy: factor) }
    return LabelImagePair(reference: reference, template: template, reducedBy: factor)
  }
}
