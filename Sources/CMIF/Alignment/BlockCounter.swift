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
  private let transform: RealTransform
  private let capacity: Size
  private let pack: AlignedBuffer<Double>
  private let product: AlignedBuffer<Double>
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
  /// Spectra of the reference that others made or will need.
  var shared: (spectra: ReferenceSpectra, channel: Int)?

  /// Makes the buffers for blocks of up to `capacity` offsets.
  init(
    transform: RealTransform, capacity: Size, referenceLevels: Int, templateLevels: Int,
    keepsTemplateSpectra: Bool
  ) throws(CMIFError) {
    let shape = transform.shape
    self.transform = transform
    self.capacity = capacity
    let block = try MemoryBlock(
      bytes: Self.byteCount(
        shape: shape, capacity: capacity, referenceLevels: referenceLevels,
        templateLevels: templateLevels, keepsTemplateSpectra: keepsTemplateSpectra), for: 10)
    pack = AlignedBuffer(count: shape.spectrumCount, in: block)
    product = AlignedBuffer(count: shape.spectrumCount, in: block)
    templateScratch = AlignedBuffer(
      count: keepsTemplateSpectra ? 0 : shape.spectrumCount, in: block)
    rows = AlignedBuffer(count: shape.batchCount, in: block)
    wholes = AlignedBuffer(count: shape.columns, in: block)
    packTotals = AlignedBuffer(count: 2 * capacity.area, in: block)
    referenceRest = AlignedBuffer(count: referenceLevels * capacity.area, in: block)
    templateRest = AlignedBuffer(count: templateLevels * capacity.area, in: block)
    sums = AlignedBuffer(count: 3 * capacity.area, in: block)
    totals = AlignedBuffer(count: capacity.area, in: block)
  }

  /// The bytes that the buffers of a worker take.
  static func byteCount(
    shape: TransformShape, capacity: Size, referenceLevels: Int, templateLevels: Int,
    keepsTemplateSpectra: Bool
  ) -> Int {
    let spectra = keepsTemplateSpectra ? 2 : 3
    let offset = 4 * (referenceLevels + templateLevels) + 2 * 8 + 3 * 8 + 4
    return 8 * (spectra * shape.spectrumCount + shape.batchCount + shape.columns)
      + offset * capacity.area
  }

  /// Counts the block of offsets `rect` and hands each offset's sums to `body`, row by row.
  ///
  /// Throws when the task is cancelled, before it begins or before the next inverse transform.
  func count(
    _ rect: OffsetRect, reference: LabelImage, template: TemplateSpectra, table: LogTable,
    _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) throws {
    precondition(
      rect.width <= capacity.width && rect.height <= capacity.height,
      "a block of \(rect.width) x \(rect.height) offsets exceeds \(capacity.width) x \(capacity.height)"
    )
    try Task.checkCancellation()
    let block = ReferenceBlock(rect: rect, reference: reference, template: template.template)
    try table.withLookup(
      complete: { try count(block, reference, template, $0, body) },
      partial: { try count(block, reference, template, $0, body) })
  }

  private func count(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup, _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) throws {
    let load = template.load(of: block)
    var packing = forcedDigits.map { LevelPacking(load, forcedDigits: $0) } ?? LevelPacking(load)
    while try !attempt(block, reference, template, packing, table) {
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
  ) throws -> Bool {
    let n = block.rect.count
    let clock = ContinuousClock()
    let start = clock.now
    sums.base.update(repeating: 0, count: 3 * n)
    totals.base.update(repeating: 0, count: n)
    fillReferenceMarginal(block, reference, template, table)
    fillTemplateMarginal(block, reference, template, table)
    statistics.counting += clock.now - start

    statistics.digits = max(statistics.digits, packing.mostDigits)
    for pack in packing.packs where !pack.groups.isEmpty {
      let spectrum = spectrum(of: pack, block, reference)
      guard try countPack(pack, spectrum, block, template, table) else { return false }
    }
    let rest = clock.now
    defer { statistics.counting += clock.now - rest }
    let isTemplateSound = addTemplateRests(block, template, table)
    return addReferenceRests(block, table) && isTemplateSound
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
        let (rest, sum) = (referenceRest.base + slot * n + start, sums.base + start)
        for i in 0..<rect.width {
          let count = counts[i]
          rest[i] = count
          sum[i] &+= table[Int(count)]
        }
      }
      for slot in block.presentLevels.indices {
        let start = row * rect.width
        let (rest, total) = (referenceRest.base + slot * n + start, totals.base + start)
        for i in 0..<rect.width { total[i] &+= rest[i] }
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
    // A window on the template moves against the offset.
    let last = rect.width - 1
    let whole = rect.width - windows.whole.upperBound..<rect.width - windows.whole.lowerBound
    for row in 0..<rect.height {
      windows.move(top: -rect.y - row)
      windows.forEachLevel { level, counts in
        let start = row * rect.width
        let rest = slots[level].map { templateRest.base + $0 * n + start }
        let sum = sums.base + n + start
        for part in [0..<whole.lowerBound, whole.upperBound..<rect.width] {
          for i in part { sum[i] &+= table[Int(counts[last - i])] }
          if let rest { for i in part { rest[i] = counts[last - i] } }
        }
        guard let i = whole.first else { return }
        let (count, log) = (counts[last - i], table[Int(counts[last - i])])
        for i in whole { sum[i] &+= log }
        if let rest { for i in whole { rest[i] = count } }
      }
    }
  }

  /// Counts one pack of reference levels against its template levels; false when the guard finds an
  /// error.
  private func countPack(
    _ pack: LevelPacking.Pack, _ spectrum: UnsafePointer<Double>, _ block: ReferenceBlock,
    _ template: TemplateSpectra, _ table: some LogLookup
  ) throws -> Bool {
    packTotals.base.update(repeating: 0, count: pack.totalWords * block.rect.count)
    let digits = PackedDigits(pack, within: table.indexBits)
    for group in pack.groups {
      try Task.checkCancellation()
      guard count(group, digits, spectrum, block, template, table) else { return false }
    }
    let clock = ContinuousClock()
    let start = clock.now
    subtractTotals(of: pack, block)
    statistics.counting += clock.now - start
    return true
  }

  /// The spectrum of a pack of reference levels, from those that are shared or made here.
  private func spectrum(
    of pack: LevelPacking.Pack, _ block: ReferenceBlock, _ reference: LabelImage
  ) -> UnsafePointer<Double> {
    let clock = ContinuousClock()
    let start = clock.now
    defer { statistics.transforms += clock.now - start }
    func make(_ spectrum: UnsafeMutablePointer<Double>) {
      statistics.forwardTransforms += 1
      block.transform(pack.digits, of: reference, transform, rows: rows.base, into: spectrum)
    }
    if let shared {
      let key = ReferenceSpectra.Key(
        channel: shared.channel, pixels: block.pixels, shape: transform.shape,
        levels: pack.digits.map(\.level), shifts: pack.digits.map(\.shift))
      if let spectrum = shared.spectra.spectrum(key, make: make) { return spectrum }
    }
    make(self.pack.base)
    return UnsafePointer(self.pack.base)
  }

  /// Counts the pack at hand against a group of template levels.
  private func count(
    _ group: LevelGroup, _ digits: PackedDigits, _ spectrum: UnsafePointer<Double>,
    _ block: ReferenceBlock, _ template: TemplateSpectra, _ table: some LogLookup
  ) -> Bool {
    let clock = ContinuousClock()
    var mark = clock.now
    let spectra = template.spectra(of: group, rows: rows.base, scratch: templateScratch.base)
    if !template.isKept { statistics.templateTransforms += 1 }
    transform.inverseColumnsOfProduct(
      spectrum, conjugate: spectra, columns: rows.base, into: product.base)
    statistics.inverseTransforms += 1
    for top in stride(from: 0, to: block.rect.height, by: TransformShape.batch) {
      transform.inverseRows(product.base, top: top, into: rows.base)
      let transformed = clock.now
      statistics.transforms += transformed - mark
      let isExact = addRows(
        top..<min(top + TransformShape.batch, block.rect.height), block.rect, digits, group, table)
      mark = clock.now
      statistics.counting += mark - transformed
      guard isExact else { return false }
    }
    return true
  }

  /// Rounds and adds a batch of rows; false when the guard finds an error.
  private func addRows(
    _ batch: Range<Int>, _ rect: OffsetRect, _ digits: PackedDigits, _ group: LevelGroup,
    _ table: some LogLookup
  ) -> Bool {
    let scale = 1 / Double(transform.shape.area)
    let (width, n) = (rect.width, rect.count)
    for row in batch {
      let isExact = WholeNumbers.round(
        rows.base + (row - batch.lowerBound) * transform.shape.columns, scale: scale, count: width,
        into: wholes.base)
      guard isExact else { return false }
      let start = row * width
      for (place, level) in group.range.enumerated() {
        let sink = DigitSink(
          joint: sums.base + 2 * n + start, templateRest: templateRest.base + level * n + start,
          totals: (packTotals.base + start, packTotals.base + n + start), table: table)
        if place > 0 { WholeNumbers.shift(wholes.base, by: group.bits, count: width) }
        sink.add(wholes.base, count: width, digits)
      }
    }
    return true
  }

  /// Takes the counts of a pack's reference levels over all its template levels off their rests.
  private func subtractTotals(of pack: LevelPacking.Pack, _ block: ReferenceBlock) {
    let n = block.rect.count
    for (index, digit) in pack.digits.enumerated() {
      guard let slot = block.slots[digit.level] else { continue }
      let packed = packTotals.base + index % pack.totalWords * n
      let shift = UInt64(digit.shift)
      let mask: UInt64 = (1 << UInt64(pack.totalWords * digit.width)) &- 1
      let rest = referenceRest.base + slot * n
      for i in 0..<n { rest[i] &-= Int32(truncatingIfNeeded: (packed[i] &>> shift) & mask) }
    }
  }

  /// Adds what is left of the template's marginal: the counts with the dropped reference level, or, when
  /// the marginal was not known, the marginal itself with its sign changed. False when a count is
  /// negative, which only an error in a transform can cause.
  private func addTemplateRests(
    _ block: ReferenceBlock, _ template: TemplateSpectra, _ table: some LogLookup
  ) -> Bool {
    let n = block.rect.count
    guard block.knowsTemplateMarginal else {
      let sum = sums.base + n
      for index in template.levels.indices {
        let rest = templateRest.base + index * n
        for i in 0..<n { sum[i] &+= table[-Int(rest[i])] }
      }
      return true
    }
    guard let slot = block.droppedLevel.flatMap({ block.slots[$0] }) else { return true }
    let (joint, dropped) = (sums.base + 2 * n, referenceRest.base + slot * n)
    var smallest: Int32 = 0
    for index in template.levels.indices {
      let rest = templateRest.base + index * n
      for i in 0..<n {
        smallest = min(smallest, rest[i])
        joint[i] &+= table[Int(rest[i])]
        dropped[i] &-= rest[i]
      }
    }
    return smallest >= 0
  }

  /// Adds what is left of the reference's marginal, likewise.
  private func addReferenceRests(_ block: ReferenceBlock, _ table: some LogLookup) -> Bool {
    let n = block.rect.count
    guard block.knowsReferenceMarginal else {
      for slot in block.presentLevels.indices {
        let rest = referenceRest.base + slot * n
        for i in 0..<n {
          sums.base[i] &+= table[-Int(rest[i])]
          totals.base[i] &-= rest[i]
        }
      }
      return true
    }
    let joint = sums.base + 2 * n
    var smallest: Int32 = 0
    for slot in block.presentLevels.indices {
      let rest = referenceRest.base + slot * n
      for i in 0..<n {
        smallest = min(smallest, rest[i])
        joint[i] &+= table[Int(rest[i])]
      }
    }
    if !block.knowsTemplateMarginal { addDroppedTemplateMarginal(block, table) }
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
