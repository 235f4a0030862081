/// The kernel's marginal, `c_b` for each of its levels.
///
/// A field without a mask is a window on the kernel, and sliding it gives the marginal before anything is
/// counted. With a mask on the field it is the sum of the counts over all field levels, known when all packs
/// are done.
extension BlockContext {
  /// Adds the marginal if it is known, and starts what the counts of each kernel level are added to: with
  /// zeros, or with the negative of the known marginal if a field level follows from it by subtraction.
  func startKernelMarginal() {
    guard isKernelMarginalKnown else {
      sums.kernelCounts.base.update(repeating: 0, count: kernel.levels.count * count)
      return
    }
    let offsets = block.offsets
    let counts = countsByLevel
    var windows = SlidingLevelCounts(
      image: kernel.image, window: block.field.size,
      origins: (1 - offsets.x - width)..<(1 - offsets.x))
    let whole = width - windows.whole.upperBound..<width - windows.whole.lowerBound
    for row in 0..<offsets.height {
      windows.move(top: -offsets.y - row)
      let start = row * width
      windows.forEachWord { _, digits, words in
        for digit in digits {
          addWindows(
            words, place: digit.place, whole: whole, logs: sums.kernel.base + start,
            counts: counts[digit.level].map { $0 + start })
        }
      }
    }
  }

  /// Where the counts of each of the kernel image's levels are summed, if they are, by level.
  private var countsByLevel: [UnsafeMutablePointer<Int32>?] {
    var counts = [UnsafeMutablePointer<Int32>?](repeating: nil, count: kernel.image.levelCount)
    guard sumsKernelCounts else { return counts }
    for (index, level) in kernel.levels.enumerated() { counts[level] = kernelCounts(index) }
    return counts
  }

  /// Adds a row of a level's known counts: `f` of them to `logs`, their negatives into `counts`.
  ///
  /// - Parameters:
  ///   - words: packed counts by ascending window, which is by descending offset, as a window on the kernel
  ///     moves against the offset.
  ///   - whole: the offsets whose windows hold all columns, so that their counts are equal.
  @inline(__always)
  private func addWindows(
    _ words: UnsafePointer<UInt64>, place: PackedDigits.Place, whole: Range<Int>,
    logs: UnsafeMutablePointer<Int64>, counts: UnsafeMutablePointer<Int32>?
  ) {
    let last = width - 1
    for part in [0..<whole.lowerBound, whole.upperBound..<width] {
      for i in part {
        let count = place.count(words[last - i])
        logs[i] &+= table[count]
        counts?[i] = -Int32(truncatingIfNeeded: count)
      }
    }
    guard let first = whole.first else { return }
    let count = place.count(words[last - first])
    let log = table[count]
    for i in whole { logs[i] &+= log }
    if let counts { for i in whole { counts[i] = -Int32(truncatingIfNeeded: count) } }
  }

  /// Adds the marginal, if it was not known, once all packs are counted: the sums of the counts, and for the
  /// dropped kernel level what these leave of the overlap.
  func finishKernelMarginal() {
    if isKernelMarginalKnown { return }
    let logs = sums.kernel.base
    let rest = kernelCounts(kernel.levels.count)
    let hasRest = kernel.droppedLevel != nil
    if hasRest { rest.update(from: sums.overlaps.base, count: count) }
    for index in kernel.levels.indices {
      let counts = kernelCounts(index)
      for i in 0..<count { logs[i] &+= table[Int(counts[i])] }
      if hasRest { for i in 0..<count { rest[i] &-= counts[i] } }
    }
    if hasRest { for i in 0..<count { logs[i] &+= table[Int(rest[i])] } }
  }
}
