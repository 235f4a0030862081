/// Counts the joint histograms of a block of offsets and sums up their entropies: one worker's share.
///
/// For every offset `s` of the block and every pair of levels the count `c_ab(s)` is formed once, looked
/// up in the table of `f(n) = n ln n` and added to `Σ f(c_ab)`; no histogram is ever stored. What cannot
/// be had by a transform at less cost follows by subtraction:
///
/// - A template without a mask is a window on the reference, so `c_a` is known (`WindowCounts`), and the
///   template's most frequent level `b*` needs no transform: `c_ab* = c_a - Σ c_ab` over the others.
/// - A reference without a mask is a window on the template, so `c_b` is known, and the block's most
///   frequent reference level `a*` needs none: `c_a*b = c_b - Σ c_ab`.
/// - With a mask the marginal is not known beforehand; it is then the sum of the counts.
///
/// The others come from transforms, several counts to each (`DigitPacking`).
final class BlockCounter: @unchecked Sendable {
  private let transform: RealTransform
  private let capacity: Size
  private let pack: AlignedBuffer<Double>
  private let product: AlignedBuffer<Double>
  private let templateScratch: AlignedBuffer<Double>
  private let rows: AlignedBuffer<Double>
  private let wholes: AlignedBuffer<Int64>
  private let referenceRest: AlignedBuffer<Int32>
  private let templateRest: AlignedBuffer<Int32>
  private let sums: AlignedBuffer<Int64>
  private let totals: AlignedBuffer<Int32>
  private(set) var statistics = EngineStatistics()

  /// The digits to start with, whatever the bound says; for tests of the guard.
  var forcedDigits: Int?

  /// Makes the buffers for blocks of up to `capacity` offsets.
  init(
    transform: RealTransform, capacity: Size, referenceLevels: Int, templateLevels: Int,
    keepsTemplateSpectra: Bool
  ) throws(CMIFError) {
    let shape = transform.shape
    self.transform = transform
    self.capacity = capacity
    pack = try AlignedBuffer(count: shape.spectrumCount)
    product = try AlignedBuffer(count: shape.spectrumCount)
    templateScratch = try AlignedBuffer(count: keepsTemplateSpectra ? 0 : shape.spectrumCount)
    rows = try AlignedBuffer(count: shape.rowBatchCount)
    wholes = try AlignedBuffer(count: shape.columns)
    referenceRest = try AlignedBuffer(count: referenceLevels * capacity.area)
    templateRest = try AlignedBuffer(count: templateLevels * capacity.area)
    sums = try AlignedBuffer(count: 3 * capacity.area)
    totals = try AlignedBuffer(count: capacity.area)
    // The padding between a spectrum's columns is multiplied along, so it must hold numbers.
    pack.fill(0)
    product.fill(0)
    templateScratch.fill(0)
  }

  /// Counts the block of offsets `rect` and hands each offset's sums to `body`, row by row.
  func count(
    _ rect: OffsetRect, reference: LabelImage, template: TemplateSpectra, table: LogTable,
    _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) {
    precondition(
      rect.width <= capacity.width && rect.height <= capacity.height,
      "a block of \(rect.width) x \(rect.height) offsets exceeds \(capacity.width) x \(capacity.height)")
    let block = Block(rect: rect, reference: reference, template: template)
    table.withLookup { lookup in
      var digits = forcedDigits ?? DigitPacking.bitLimit
      while !attempt(block, reference, template, lookup, mostDigits: digits, used: &digits) {
        precondition(digits > 1, "a transform of single counts is not exact")
        statistics.retries += 1
        digits -= 1
      }
      let n = rect.count
      for i in 0..<n {
        let total = Int(totals.base[i])
        body(
          i,
          EntropySums(
            total: total, totalLog: lookup[total], reference: sums.base[i],
            template: sums.base[n + i], joint: sums.base[2 * n + i]))
      }
    }
  }

  /// One try at a block with up to `mostDigits` digits; false when the guard finds an error.
  private func attempt(
    _ block: Block, _ reference: LabelImage, _ template: TemplateSpectra, _ table: LogTable.Lookup,
    mostDigits: Int, used: inout Int
  ) -> Bool {
    let n = block.rect.count
    sums.base.update(repeating: 0, count: 3 * n)
    totals.base.update(repeating: 0, count: n)
    let clock = ContinuousClock()
    let start = clock.now
    fillMarginals(block, reference, template, table)
    statistics.counting += clock.now - start

    let packing = self.packing(block, template, mostDigits: mostDigits)
    used = packing.digits
    statistics.digits = max(statistics.digits, packing.digits)
    for levels in packing.packs(of: block.packedLevels) where !template.levels.isEmpty {
      transformPack(levels, packing, block, reference)
      for index in template.levels.indices {
        guard countPack(levels, index, packing, block, template, table) else { return false }
      }
    }
    let rest = clock.now
    addRests(block, template, table)
    statistics.counting += clock.now - rest
    return true
  }

