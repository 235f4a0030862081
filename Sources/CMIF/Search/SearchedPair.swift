/// The images of a search.
struct SearchedPair: Sendable {
  var reference: AlignmentImage
  var template: AlignmentImage
  /// Whether the images are those that the caller gave, whose labels other searches may share.
  var isAsGiven = false
}

extension SearchedPair {
  /// Both images changed in the same way.
  func map(_ change: (AlignmentImage) -> AlignmentImage) -> SearchedPair {
    SearchedPair(reference: change(reference), template: change(template))
  }

  /// The same of both images, made at the same time where there are two threads.
  func both<Made: Sendable>(
    threads: Int, _ make: @escaping @Sendable (AlignmentImage) -> Made
  ) async throws -> (reference: Made, template: Made) {
    let images = [reference, template]
    let made = try await runJobs(
      count: images.count, threads: threads, job: { number in make(images[number]) })
    return (made[0], made[1])
  }

  /// From so many bytes labels are large. Taking the buffers from the system again costs little beside a map of such
  /// labels.
  private static let largeLabels = 1 << 24

  /// Whether finer labels have more levels than those asked for, of either image.
  var hasFinerLabels: Bool { [reference, template].contains { $0.labeling.isCoarse } }

  /// The same images with finer labels; see `Labeling.finer`.
  var finer: SearchedPair {
    SearchedPair(reference: reference.finer, template: template.finer, isAsGiven: isAsGiven)
  }

  /// The labels of both images at a lower resolution, made now unless they are known, several features at the same time
  /// where there are threads. Buffers of earlier transforms do not stand idle beside large labels.
  func labels(reducedBy factor: Int, threads: Int) async throws -> LabelImagePair {
    let pixels = reference.size.area / (factor * factor)
    if pixels * reference.labeling.features.count >= Self.largeLabels {
      BufferPool.shared.empty()
    }
    let jobs = [reference, template].flatMap { image in
      image.labeling.features.indices.map { (image: image, feature: $0) }
    }
    _ = try await runJobs(
      count: jobs.count, threads: threads,
      job: { number in
        jobs[number].image.labels(ofFeature: jobs[number].feature, reducedBy: factor)
      })
    return LabelImagePair(reference: reference, template: template, reducedBy: factor)
  }
}

extension SearchedPair {
  /// The common grid of both images, with the template so many times as long on the scene as its spacing says.
  func grid(scale: Double) throws(CMIFError) -> CommonGrid {
    try CommonGrid(reference: reference, template: template, scale: scale)
  }

  /// Both images on a grid.
  func on(_ grid: CommonGrid) -> SearchedPair {
    SearchedPair(
      reference: grid.onGrid(reference: reference), template: grid.onGrid(template: template))
  }
}

extension SearchedPair {
  /// The part of the reference around a template at a pose: all of it where the part would not be much smaller.
  ///
  /// - Parameters:
  ///   - unit: the rectangle consists of whole blocks of so many pixels along each axis, but for the last ones.
  ///   - margin: the number of blocks around the template that belong to the part.
  func part(around pose: Pose, inBlocksOf unit: Int, margin: Int) -> PixelRect {
    let (reference, template) = (reference.size, template.size)
    let corners = pose.corners(of: template)
    func span(_ places: [Double], _ length: Int) -> Range<Int> {
      let blocks = places.map {
        Int((min(max($0, 0), Double(length)) / Double(unit)).rounded(.down))
      }
      let low = (blocks.min() ?? 0) - margin
      let high = (blocks.max() ?? 0) + margin + 1
      return (low * unit..<high * unit).clamped(to: 0..<length)
    }
    let columns = span(corners.map(\.x), reference.width)
    let rows = span(corners.map(\.y), reference.height)
    guard 2 * columns.count * rows.count <= reference.area else { return PixelRect(reference) }
    return PixelRect(columns: columns, rows: rows)
  }

  /// The pair with a part of the reference alone.
  func cropped(to part: PixelRect) -> SearchedPair {
    SearchedPair(reference: reference.cropped(to: part), template: template)
  }
}
