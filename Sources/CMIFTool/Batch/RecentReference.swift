import CMIF
import Synchronization

/// The reference that was asked for last, with its labels: neighbouring rows of a table often share one.
///
/// Rows that ask for one reference at the same time wait for a single reading of it.
final class RecentReference: Sendable {
  /// Everything that an image and its labels depend on.
  private struct Key: Equatable {
    let name: FileName
    let mask: FileName?
    let channels: ImageOptions.Channels
    let noAlpha: Bool
    let noData: NoData
    let ignored: [IgnoredArea]
    let maxPixels: Int
    let labeling: Labeling
  }

  private typealias Reading = Task<Result<AlignmentImage, ToolError>, Never>

  private let recent = Mutex<(key: Key, reading: Reading)?>(nil)

  /// The image of the last call if the same is asked for again; otherwise the image is read.
  ///
  /// - Parameter timings: Gets the time of the reading that this call begins, if it begins one.
  /// - Throws: Why the image cannot be read. The next call tries again.
  func image(
    _ name: String, _ options: PairOptions, _ timings: inout Timings
  ) async throws(ToolError) -> AlignmentImage {
    let (images, labeling) = (options.images, options.labels.labeling(of: .reference))
    let pixels = images.pixels(of: .reference)
    let key = Key(
      name: FileName(name), mask: pixels.mask.map(FileName.init), channels: images.channels,
      noAlpha: images.noAlpha, noData: pixels.noData, ignored: pixels.ignored,
      maxPixels: images.maxPixels, labeling: labeling)
    let (reading, isNew) = reading(key) {
      Result { () throws(ToolError) in try images.source(name, as: .reference, labeling) }
    }
    let start = ContinuousClock.now
    let result = await reading.value
    if isNew { timings.add("decoding", ContinuousClock.now - start) }
    if case .failure = result { forget(key) }
    return options.search.spaced(try result.get(), as: .reference)
  }

  /// The reading under way or finished for a key, or one that begins now.
  private func reading(
    _ key: Key, read: @escaping @Sendable () -> Result<AlignmentImage, ToolError>
  ) -> (reading: Reading, isNew: Bool) {
    recent.withLock { recent in
      if let recent, recent.key == key { return (recent.reading, false) }
      let reading = Reading { read() }
      recent = (key, reading)
      return (reading, true)
    }
  }

  private func forget(_ key: Key) {
    recent.withLock { if $0?.key == key { $0 = nil } }
  }
}
