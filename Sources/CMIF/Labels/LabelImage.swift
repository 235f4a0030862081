/// An image of levels instead of grey values, with the pixels that take part.
///
/// Mutual information depends on which pixels share a level, not on the levels' order: any renumbering of
/// the levels gives the same result.
public struct LabelImage: Sendable, Equatable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The number of levels, 1 to 256; labels are `0 ..< levelCount`.
  public let levelCount: Int
  /// The level of each pixel, row-major, the top row first. The label of a pixel that the mask excludes has
  /// no meaning.
  public let labels: [UInt8]
  /// The pixels that take part, or `nil` when all of them do.
  public let mask: Mask?

  /// Creates a label image.
  ///
  /// - Precondition: `labels` fills the image, every label is below `levelCount`, which is 1 to 256,
  ///   and a mask has the size of the image.
  public init(width: Int, height: Int, levelCount: Int, labels: [UInt8], mask: Mask? = nil) {
    precondition(width > 0 && height > 0, "an image of \(width) x \(height) has no pixels")
    precondition((1...256).contains(levelCount), "\(levelCount) levels are not 1 to 256")
    precondition(
      labels.count == width * height, "\(labels.count) labels do not fill \(width) x \(height)")
    precondition(
      labels.allSatisfy { Int($0) < levelCount },
      "a label is not below \(levelCount), the number of levels")
    if let mask {
      precondition(
        mask.width == width && mask.height == height,
        "a mask of \(mask.width) x \(mask.height) does not fit an image of \(width) x \(height)")
    }
    self.width = width
    self.height = height
    self.levelCount = levelCount
    self.labels = labels
    self.mask = mask.flatMap { $0.isIncluded.allSatisfy { $0 } ? nil : $0 }
  }

  /// The size in pixels.
  public var size: Size { Size(width: width, height: height) }

  /// The same labels with a mask in the place of the present one.
  func masked(by mask: Mask) -> LabelImage {
    LabelImage(width: width, height: height, levelCount: levelCount, labels: labels, mask: mask)
  }

  /// The same picture after a flip.
  func flipped(_ flip: Flip) -> LabelImage {
    LabelImage(
      width: width, height: height, levelCount: levelCount,
      labels: flip.applied(to: labels, of: size), mask: mask?.flipped(flip))
  }

  /// Whether the pixel in column `x` and row `y` exists and takes part.
  func includes(x: Int, y: Int) -> Bool { mask.includes(x: x, y: y, of: size) }

  /// The number of pixels of each level that take part; `levelCount` numbers.
  var levelCounts: [Int] {
    var counts = [Int](repeating: 0, count: levelCount)
    for i in labels.indices where mask.includes(i) {
      counts[Int(labels[i])] += 1
    }
    return counts
  }
}
