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
/// The others come from transforms, several counts to each (`LevelPacking`).
final class BlockCounter: @unchecked Sendable {
  /// The most template levels whose products are held at a time, so that the sums of a few rows stay
  /// in the cache while all of these levels are added.
  static let groupSize = 4

  private let transform: RealTransform
  private let capacity: Size
  private let groupSize: Int
  private let pack: AlignedBuffer<Double>
  private let products: AlignedBuffer<Double>
  private let templateScratch: AlignedBuffer<Double>
  private let rows: AlignedBuffer<Double>
  private let wholes: AlignedBuffer<UInt64>
  private let packTotals: AlignedBuffer<UInt64>
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
    groupSize = keepsTemplateSpectra ? min(Self.groupSize, templateLevels) : 1
    let block = try MemoryBlock(
      bytes: Self.byteCount(
        shape: shape, capacity: capacity, referenceLevels: referenceLevels,
        templateLevels: templateLevels, keepsTemplateSpectra: keepsTemplateSpectra), for: 10)
    pack = AlignedBuffer(count: shape.spectrumCount, in: block)
    products = AlignedBuffer(count: groupSize * shape.spectrumCount, in: block)
    templateScratch = AlignedBuffer(
      count: keepsTemplateSpectra ? 0 : shape.spectrumCount, in: block)
    rows = AlignedBuffer(count: shape.rowBatchCount, in: block)
    wholes = AlignedBuffer(count: shape.columns, in: block)
    packTotals = AlignedBuffer(count: 2 * capacity.area, in: block)
    referenceRest = AlignedBuffer(count: referenceLevels * capacity.area, in: block)
    templateRest = AlignedBuffer(count: templateLevels * capacity.area, in: block)
    sums = AlignedBuffer(count: 3 * capacity.area, in: block)
    totals = AlignedBuffer(count: capacity.area, in: block)
    pack.clearPadding(shape)
    products.clearPadding(shape)
    templateScratch.clearPadding(shape)
  }

  /// The bytes that the buffers of a worker take.
  static func byteCount(
    shape: TransformShape, capacity: Size, referenceLevels: Int, templateLevels: Int,
    keepsTemplateSpectra: Bool
  ) -> Int {
    let spectra = keepsTemplateSpectra ? 1 + min(groupSize, templateLevels) : 3
    let offset = 4 * (referenceLevels + templateLevels) + 2 * 8 + 3 * 8 + 4
    return 8 * (spectra * shape.spectrumCount + shape.rowBatchCount + shape.columns)
      + offset * capacity.area
  }

  /// Counts the block of offsets `rect` and hands each offset's sums to `body`, row by row.
  func count(
    _ rect: OffsetRect, reference: LabelImage, template: TemplateSpectra, table: LogTable,
    _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) {
    precondition(
      rect.width <= capacity.width && rect.height <= capacity.height,
      "a block of \(rect.width) x \(rect.height) offsets exceeds \(capacity.width) x \(capacity.height)"
    )
    let block = ReferenceBlock(rect: rect, reference: reference, template: template.template)
    table.withLookup(
      complete: { count(block, reference, template, $0, body) },
      partial: { count(block, reference, template, $0, body) })
  }

  private func count(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup, _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) {
    let load = block.load(
      templateCount: template.largestCount, templateTotal: template.total,
      points: transform.shape.area)
    var packing = forcedDigits.map { LevelPacking(load, forcedDigits: $0) } ?? LevelPacking(load)
    while !attempt(block, reference, template, packing, table) {
      precondition(packing.mostDigits > 1, "a transform of single counts is not exact")
      statistics.retries += 1
      packing = LevelPacking(load, mostDigits: packing.mostDigits - 1)
    }
    let n = block.rect.count
    for i in 0..<n {
      let total = Int(totals.base[i])
      body(
        i,
        EntropySums(
          total: total, totalLog: table[total], reference: sums.base[i],
          template: sums.base[n + i], joint: sums.base[2 * n + i]))
    }
  }

  /// Starts counting anew what is done.
  func resetStatistics() { statistics = EngineStatistics() }

  /// One try at a block; false when the guard finds an error.
  private func attempt(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ packing: LevelPacking, _ table: some LogLookup
  ) -> Bool {
    let n = block.rect.count
    let clock = ContinuousClock()
    let start = clock.now
    sums.base.update(repeating: 0, count: 3 * n)
    totals.base.update(repeating: 0, count: n)
    fillReferenceMarginal(block, reference, template, table)
    fillTemplateMarginal(block, reference, template, table)
    statistics.counting += clock.now - start

    statistics.digits = max(statistics.digits, packing.mostDigits)
    for pack in packing.packs {
      transformPack(pack, block, reference, template)
      guard countPack(pack, block, template, table) else { return false }
    }
    let rest = clock.now
    defer { statistics.counting += clock.now - rest }
    return addDroppedLevel(block, template, table)
  }

  /// Starts the reference's rests from its marginal, if the template is a window.
  private func fillReferenceMarginal(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup
  ) {
    let (rect, n) = (block.rect, block.rect.count)
    guard block.knowsReferenceMarginal else {
      referenceRest.base.update(repeating: 0, count: block.presentLevels.count * n)
      return
    }
    let slots = block.slots
    var windows = WindowCounts(
      image: reference, window: template.template.size, origins: rect.x..<rect.x + rect.width)
    for row in 0..<rect.height {
      windows.move(top: rect.y + row)
      windows.forEachLevel { level, counts in
        guard let slot = slots[level] else { return }
        let start = row * rect.width
        let (rest, total) = (referenceRest.base + slot * n + start, totals.base + start)
        let sum = sums.base + start
        for i in 0..<rect.width {
          rest[i] = counts[i]
          total[i] &+= counts[i]
          sum[i] &+= table[Int(counts[i])]
        }
      }
    }
  }

  /// Starts the template's rests from its marginal, if the reference is a window.
  private func fillTemplateMarginal(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup
  ) {
    let (rect, n) = (block.rect, block.rect.count)
    guard block.knowsTemplateMarginal else {
      templateRest.base.update(repeating: 0, count: template.levels.count * n)
      return
    }
    var slots = [Int?](repeating: nil, count: template.template.levelCount)
    for (slot, level) in template.levels.enumerated() { slots[level] = slot }
    var windows = WindowCounts(
      image: template.template, window: reference.size,
      origins: (1 - rect.x - rect.width)..<(1 - rect.x))
    let last = rect.width - 1
    for row in 0..<rect.height {
      windows.move(top: -rect.y - row)
      windows.forEachLevel { level, counts in
        let start = row * rect.width
        let sum = sums.base + n + start
        for i in 0..<rect.width { sum[i] &+= table[Int(counts[last - i])] }
        guard let slot = slots[level] else { return }
        let rest = templateRest.base + slot * n + start
        for i in 0..<rect.width { rest[i] = counts[last - i] }
      }
    }
  }

  /// Counts one pack of reference levels against all template levels; false when the guard finds an
  /// error.
  private func countPack(
    _ pack: [LevelPacking.Digit], _ block: ReferenceBlock, _ template: TemplateSpectra,
    _ table: some LogLookup
  ) -> Bool {
    packTotals.base.update(repeating: 0, count: 2 * block.rect.count)
    let digits = PackedDigits(pack, within: table.indexBits)
    for first in stride(from: 0, to: template.levels.count, by: groupSize) {
      let group = first..<min(first + groupSize, template.levels.count)
      guard countGroup(group, digits, block, template, table) else { return false }
    }
    let clock = ContinuousClock()
    let start = clock.now
    defer { statistics.counting += clock.now - start }
    for (index, digit) in pack.enumerated() {
      guard let slot = block.slots[digit.level] else { continue }
      guard addPackTotal(index, digit, slot, block, table) else { return false }
    }
    return true
  }

  private func transformPack(
    _ pack: [LevelPacking.Digit], _ block: ReferenceBlock, _ reference: LabelImage,
    _ template: TemplateSpectra
  ) {
    guard !template.levels.isEmpty else { return }
    let clock = ContinuousClock()
    let start = clock.now
    block.transform(pack, of: reference, transform, rows: rows.base, into: self.pack.base)
    statistics.forwardTransforms += 1
    statistics.transforms += clock.now - start
  }

  /// Counts the pack at hand against a group of template levels.
  private func countGroup(
    _ group: Range<Int>, _ digits: PackedDigits, _ block: ReferenceBlock,
    _ template: TemplateSpectra, _ table: some LogLookup
  ) -> Bool {
    let clock = ContinuousClock()
    var mark = clock.now
    let size = transform.shape.spectrumCount
    let spectra = group.map {
      template.spectrum($0, rows: rows.base, scratch: templateScratch.base)
    }
    transform.inverseColumnsOfProducts(pack.base, conjugates: spectra, into: products.base)
    statistics.inverseTransforms += group.count
    let n = block.rect.count
    for top in stride(from: 0, to: block.rect.height, by: TransformShape.batch) {
      for index in group {
        let product = products.base + (index - group.lowerBound) * size
        transform.inverseRows(product, top: top, into: rows.base)
        let transformed = clock.now
        statistics.transforms += transformed - mark
        let isExact = addRows(
          top..<min(top + TransformShape.batch, block.rect.height), width: block.rect.width,
          digits, templateRest: templateRest.base + index * n, count: n, table)
        mark = clock.now
        statistics.counting += mark - transformed
        guard isExact else { return false }
      }
    }
    return true
  }

  /// Rounds and adds a batch of rows; false when the guard finds an error.
  private func addRows(
    _ batch: Range<Int>, width: Int, _ digits: PackedDigits,
    templateRest: UnsafeMutablePointer<Int32>, count n: Int, _ table: some LogLookup
  ) -> Bool {
    let scale = 1 / Double(transform.shape.area)
    for row in batch {
      let isExact = WholeNumbers.round(
        rows.base + (row - batch.lowerBound) * transform.shape.columns, scale: scale, count: width,
        into: wholes.base)
      guard isExact else { return false }
      let start = row * width
      let sink = DigitSink(
        joint: sums.base + 2 * n + start,
        templateRest: templateRest + start, evenTotals: packTotals.base + start,
        oddTotals: packTotals.base + n + start, table: table)
      sink.add(wholes.base, count: width, digits)
    }
    return true
  }

  /// Takes one reference level's counts over all transformed template levels: they leave the counts of
  /// the dropped template level or, when none is dropped, are the marginal. False when a count is
  /// negative, which only an error in a transform can cause.
  private func addPackTotal(
    _ index: Int, _ digit: LevelPacking.Digit, _ slot: Int, _ block: ReferenceBlock,
    _ table: some LogLookup
  ) -> Bool {
    let n = block.rect.count
    let packed = packTotals.base + index % 2 * n
    let shift = UInt64(digit.shift)
    let mask: UInt64 = (1 << UInt64(2 * digit.width)) &- 1
    let rest = referenceRest.base + slot * n
    guard block.knowsReferenceMarginal else {
      for i in 0..<n {
        let count = Int32(truncatingIfNeeded: (packed[i] &>> shift) & mask)
        sums.base[i] &+= table[Int(count)]
        totals.base[i] &+= count
      }
      return true
    }
    let joint = sums.base + 2 * n
    var smallest: Int32 = 0
    for i in 0..<n {
      let count = rest[i] &- Int32(truncatingIfNeeded: (packed[i] &>> shift) & mask)
      rest[i] = count
      smallest = min(smallest, count)
      joint[i] &+= table[Int(count)]
    }
    return smallest >= 0
  }

  /// Adds what the rests tell once all packs are in; false when a count is negative.
  private func addDroppedLevel(
    _ block: ReferenceBlock, _ template: TemplateSpectra, _ table: some LogLookup
  ) -> Bool {
    let n = block.rect.count
    let (sx, sy, sxy) = (sums.base, sums.base + n, sums.base + 2 * n)
    var smallest: Int32 = 0
    guard block.knowsTemplateMarginal else {
      for index in template.levels.indices {
        let rest = templateRest.base + index * n
        for i in 0..<n { sy[i] &+= table[-Int(rest[i])] }
      }
      if block.knowsReferenceMarginal { addDroppedTemplateMarginal(block, table) }
      return true
    }
    guard let slot = block.droppedLevel.flatMap({ block.slots[$0] }) else { return true }
    let dropped = referenceRest.base + slot * n
    for index in template.levels.indices {
      let rest = templateRest.base + index * n
      for i in 0..<n {
        smallest = min(smallest, rest[i])
        sxy[i] &+= table[Int(rest[i])]
        dropped[i] &-= rest[i]
      }
    }
    guard block.knowsReferenceMarginal else {
      for i in 0..<n {
        sx[i] &+= table[-Int(dropped[i])]
        totals.base[i] &-= dropped[i]
      }
      return smallest >= 0
    }
    for i in 0..<n {
      smallest = min(smallest, dropped[i])
      sxy[i] &+= table[Int(dropped[i])]
    }
    return smallest >= 0
  }

  /// With a masked reference and a template without mask, the dropped template level's marginal is the
  /// sum of its counts, which by now are what is left of the reference's marginal.
  private func addDroppedTemplateMarginal(_ block: ReferenceBlock, _ table: some LogLookup) {
    let n = block.rect.count
    guard let first = block.presentLevels.indices.first else { return }
    let total = referenceRest.base + first * n
    for slot in block.presentLevels.indices.dropFirst() {
      let rest = referenceRest.base + slot * n
      for i in 0..<n { total[i] &+= rest[i] }
    }
    for i in 0..<n { sums.base[n + i] &+= table[Int(total[i])] }
  }
}
