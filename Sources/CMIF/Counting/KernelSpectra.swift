/// The spectra of a kernel's levels, one for each level, shared by all blocks of the field.
final class KernelSpectra: Sendable {
  let image: LabelImage
  /// The levels that are transformed: all that occur, but for the dropped one.
  let levels: [Int]
  /// The most frequent level, whose counts follow by subtraction from the field's marginal; `nil` when
  /// the kernel has a mask, because that marginal is then unknown.
  let droppedLevel: Int?
  /// The largest number of pixels of a transformed level.
  let largestCount: Int
  /// The number of pixels that take part.
  let total: Int
  /// Whether the spectra are made once and kept, or each time they are used.
  let isKept: Bool
  private let transform: RealTransform
  private let kept: AlignedBuffer<Complex>

  /// Chooses the levels to transform and takes room for their spectra, if they are to be kept.
  ///
  /// - Precondition: The image fits the transform.
  init(image: LabelImage, transform: RealTransform, isKept: Bool) throws(CMIFError) {
    let shape = transform.shape
    precondition(
      image.width <= shape.columns && image.height <= shape.rows,
      "a kernel of \(image.width) x \(image.height) pixels does not fit a transform of "
        + "\(shape.columns) x \(shape.rows)")
    self.image = image
    self.transform = transform
    let counts = image.levelCounts
    let present = counts.indices.filter { counts[$0] > 0 }
    let dropped = image.mask == nil ? present.max { counts[$0] < counts[$1] } : nil
    droppedLevel = dropped
    levels = present.filter { $0 != dropped }
    largestCount = levels.map { counts[$0] }.max() ?? 0
    total = counts.reduce(0, +)
    self.isKept = isKept
    // Room for all levels, also those that do not occur: the next kernel of this kind then finds a
    // buffer of its size in the pool.
    kept = try AlignedBuffer(count: isKept ? counts.count * shape.spectrumCount : 0)
  }

  /// What the transforms of a field's block have to carry.
  func packingProblem(of block: FieldBlock) -> PackingProblem {
    PackingProblem(
      levels: block.levels.map { ($0, block.levelCounts[$0]) },
      kernelLevels: levels.count, largestKernelCount: largestCount, kernelTotal: total,
      points: transform.shape.area)
  }

  /// Makes the spectrum of the level `levels[index]` and keeps it.
  ///
  /// Several threads may make spectra at once, but each spectrum is made by one thread, and before it
  /// is used.
  func keepSpectrum(_ index: Int, batch: TransformBatch) {
    precondition(isKept && levels.indices.contains(index), "spectrum \(index) of \(levels.count)")
    transformGroup(
      LevelGroup(range: index..<index + 1, bits: 0), batch: batch,
      into: kept.base + index * transform.shape.spectrumCount)
  }

  /// The terms that add up to the spectrum of a group of levels; made in `scratch` if none are kept.
  func spectra(
    of group: LevelGroup, batch: TransformBatch, scratch: UnsafeMutablePointer<Complex>
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
    transformGroup(group, batch: batch, into: scratch)
    return [WeightedSpectrum(values: UnsafePointer(scratch), weight: 1)]
  }

  private func transformGroup(
    _ group: LevelGroup, batch: TransformBatch, into spectrum: UnsafeMutablePointer<Complex>
  ) {
    var weights = [Double](repeating: 0, count: 256)
    for (index, weight) in zip(group.range, group.weights) { weights[levels[index]] = weight }
    let block = OffsetRect(x: 0, y: 0, width: image.width, height: image.height)
    transform.forward(rowCount: image.height, batch: batch, into: spectrum) { row, values in
      image.writeWeights(
        weights, row: row, of: block, length: transform.shape.columns, into: values)
    }
  }
}
