/// The levels of the reference in a block and what becomes of each.
struct ReferenceBlock {
  let rect: OffsetRect
  /// The number of pixels of each reference level in the block.
  let levelCounts: [Int]
  /// The levels that occur and go through transforms.
  private(set) var levels: [Int]
  /// The level that follows by subtraction, if any.
  private(set) var droppedLevel: Int?
  /// Whether the template is a plain window, so that the reference's marginal is known.
  let knowsReferenceMarginal: Bool
  /// Whether the reference is a plain window, so that the template's marginal is known.
  let knowsTemplateMarginal: Bool
  /// The reference pixels that the template touches.
  let pixels: OffsetRect

  /// - Parameter shared: what others made of the reference or will need.
  init(
    rect: OffsetRect, reference: LabelImage, template: LabelImage,
    shared: ReferenceCache.Channel?
  ) {
    self.rect = rect
    let pixels = OffsetRect(
      x: rect.x, y: rect.y, width: rect.width + template.width - 1,
      height: rect.height + template.height - 1)
    self.pixels = pixels
    func count() -> [Int] { reference.levelCounts(in: pixels) }
    let counts = shared?.levelCounts(in: pixels, make: count) ?? count()
    knowsReferenceMarginal = template.mask == nil
    knowsTemplateMarginal = reference.mask == nil
    levelCounts = counts
    levels = counts.indices.filter { counts[$0] > 0 }
  }

  /// The same block, but the most frequent level is to follow by subtraction.
  var droppingMostFrequentLevel: ReferenceBlock {
    var block = self
    block.droppedLevel = levels.max { (levelCounts[$0], $1) < (levelCounts[$1], $0) }
    block.levels.removeAll { $0 == block.droppedLevel }
    return block
  }

  /// Transforms a pack of levels.
  func transform(
    _ pack: [LevelPacking.Digit], of reference: LabelImage, _ transform: RealTransform,
    rows: UnsafeMutablePointer<Double>, into spectrum: UnsafeMutablePointer<Double>
  ) {
    var weights = [Double](repeating: 0, count: 256)
    for digit in pack { weights[digit.level] = Double(1 << digit.shift) }
    let shape = transform.shape
    let rowCount = min(pixels.height, shape.rows)
    transform.forward(rowCount: rowCount, rows: rows, into: spectrum) { row, values in
      // Rows above the reference share their place with rows further down, which wrap around.
      let isAbove = pixels.y + row < 0
      reference.writeWeights(
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
