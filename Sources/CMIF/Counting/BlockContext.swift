/// All that the steps of counting one block share.
///
/// The steps are in files of their own: `FieldMarginal`, `KernelMarginal` and `Remainders` are extensions of
/// the context, `PackCounter` takes one.
struct BlockContext<Table: LogLookup> {
  let block: FieldBlock
  let kernel: KernelSpectra
  let sums: BlockSums
  let table: Table

  /// The number of offsets in a row of the block.
  var width: Int { block.offsets.width }
  /// The number of offsets of the block.
  var count: Int { block.offsets.count }

  /// Whether the kernel is a plain window on the field, so that the field's marginal is known.
  var isFieldMarginalKnown: Bool { kernel.image.mask == nil }
  /// Whether the field is a plain window on the kernel, so that the kernel's marginal is known.
  var isKernelMarginalKnown: Bool { block.field.mask == nil }
  /// Whether counts are to be summed for each kernel level: because the kernel's marginal is unknown, or
  /// because a field level follows from it by subtraction.
  var sumsKernelCounts: Bool { !isKernelMarginalKnown || block.droppedLevel != nil }

  /// The counts of the kernel level `kernel.levels[index]`, one for each offset.
  func kernelCounts(_ index: Int) -> UnsafeMutablePointer<Int32> {
    sums.kernelCounts.base + index * count
  }

  /// Clears the sums of logarithms.
  func clearSums() {
    sums.field.base.update(repeating: 0, count: count)
    sums.kernel.base.update(repeating: 0, count: count)
    sums.joint.base.update(repeating: 0, count: count)
  }

  /// Starts the overlaps: with their values if neither image has a mask, otherwise with zeros to which
  /// the field's marginal is added.
  func startOverlaps() {
    let (offsets, field, kernel) = (block.offsets, block.field.size, kernel.image.size)
    guard isFieldMarginalKnown && isKernelMarginalKnown else {
      sums.overlaps.base.update(repeating: 0, count: count)
      return
    }
    func overlap(at offset: Int, field: Int, kernel: Int) -> Int32 {
      Int32(max(0, min(field, offset + kernel) - max(0, offset)))
    }
    let widths = (offsets.x..<offsets.x + offsets.width).map {
      overlap(at: $0, field: field.width, kernel: kernel.width)
    }
    for row in 0..<offsets.height {
      let height = overlap(at: offsets.y + row, field: field.height, kernel: kernel.height)
      let overlaps = sums.overlaps.base + row * width
      for (i, width) in widths.enumerated() { overlaps[i] = height &* width }
    }
  }

  /// Hands over each offset's sums, row by row.
  ///
  /// The information of an offset is symmetric in its two images, so that the field may stand for the
  /// reference or for the template.
  func forEachOffset(_ body: (_ index: Int, _ sums: EntropySums) -> Void) {
    for i in 0..<count {
      let total = Int(sums.overlaps.base[i])
      body(
        i,
        EntropySums(
          total: total, totalLog: table[total], reference: sums.field.base[i],
          template: sums.kernel.base[i], joint: sums.joint.base[i]))
    }
  }
}
