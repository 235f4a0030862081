/// The spectra of a template's levels, made once and shared by all blocks of the reference.
final class TemplateSpectra: Sendable {
  let template: LabelImage
  /// The levels that are transformed: all that occur, but for the dropped one.
  let levels: [Int]
  /// The most frequent level, whose counts follow by subtraction from the reference's marginal; `nil`
  /// when the template has a mask, as that marginal is then unknown.
  let droppedLevel: Int?
  /// The largest number of pixels of a transformed level.
  let largestCount: Int
  /// The number of pixels that take part.
  let total: Int
  /// Whether the levels' spectra are made once and kept.
  let isKept: Bool
  private let transform: RealTransform
  private let kept: AlignedBuffer<Double>

  /// Prepares to make the spectra: all at once to be kept, or one at a time when they are used.
  init(template: LabelImage, transform: RealTransform, cachesSpectra: Bool) throws(CMIFError) {
    self.template = template
    self.transform = transform
    let counts = template.levelCounts
    let present = counts.indices.filter { counts[$0] > 0 }
    let dropped = template.mask == nil ? present.max { counts[$0] < counts[$1] } : nil
    droppedLevel = dropped
    levels = present.filter { $0 != dropped }
    largestCount = levels.map { counts[$0] }.max() ?? 0
    total = counts.reduce(0, +)
    isKept = cachesSpectra
    // Room for all levels, whether they occur or not, so that another template's is the same.
    kept = try AlignedBuffer(
      count: cachesSpectra ? counts.count * transform.shape.spectrumCount : 0)
  }

  /// What transforms of a block have to carry.
  func packingProblem(of block: ReferenceBlock) -> PackingProblem {
    PackingProblem(
      levels: block.levels.map { ($0, block.levelCounts[$0]) },
      templateLevels: levels.count, templateCount: largestCount, templateTotal: total,
      points: transform.shape.area)
  }

  /// Makes the spectrum of the level `levels[index]` and cachesSpectra it.
  ///
  /// Spectra may be made on several threads at once, but each only on one, and before it is used.
  func keepSpectrum(_ index: Int, rows: UnsafeMutablePointer<Double>) {
    precondition(isKept && levels.indices.contains(index), "spectrum \(index) of \(levels.count)")
    transformGroup(
      LevelGroup(range: index..<index + 1, bits: 0), rows: rows,
      into: kept.base + index * transform.shape.spectrumCount)
  }

  /// What adds up to the spectrum of a group of levels; made in `scratch` if levels were not kept.
  func spectra(
    of group: LevelGroup, rows: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) -> [WeightedSpectrum] {
    precondition(
      levels.indices.contains(group.range.lowerBound) && group.range.upperBound <= levels.count,
      "levels \(group.range) of \(levels.count)")
    let size = transform.shape.spectrumCount
    if isKept {
      return zip(group.range, group.weights).map {
        WeightedSpectrum(values: UnsafePointer(kept.base + $0 * size), weight: $1)
      }
    }
    transformGroup(group, rows: rows, into: scratch)
    return [WeightedSpectrum(values: UnsafePointer(scratch), weight: 1)]
  }

  private func transformGroup(
    _ group: LevelGroup, rows: UnsafeMutablePointer<Double>,
    into spectrum: UnsafeMutablePointer<Double>
  ) {
    var weights = [Double](repeating: 0, count: 256)
    for (index, weight) in zip(group.range, group.weights) { weights[levels[index]] = weight }
    let block = OffsetRect(x: 0, y: 0, width: template.width, height: template.height)
    transform.forward(rowCount: template.height, rows: rows, into: spectrum) { row, values in
      template.writeWeights(
        weights, row: row, of: block, length: transform.shape.columns, into: values)
    }
  }
}

extension LabelImage {
  /// Writes one row of a block of the image, each pixel as its level's weight; pixels outside the
  /// image and those that the mask excludes are left as they are.
  ///
  /// - Parameters:
  ///   - weights: a weight for each of 256 levels.
  ///   - row: the row within the block.
  ///   - block: the block's rectangle in the image, which it may exceed.
  ///   - length: the length of a row; pixels beyond it wrap around to its start.
  ///   - values: holds `length` zeros before.
  func writeWeights(
    _ weights: [Double], row: Int, of block: OffsetRect, length: Int,
    into values: UnsafeMutablePointer<Double>
  ) {
    precondition(weights.count == 256, "\(weights.count) weights are not 256")
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