  private func packing(_ block: Block, _ template: TemplateSpectra, mostDigits: Int) -> DigitPacking {
    let load = DigitPacking.Load(
      levelCounts: block.packedLevels.map { block.levelCounts[$0] },
      templateCount: template.largestCount, points: transform.shape.area)
    let packing = DigitPacking(for: load)
    if let forcedDigits, mostDigits == forcedDigits {
      return DigitPacking(bits: packing.bits, digits: forcedDigits)
    }
    return DigitPacking(bits: packing.bits, digits: min(packing.digits, mostDigits))
  }

  /// Starts the rests from the marginals that are known beforehand.
  private func fillMarginals(
    _ block: Block, _ reference: LabelImage, _ template: TemplateSpectra, _ table: LogTable.Lookup
  ) {
    let rect = block.rect
    let n = rect.count
    if block.knowsReferenceMarginal {
      var windows = WindowCounts(
        image: reference, window: template.template.size, origins: rect.x..<rect.x + rect.width)
      for row in 0..<rect.height {
        windows.move(top: rect.y + row)
        windows.forEachLevel(origins: rect.x..<rect.x + rect.width) { level, counts in
          guard let slot = block.slots[level] else { return }
          let start = row * rect.width
          let rest = referenceRest.base + slot * n + start
          for i in counts.indices {
            let count = counts[i]
            rest[i] = count
            totals.base[start + i] += count
            sums.base[start + i] += table[Int(count)]
          }
        }
      }
    } else {
      referenceRest.base.update(repeating: 0, count: block.presentLevels.count * n)
    }
    guard block.droppedLevel != nil else {
      templateRest.base.update(repeating: 0, count: template.levels.count * n)
      return
    }
    fillTemplateMarginal(block, reference, template, table)
  }

  private func fillTemplateMarginal(
    _ block: Block, _ reference: LabelImage, _ template: TemplateSpectra, _ table: LogTable.Lookup
  ) {
    let rect = block.rect
    let n = rect.count
    var slots = [Int?](repeating: nil, count: template.template.levelCount)
    for (slot, level) in template.levels.enumerated() { slots[level] = slot }
    let origins = (1 - rect.x - rect.width)..<(1 - rect.x)
    var windows = WindowCounts(image: template.template, window: reference.size, origins: origins)
    for row in 0..<rect.height {
      windows.move(top: -rect.y - row)
      windows.forEachLevel(origins: origins) { level, counts in
        let start = row * rect.width
        let last = counts.count - 1
        for i in counts.indices { sums.base[n + start + i] += table[Int(counts[last - i])] }
        guard let slot = slots[level] else { return }
        let rest = templateRest.base + slot * n + start
        for i in counts.indices { rest[i] = counts[last - i] }
      }
    }
  }

  private func transformPack(
    _ levels: [Int], _ packing: DigitPacking, _ block: Block, _ reference: LabelImage
  ) {
    let clock = ContinuousClock()
    let start = clock.now
    var weights = [Double](repeating: 0, count: 256)
    for (digit, level) in levels.enumerated() { weights[level] = packing.weight(ofDigit: digit) }
    let pixels = block.pixels
    transform.forward(rowCount: pixels.height, rows: rows.base, into: pack.base) { row, values in
      reference.writeWeights(weights, row: row, of: pixels, into: values)
    }
    statistics.forwardTransforms += 1
    statistics.transforms += clock.now - start
  }

