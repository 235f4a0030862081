/// Counts the joint histograms of a block of offsets and sums up their entropies: one worker's share.
///
/// For every offset `s` of the block and every pair of levels the count `c_ab(s)` is formed once, looked
/// up in the table of `f(n) = n ln n` and added to `Σ f(c_ab)`; no histogram is ever stored. What cannot
/// be had by a transform at less cost follows by subtraction:
///
/// - A template without a mask is a window on the reference, so `c_a` is known (`SlidingLevelCounts`), and the
///   template's most frequent level `b*` needs no transform: `c_ab* = c_a - Σ c_ab` over the others.
/// - A reference without a mask is a window on the template, so `c_b` is known, and where that spares an
///   eighth of the transforms, the block's most frequent reference level `a*` needs none:
///   `c_a*b = c_b - Σ c_ab`.
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
  private let templateMarginal: AlignedBuffer<Int32>
  private let sums: AlignedBuffer<Int64>
  private let totals: AlignedBuffer<Int32>
  private(set) var statistics = EngineStatistics()

  /// The digits to start with, whatever the bound says; for tests of the guard.
  var forcedDigits: Int?
  /// What others made of the reference or will need.
  var shared: ReferenceCache.Channel?

  /// Makes the buffers for blocks of up to `capacity` offsets.
  init(
    transform: RealTransform, capacity: Size, templateLevels: Int, cachesKernelSpectra: Bool
  ) throws(CMIFError) {
    let shape = transform.shape
    self.transform = transform
    self.capacity = capacity
    let block = try MemoryBlock(
      bytes: Self.byteCount(
        shape: shape, capacity: capacity, templateLevels: templateLevels,
        cachesKernelSpectra: cachesKernelSpectra), for: 9)
    pack = AlignedBuffer(count: shape.spectrumCount, in: block)
    product = AlignedBuffer(count: shape.spectrumCount, in: block)
    templateScratch = AlignedBuffer(
      count: cachesKernelSpectra ? 0 : shape.spectrumCount, in: block)
    rows = AlignedBuffer(count: shape.batchCount, in: block)
    wholes = AlignedBuffer(count: shape.columns, in: block)
    packTotals = AlignedBuffer(count: 2 * capacity.area, in: block)
    templateMarginal = AlignedBuffer(count: templateLevels * capacity.area, in: block)
    sums = AlignedBuffer(count: 3 * capacity.area, in: block)
    totals = AlignedBuffer(count: capacity.area, in: block)
  }

  /// The bytes that the buffers of a worker take.
  static func byteCount(
    shape: TransformShape, capacity: Size, templateLevels: Int, cachesKernelSpectra: Bool
  ) -> Int {
    let spectra = cachesKernelSpectra ? 2 : 3
    let offset = 4 * templateLevels + 2 * 8 + 3 * 8 + 4
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
    let block = ReferenceBlock(
      rect: rect, reference: reference, template: template.template, shared: shared)
    try table.withLookup(
      complete: { try count(block, reference, template, $0, body) },
      partial: { try count(block, reference, template, $0, body) })
  }

  private func count(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup, _ body: (_ index: Int, _ sums: EntropySums) -> Void
  ) throws {
    var (block, packing) = packing(of: block, template)
    if let forcedDigits {
      packing = LevelPacking(template.packingProblem(of: block), forcedDigits: forcedDigits)
    }
    while try !attempt(block, reference, template, packing, table) {
      precondition(packing.mostDigits > 1, "a transform of single counts is not exact")
      statistics.retries += 1
      packing = LevelPacking(template.packingProblem(of: block), mostDigits: packing.mostDigits - 1)
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

  /// How the levels of a block ride in transforms: all of them, or without the most frequent one where that
  /// can follow by subtraction and spares more than the subtraction takes.
  private func packing(
    of block: ReferenceBlock, _ template: TemplateSpectra
  ) -> (ReferenceBlock, LevelPacking) {
    let all = LevelPacking(template.packingProblem(of: block))
    guard block.knowsTemplateMarginal else { return (block, all) }
    let less = block.droppingMostFrequentLevel
    let others = LevelPacking(template.packingProblem(of: less))
    return 8 * others.transformCount < 7 * all.transformCount ? (less, others) : (block, all)
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
    startTotals(block, reference, template)
    startTemplateMarginal(block, reference, template, table)
    statistics.counting += clock.now - start

    statistics.digits = max(statistics.digits, packing.mostDigits)
    for pack in packing.packs {
      guard try count(pack, block, reference, template, table) else { return false }
    }
    let rest = clock.now
    defer { statistics.counting += clock.now - rest }
    if !block.knowsTemplateMarginal { addTemplateMarginal(block, template, table) }
    guard let level = block.droppedLevel else { return true }
    return try addDroppedLevel(level, block, reference, template, table)
  }

  /// Starts the overlaps: with what they are where there is no mask, otherwise with zeros for counts to be
  /// added to.
  private func startTotals(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra
  ) {
    let (rect, size) = (block.rect, template.template.size)
    guard block.knowsReferenceMarginal && block.knowsTemplateMarginal else {
      totals.base.update(repeating: 0, count: rect.count)
      return
    }
    func overlap(_ offset: Int, _ reference: Int, _ template: Int) -> Int32 {
      Int32(max(0, min(reference, offset + template) - max(0, offset)))
    }
    let widths = (rect.x..<rect.x + rect.width).map { overlap($0, reference.width, size.width) }
    for row in 0..<rect.height {
      let height = overlap(rect.y + row, reference.height, size.height)
      let total = totals.base + row * rect.width
      for (i, width) in widths.enumerated() { total[i] = height &* width }
    }
  }

  /// Adds up the template's marginal, if the reference is a window, and starts what its levels' counts are
  /// added to: with zeros, or with the marginal's negative if a reference level was dropped.
  private func startTemplateMarginal(
    _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup
  ) {
    let (rect, n) = (block.rect, block.rect.count)
    guard block.knowsTemplateMarginal else {
      templateMarginal.base.update(repeating: 0, count: template.levels.count * n)
      return
    }
    var counts = [UnsafeMutablePointer<Int32>?](
      repeating: nil, count: template.template.levelCount)
    if block.droppedLevel != nil {
      for (index, level) in template.levels.enumerated() {
        counts[level] = templateMarginal.base + index * n
      }
    }
    var windows = SlidingLevelCounts(
      image: template.template, window: reference.size,
      origins: (1 - rect.x - rect.width)..<(1 - rect.x))
    // A window on the template moves against the offset.
    let last = rect.width - 1
    let whole = rect.width - windows.whole.upperBound..<rect.width - windows.whole.lowerBound
    for row in 0..<rect.height {
      windows.move(top: -rect.y - row)
      let start = row * rect.width
      let sum = sums.base + n + start
      windows.forEachWord { _, digits, words in
        for digit in digits {
          let rest = counts[digit.level].map { $0 + start }
          for part in [0..<whole.lowerBound, whole.upperBound..<rect.width] {
            for i in part {
              let count = digit.place.count(words[last - i])
              sum[i] &+= table[count]
              rest?[i] = -Int32(truncatingIfNeeded: count)
            }
          }
          guard let i = whole.first else { continue }
          let count = digit.place.count(words[last - i])
          let log = table[count]
          for i in whole { sum[i] &+= log }
          if let rest { for i in whole { rest[i] = -Int32(truncatingIfNeeded: count) } }
        }
      }
    }
  }

  /// Counts one pack of reference levels against all template levels; false when an error is found.
  private func count(
    _ pack: LevelPacking.Pack, _ block: ReferenceBlock, _ reference: LabelImage,
    _ template: TemplateSpectra, _ table: some LogLookup
  ) throws -> Bool {
    packTotals.base.update(repeating: 0, count: pack.totalWords * block.rect.count)
    if !pack.groups.isEmpty {
      let spectrum = spectrum(of: pack, block, reference)
      let digits = PackedDigits(pack, within: table.indexBits)
      for group in pack.groups {
        try Task.checkCancellation()
        guard count(group, digits, spectrum, block, template, table) else { return false }
      }
    }
    let clock = ContinuousClock()
    let start = clock.now
    defer { statistics.counting += clock.now - start }
    return try addTotals(of: pack, block, reference, template, table)
  }

  /// Adds what follows from the counts of a pack's reference levels over all transformed template levels;
  /// false when an error is found.
  private func addTotals(
    of pack: LevelPacking.Pack, _ block: ReferenceBlock, _ reference: LabelImage,
    _ template: TemplateSpectra, _ table: some LogLookup
  ) throws -> Bool {
    guard block.knowsReferenceMarginal else {
      addReferenceMarginal(of: pack, block, table)
      return true
    }
    return try addRests(of: pack, block, reference, template, table)
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
    if let spectrum = shared?.spectrum(of: pack, block.pixels, transform.shape, make: make) {
      return UnsafePointer(spectrum.values.base)
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
        top..<min(top + TransformShape.batch, block.rect.height), block, digits, group, table)
      mark = clock.now
      statistics.counting += mark - transformed
      guard isExact else { return false }
    }
    return true
  }

  /// Rounds and adds a batch of rows; false when the guard finds an error.
  private func addRows(
    _ batch: Range<Int>, _ block: ReferenceBlock, _ digits: PackedDigits, _ group: LevelGroup,
    _ table: some LogLookup
  ) -> Bool {
    let scale = 1 / Double(transform.shape.area)
    let (width, n) = (block.rect.width, block.rect.count)
    let marginal =
      block.knowsTemplateMarginal && block.droppedLevel == nil ? nil : templateMarginal.base
    for row in batch {
      let isExact = WholeNumbers.round(
        rows.base + (row - batch.lowerBound) * transform.shape.columns, scale: scale, count: width,
        into: wholes.base)
      guard isExact else { return false }
      let start = row * width
      for (place, level) in group.range.enumerated() {
        if place > 0 { WholeNumbers.shift(wholes.base, by: group.bits, count: width) }
        let sink = CountAccumulator(
          wholes: wholes.base, count: width, joint: sums.base + 2 * n + start,
          templateMarginal: marginal.map { $0 + level * n + start },
          totals: (packTotals.base + start, packTotals.base + n + start), table: table)
        sink.add(digits)
      }
    }
    return true
  }

  /// With a masked template, adds the marginal of a pack's reference levels: what their counts sum up to.
  private func addReferenceMarginal(
    of pack: LevelPacking.Pack, _ block: ReferenceBlock, _ table: some LogLookup
  ) {
    let n = block.rect.count
    for (word, digits) in pack.totals.enumerated() {
      let (packed, places) = (packTotals.base + word * n, digits.map(\.place))
      LogLoop(words: packed, count: n, sums: sums.base, table: table).run(over: places)
      CountLoop(words: packed, count: n, totals: totals.base).run(over: places)
    }
  }

  /// With a template without mask, adds the known marginal of a pack's reference levels, and what their
  /// counts leave of it: the counts with the dropped template level. False when one is negative, which only
  /// an error in a transform can cause.
  private func addRests(
    of pack: LevelPacking.Pack, _ block: ReferenceBlock, _ reference: LabelImage,
    _ template: TemplateSpectra, _ table: some LogLookup
  ) throws -> Bool {
    let (rect, size) = (block.rect, template.template.size)
    func windows() -> SlidingLevelCounts {
      SlidingLevelCounts(
        image: reference, digits: pack.totals, window: size,
        origins: rect.x..<rect.x + rect.width)
    }
    let kept = shared?.marginal(of: pack, rect, template: size) { marginal in
      var windows = windows()
      for row in 0..<rect.height {
        marginal.write(row: row, &windows, top: rect.y + row, table: table)
      }
    }
    if let kept {
      return (0..<rect.height).allSatisfy { row in
        addRests(kept, row: row, at: row * rect.width, block, table)
      }
    }
    var windows = windows()
    let marginal = try WindowMarginal(pack, width: rect.width, rows: 1)
    return (0..<rect.height).allSatisfy { row in
      marginal.write(row: 0, &windows, top: rect.y + row, table: table)
      return addRests(marginal, row: 0, at: row * rect.width, block, table)
    }
  }

  /// Adds a row of the known marginal of some reference levels and of what their counts leave of it; false when
  /// one is negative.
  private func addRests(
    _ marginal: WindowMarginal, row: Int, at start: Int, _ block: ReferenceBlock,
    _ table: some LogLookup
  ) -> Bool {
    let (width, n) = (block.rect.width, block.rect.count)
    let (reference, logs) = (sums.base + start, marginal.logs(row: row))
    for i in 0..<width { reference[i] &+= logs[i] }
    if !block.knowsTemplateMarginal { marginal.addTotals(row: row, to: totals.base + start) }
    return marginal.words.enumerated().allSatisfy { word, places in
      RemainderAccumulator(
        marginals: marginal.counts(word: word, row: row),
        counts: packTotals.base + word * n + start, count: width,
        joint: sums.base + 2 * n + start, table: table
      ).add(places)
    }
  }

  /// With a masked reference, adds the template's marginal: what the counts of its levels sum up to, and what
  /// these leave of the overlap, which is the dropped level's.
  private func addTemplateMarginal(
    _ block: ReferenceBlock, _ template: TemplateSpectra, _ table: some LogLookup
  ) {
    let (n, sum) = (block.rect.count, sums.base + block.rect.count)
    let rest = templateMarginal.base + template.levels.count * n
    let hasRest = template.droppedLevel != nil
    if hasRest { rest.update(from: totals.base, count: n) }
    for index in template.levels.indices {
      let counts = templateMarginal.base + index * n
      for i in 0..<n { sum[i] &+= table[Int(counts[i])] }
      if hasRest { for i in 0..<n { rest[i] &-= counts[i] } }
    }
    if hasRest { for i in 0..<n { sum[i] &+= table[Int(rest[i])] } }
  }

  /// Adds the counts of the dropped reference level: what the others leave of the template's known marginal.
  /// False when one is negative, which only an error in a transform can cause.
  private func addDroppedLevel(
    _ level: Int, _ block: ReferenceBlock, _ reference: LabelImage, _ template: TemplateSpectra,
    _ table: some LogLookup
  ) throws -> Bool {
    let n = block.rect.count
    let joint = sums.base + 2 * n
    packTotals.base.update(repeating: 0, count: n)
    var smallest: Int32 = 0
    for index in template.levels.indices {
      let counts = templateMarginal.base + index * n
      for i in 0..<n {
        let rest = 0 &- counts[i]
        smallest = min(smallest, rest)
        joint[i] &+= table[Int(rest)]
        packTotals.base[i] &+= UInt64(truncatingIfNeeded: rest)
      }
    }
    let digit = LevelPacking.Digit(
      level: level, count: block.levelCounts[level],
      width: LevelPacking.width(of: template.total))
    let pack = LevelPacking.Pack(digits: [digit], groups: [], isUniform: true)
    return try smallest >= 0 && addTotals(of: pack, block, reference, template, table)
  }
}
