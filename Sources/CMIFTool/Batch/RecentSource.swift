import CMIF
import Synchronization

/// The image that was read last, with its labels: neighbouring rows of a table often share a reference.
final class RecentSource: Sendable {
  /// All that an image and its labels depend on.
  private struct Key: Equatable {
    let name: FileName
    let mask: FileName?
    let channels: ImageOptions.Channels
    let noAlpha: Bool
    let maxPixels: Int
    let labeling: Labeling
  }

  private let recent = Mutex<(key: Key, source: AlignmentImage)?>(nil)

  /// The image of the last call if it is asked for again, else one that is read.
  func source(
    _ name: String, mask: String?, _ labeling: Labeling, _ images: ImageOptions
  ) throws(ToolError) -> AlignmentImage {
    let key = Key(
      name: FileName(name), mask: mask.map(FileName.init), channels: images.channels,
      noAlpha: images.noAlpha, maxPixels: images.maxPixels, labeling: labeling)
    if let recent = recent.withLock({ $0 }), recent.key == key { return recent.source }
    let source = try images.source(name, mask: mask, labeling)
    recent.withLock { $0 = (key, source) }
    return source
  }
}
