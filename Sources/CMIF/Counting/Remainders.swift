/// Counts that need no transform: what the counts of all other levels leave of a known marginal.
extension BlockContext {
  /// Adds a row of the counts with the dropped kernel level: `c_ab* = c_a - Σ c_ab` over the others.
  ///
  /// Returns false when one is negative, which only an error in a transform can cause.
  func addDroppedKernelLevel(_ row: MarginalRow) -> Bool {
    row.marginal.words.enumerated().allSatisfy { word, places in
      RemainderAccumulator(
        marginals: row.marginal.counts(word: word, row: row.row),
        counts: sums.packTotals.base + word * count + row.start, count: width,
        joint: sums.joint.base + row.start, table: table
      ).add(places)
    }
  }

  /// Adds the counts of the dropped field level, if there is one: `c_a*b = c_b - Σ c_ab` over the others.
  ///
  /// `kernelCounts` then holds `Σ c_ab - c_b`. Returns false when a count is negative, which only an error
  /// in a transform can cause.
  func addDroppedFieldLevel() throws -> Bool {
    guard let level = block.droppedLevel else { return true }
    let (joint, totals) = (sums.joint.base, sums.packTotals.base)
    totals.update(repeating: 0, count: count)
    var smallest: Int32 = 0
    for index in kernel.levels.indices {
      let counts = kernelCounts(index)
      for i in 0..<count {
        let rest = 0 &- counts[i]
        smallest = min(smallest, rest)
        joint[i] &+= table[Int(rest)]
        totals[i] &+= UInt64(truncatingIfNeeded: rest)
      }
    }
    guard smallest >= 0 else { return false }
    let digit = LevelPacking.Digit(
      level: level, count: block.levelCounts[level], width: LevelPacking.width(of: kernel.total))
    return try addFieldMarginal(
      of: LevelPacking.Pack(digits: [digit], groups: [], isUniform: true))
  }
}
