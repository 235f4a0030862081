/// The levels of the reference in a block and what becomes of each.
struct ReferenceBlock {
  let rect: OffsetRect
  /// The number of pixels of each reference level in the block.
  let levelCounts: [Int]
  /// The levels that occur.
  let presentLevels: [Int]
  /// The place of each level among those that occur.
  let slots: [Int?]
  /// The level that follows by subtraction, if the template's marginal is known.
  let droppedLevel: Int?
  /// The levels that go through transforms, most frequent first.
  let packedLevels: [Int]
  /// Whether the template is a plain window, so that the reference's marginal is known.
  let knowsReferenceMarginal: Bool
  /// Whether the reference is a plain window, so that the template's marginal is known.
  let knowsTemplateMarginal: Bool
  /// The reference pixels that the template touches.
  let pixels: OffsetRect

  init(rect: OffsetRect, reference: LabelImage, template: LabelImage) {
    self.rect = rect
    pixels = OffsetRect(
      x: rect.x, y: rect.y, width: rect.width + template.width - 1,
      height: rect.height + template.height - 1)
    let counts = reference.levelCounts(in: pixels)
    let present = counts.indices.filter { counts[$0] > 0 }
    var slots = [Int?](repeating: nil, count: reference.levelCount)
    for (slot, level) in present.enumerated() { slots[level] = slot }
    let sorted = present.sorted { (counts[$0], $1) > (counts[$1], $0) }
    droppedLevel = reference.mask == nil ? sorted.first : nil
    packedLevels = reference.mask == nil ? Array(sorted.dropFirst()) : sorted
    knowsReferenceMarginal = template.mask == nil
    knowsTemplateMarginal = reference.mask == nil
    levelCounts = counts
    presentLevels = present
    self.slots = slots
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
    for y in max(rect.y, 0)..<max(rect.y, 0, min(rect.y + rect.height, height)) {
      for i in (y * width + columns.lowerBound)..<(y * width + columns.upperBound)
      where mask?.isIncluded[i] ?? true {
        counts[Int(labels[i])] += 1
      }
    }
    return counts
  }
}