  /// Counts one pack of reference levels against one template level; false when the guard finds an
  /// error in the transform.
  private func countPack(
    _ levels: [Int], _ index: Int, _ packing: DigitPacking, _ block: Block,
    _ template: TemplateSpectra, _ table: LogTable.Lookup
  ) -> Bool {
    let clock = ContinuousClock()
    var mark = clock.now
    let spectrum = template.spectrum(index, rows: rows.base, scratch: templateScratch.base)
    transform.inverseColumnsOfProduct(pack.base, conjugate: spectrum, into: product.base)
    statistics.inverseTransforms += 1
    statistics.transforms += clock.now - mark
    let (rect, n) = (block.rect, block.rect.count)
    let slots = levels.compactMap { block.slots[$0] }
    let scale = 1 / Double(transform.shape.area)
    for top in stride(from: 0, to: rect.height, by: TransformShape.batch) {
      mark = clock.now
      transform.inverseRows(product.base, top: top, into: rows.base)
      let transformed = clock.now
      for row in top..<min(top + TransformShape.batch, rect.height) {
        let start = row * rect.width
        let distance = WholeNumbers.round(
          rows.base + (row - top) * transform.shape.columns, scale: scale, count: rect.width,
          into: wholes.base)
        guard distance <= WholeNumbers.guardDistance else { return false }
        for (digit, slot) in slots.enumerated() {
          addDigit(
            wholes.base, shift: Int64(digit * packing.bits), mask: packing.digitMask,
            count: rect.width, joint: sums.base + 2 * n + start,
            referenceRest: referenceRest.base + slot * n + start,
            templateRest: templateRest.base + index * n + start, table)
        }
      }
      statistics.transforms += transformed - mark
      statistics.counting += clock.now - transformed
    }
    return true
  }

  /// Adds what the rests tell once all transforms are in.
  private func addRests(_ block: Block, _ template: TemplateSpectra, _ table: LogTable.Lookup) {
    let n = block.rect.count
    let (sx, sy, sxy) = (sums.base, sums.base + n, sums.base + 2 * n)
    let droppedRest = block.droppedLevel.flatMap { block.slots[$0] }.map { referenceRest.base + $0 * n }
    for index in template.levels.indices {
      let rest = templateRest.base + index * n
      if let droppedRest {
        for i in 0..<n {
          sxy[i] += table[Int(rest[i])]
          droppedRest[i] -= rest[i]
        }
      } else {
        for i in 0..<n { sy[i] += table[-Int(rest[i])] }
      }
    }
    let droppedTotals = templateRest.base
    let sumsDroppedLevel = block.knowsReferenceMarginal && droppedRest == nil
    if sumsDroppedLevel { droppedTotals.update(repeating: 0, count: n) }
    for slot in block.presentLevels.indices {
      let rest = referenceRest.base + slot * n
      if block.knowsReferenceMarginal {
        for i in 0..<n { sxy[i] += table[Int(rest[i])] }
        if sumsDroppedLevel { for i in 0..<n { droppedTotals[i] += rest[i] } }
      } else {
        for i in 0..<n {
          sx[i] += table[-Int(rest[i])]
          totals.base[i] -= rest[i]
        }
      }
    }
    if sumsDroppedLevel { for i in 0..<n { sy[i] += table[Int(droppedTotals[i])] } }
  }
}

/// Adds one digit of a row of packed counts to the sums and takes it off the rests.
@inline(__always)
private func addDigit(
  _ wholes: UnsafePointer<Int64>, shift: Int64, mask: Int64, count: Int,
  joint: UnsafeMutablePointer<Int64>, referenceRest: UnsafeMutablePointer<Int32>,
  templateRest: UnsafeMutablePointer<Int32>, _ table: LogTable.Lookup
) {
  for i in 0..<count {
    let digit = Int((wholes[i] &>> shift) & mask)
    joint[i] &+= table[digit]
    referenceRest[i] &-= Int32(truncatingIfNeeded: digit)
    templateRest[i] &-= Int32(truncatingIfNeeded: digit)
  }
}

/// The levels of the reference in a block and what becomes of each.
private struct Block {
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
  /// The reference pixels that the template touches.
  let pixels: OffsetRect

  init(rect: OffsetRect, reference: LabelImage, template: TemplateSpectra) {
    self.rect = rect
    pixels = OffsetRect(
      x: rect.x, y: rect.y, width: rect.width + template.template.width - 1,
      height: rect.height + template.template.height - 1)
    let counts = reference.levelCounts(in: pixels)
    let present = counts.indices.filter { counts[$0] > 0 }
    var slots = [Int?](repeating: nil, count: reference.levelCount)
    for (slot, level) in present.enumerated() { slots[level] = slot }
    let sorted = present.sorted { (counts[$0], $1) > (counts[$1], $0) }
    droppedLevel = reference.mask == nil ? sorted.first : nil
    packedLevels = reference.mask == nil ? Array(sorted.dropFirst()) : sorted
    knowsReferenceMarginal = template.template.mask == nil
    levelCounts = counts
    presentLevels = present
    self.slots = slots
  }}

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
