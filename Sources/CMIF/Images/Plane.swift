/// One channel of a picture: whole-number samples on a grid.
///
/// Samples are stored row by row, the top row first; `samples[y * width + x]` is the sample at column
/// `x` (to the right) and row `y` (downward), both counted from 0. Samples may be any 32-bit numbers, negative ones included.
public struct Plane: Sendable, Equatable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The samples, row-major, `width * height` of them.
  public let samples: Samples

  /// The size in pixels.
  var size: Size { Size(width: width, height: height) }

  /// Creates a plane from row-major samples.
  ///
  /// - Precondition: `width` and `height` are positive and `samples.count == width * height`.
  public init(width: Int, height: Int, samples: [Int32]) {
    self.init(width: width, height: height, samples: Samples(samples))
  }

  /// Creates a plane from row-major samples.
  ///
  /// - Precondition: `width` and `height` are positive and `samples.count == width * height`.
  public init(width: Int, height: Int, samples: Samples) {
    precondition(width > 0 && height > 0, "a plane of \(width) x \(height) has no pixels")
    precondition(
      samples.count == width * height,
      "\(samples.count) samples do not fill a plane of \(width) x \(height)")
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// The smallest and the largest sample that takes part; (0, 0) when none does.
  func range(mask: Mask?) -> (low: Int32, high: Int32) {
    guard let mask else { return samples.range }
    var low = Int32.max
    var high = Int32.min
    for i in samples.indices where mask.isIncluded[i] {
      low = min(low, samples[i])
      high = max(high, samples[i])
    }
    return low <= high ? (low, high) : (0, 0)
  }
}
