/// The part of a field that a block of offsets touches, and what becomes of each of its levels.
struct FieldBlock {
  /// The offsets of the block: where the kernel's first pixel lies on the field.
  let offsets: OffsetRect
  let field: LabelImage
  /// What other computations made of the field, or will need.
  let cache: ReferenceCache.Channel?
  /// The field pixels that the kernel touches at these offsets.
  let pixels: OffsetRect
  /// The number of field pixels of each level among them.
  let levelCounts: [Int]
  /// The levels that occur and go through transforms.
  private(set) var levels: [Int]
  /// The level whose counts follow by subtraction, if any.
  private(set) var droppedLevel: Int?

  /// - Parameter kernel: the kernel's size.
  init(
    offsets: OffsetRect, field: LabelImage, kernel: Size, cache: ReferenceCache.Channel?
  ) {
    self.offsets = offsets
    self.field = field
    self.cache = cache
    let pixels = OffsetRect(
      x: offsets.x, y: offsets.y, width: offsets.width + kernel.width - 1,
      height: offsets.height + kernel.height - 1)
    self.pixels = pixels
    func count() -> [Int] { field.levelCounts(in: pixels) }
    let counts =
      cache?.levelCounts(in: pixels, levelCount: field.levelCount, make: count) ?? count()
    levelCounts = counts
    levels = counts.indices.filter { counts[$0] > 0 }
  }

  /// The same block, but the counts of its most frequent level are to follow by subtraction.
  var droppingMostFrequentLevel: FieldBlock {
    var block = self
    block.droppedLevel = levels.max { (levelCounts[$0], $1) < (levelCounts[$1], $0) }
    block.levels.removeAll { $0 == block.droppedLevel }
    return block
  }

  /// Transforms levels, each multiplied by the weight of its digit.
  func transform(
    _ digits: [LevelPacking.Digit], by transform: RealTransform,
    batch: TransformBatch, into spectrum: UnsafeMutablePointer<Complex>
  ) {
    var weights = [Double](repeating: 0, count: 256)
    for digit in digits { weights[digit.level] = Double(1 << digit.shift) }
    let shape = transform.shape
    let rowCount = min(pixels.height, shape.rows)
    transform.forward(rowCount: rowCount, batch: batch, into: spectrum) { row, values in
      // Rows above the field share their place with rows further down, which wrap around.
      let isAbove = pixels.y + row < 0
      field.writeWeights(
        weights, row: isAbove ? row + shape.rows : row, of: pixels, length: shape.columns,
        into: values)
    }
  }
}

extension LabelImage {
  /// The number of pixels of each level that take part in a rectangle, which may exceed the image.
  fileprivate func levelCounts(in rect: OffsetRect) -> [Int] {
    var counts = [Int](repeating: 0, count: levelCount)
    let columns = max(rect.x, 0)..<max(rect.x, 0, min(rect.x + rect.width, width))
    guard !columns.isEmpty else { return counts }
    for y in max(rect.y, 0)..<max(rect.y, 0, min(rect.y + rect.height, height)) {
      let row = y * width + columns.lowerBound..<y * width + columns.upperBound
      if let mask {
        for i in row where mask.isIncluded[i] { counts[Int(labels[i])] += 1 }
      } else {
        for label in labels[row] { counts[Int(label)] += 1 }
      }
    }
    return counts
  }
}
