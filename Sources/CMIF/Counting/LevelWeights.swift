extension LabelImage {
  /// Writes one row of a block of the image, each pixel as its level's weight.
  ///
  /// Pixels outside the image and those that the mask excludes are left as they are.
  ///
  /// - Parameters:
  ///   - weights: a weight for each of 256 levels.
  ///   - row: the row within the block.
  ///   - block: the block's rectangle in the image, which it may exceed; at most twice as wide as a row is long.
  ///   - length: the length of a row; pixels beyond it wrap around to its start.
  ///   - values: holds `length` zeros before.
  func writeWeights(
    _ weights: [Double], row: Int, of block: OffsetRect, length: Int,
    into values: UnsafeMutablePointer<Double>
  ) {
    precondition(weights.count == 256, "\(weights.count) weights are not 256")
    precondition(
      block.width <= 2 * length, "a block of \(block.width) columns wraps twice around \(length)")
    let y = block.y + row
    let left = Swift.max(block.x, 0)
    let right = Swift.min(block.x + block.width, width)
    guard (0..<Swift.min(height, block.y + block.height)).contains(y), left < right else { return }
    let start = y * width
    weights.withUnsafeBufferPointer { weights in
      labels.withUnsafeBufferPointer { labels in
        for x in left..<right where mask?.isIncluded[start + x] ?? true {
          let place = x - block.x
          values[place < length ? place : place - length] = weights[Int(labels[start + x])]
        }
      }
    }
  }
}
