/// The field's marginal, `c_a` for each level of a pack.
///
/// A kernel without a mask is a window on the field, and sliding it gives the marginal. A kernel with a mask
/// has every level transformed, and the marginal is the sum of the counts over them.
extension BlockContext {
  /// Adds the field's marginal for a pack whose counts are done, and the counts with the dropped kernel
  /// level, which follow from it.
  ///
  /// Returns false when a remainder is negative, which only an error in a transform can cause.
  func addFieldMarginal(of pack: LevelPacking.Pack) throws -> Bool {
    guard isFieldMarginalKnown else {
      addSummedFieldMarginal(of: pack)
      return true
    }
    return try forEachRowOfKnownFieldMarginal(of: pack) { marginal in
      addKnownFieldMarginal(marginal)
      return addDroppedKernelLevel(marginal)
    }
  }

  /// Adds the marginal that the counts of a pack sum up to.
  private func addSummedFieldMarginal(of pack: LevelPacking.Pack) {
    for (word, digits) in pack.totals.enumerated() {
      let (packed, places) = (sums.packTotals.base + word * count, digits.map(\.place))
      LogLoop(words: packed, count: count, sums: sums.field.base, table: table).run(over: places)
      CountLoop(words: packed, count: count, totals: sums.overlaps.base).run(over: places)
    }
  }

  /// Adds a row of the known marginal; where overlaps are not known, they are its sum.
  private func addKnownFieldMarginal(_ row: MarginalRow) {
    let (field, logs) = (sums.field.base + row.start, row.marginal.logs(row: row.row))
    for i in 0..<width { field[i] &+= logs[i] }
    if !isKernelMarginalKnown {
      row.marginal.addTotals(row: row.row, to: sums.overlaps.base + row.start)
    }
  }

  /// Hands over the rows of a pack's known marginal, until `body` returns false; returns whether it never did.
  ///
  /// The rows come from the cache, if there is one with room for them; otherwise each is made when its turn
  /// comes and soon overwritten.
  private func forEachRowOfKnownFieldMarginal(
    of pack: LevelPacking.Pack, _ body: (MarginalRow) -> Bool
  ) throws -> Bool {
    let (offsets, kernel) = (block.offsets, kernel.image.size)
    func windows() -> SlidingLevelCounts {
      SlidingLevelCounts(
        image: block.field, digits: pack.totals, window: kernel,
        origins: offsets.x..<offsets.x + width)
    }
    let kept = block.cache?.marginal(of: pack, offsets, window: kernel) { marginal in
      var windows = windows()
      for row in 0..<offsets.height {
        marginal.write(row: row, &windows, top: offsets.y + row, table: table)
      }
    }
    if let kept {
      return (0..<offsets.height).allSatisfy { row in
        body(MarginalRow(marginal: kept, row: row, start: row * width))
      }
    }
    var windows = windows()
    let marginal = try WindowMarginal(pack, width: width, rows: 1)
    return (0..<offsets.height).allSatisfy { row in
      marginal.write(row: 0, &windows, top: offsets.y + row, table: table)
      return body(MarginalRow(marginal: marginal, row: 0, start: row * width))
    }
  }
}

/// A row of a known marginal, and where it belongs in the block.
struct MarginalRow {
  let marginal: WindowMarginal
  /// The row within the marginal.
  let row: Int
  /// The number of the row's first offset in the block.
  let start: Int
}
