/// How much of reference and template lies on each other.
enum Overlap {
  /// The largest number of overlapping pixels of any offset.
  ///
  /// In closed form for two rectangles, by sliding a window if one of them has a mask, and from
  /// what bounds it if both have (`OverlapBound`).
  static func largest(_ pair: LabelImagePair, resources: Resources) async throws -> Int {
    let (reference, template) = (pair.reference[0], pair.template[0])
    switch (reference.mask, template.mask) {
    case (nil, nil):
      return reference.size.largestOverlap(with: template.size)
    case (nil, .some):
      return try largest(of: template, under: reference.size)
    case (.some, nil):
      return try largest(of: reference, under: template.size)
    case (.some, .some):
      return try await largest(reference.silhouette, template.silhouette, resources)
    }
  }

  /// The most pixels of an image that a window holds, whatever their levels.
  ///
  /// - Throws: `CancellationError` when the task is cancelled, before the next row.
  static func largest(of image: LabelImage, under window: Size) throws -> Int {
    if image.width <= window.width && image.height <= window.height {
      return image.levelCounts.reduce(0, +)
    }
    var windows = SlidingLevelCounts(
      pixelsOf: image, window: window, origins: (1 - window.width)..<image.width)
    var largest = 0
    for top in (1 - window.height)..<image.height {
      try Task.checkCancellation()
      windows.move(top: top)
      windows.forEachWord { _, _, counts in
        for i in 0..<(image.width + window.width - 1) { largest = max(largest, Int(counts[i])) }
      }
    }
    return largest
  }

  /// The same of two images with masks: counted at offset after offset, where few can have the largest overlap, else by
  /// a map of those that can.
  private static func largest(
    _ reference: LabelImage, _ template: LabelImage, _ resources: Resources
  ) async throws -> Int {
    let bound = OverlapBound(PixelRuns(reference), PixelRuns(template))
    if let counted = bound.counted { return counted }
    guard let domain = bound.beyond else { return bound.reached }
    let pair = LabelImagePair(reference: reference, template: template)
    let engine = try await Engine(pair: pair, domain: domain, resources: resources)
    var largest = bound.reached
    _ = try await engine.forEachTile(
      normalization: .unnormalized, reduce: { $0.overlaps.max() ?? 0 },
      collect: { largest = max(largest, Int($0)) })
    return largest
  }

  /// The fewest pixels, at least 1, whose share of the largest overlap is not below `share`.
  ///
  /// The share is compared as it is reported. The product alone, rounded up, can be one too many:
  /// 0.07 of 100 is 7.000000000000001.
  static func least(share: Double, of largest: Int) -> Int {
    var least = max(1, Int(share * Double(largest)) - 1)
    while Double(least) / Double(largest) < share { least += 1 }
    return least
  }

  /// The rectangle that holds all offsets with at least `least` overlapping pixels, or `nil` if there
  /// are none.
  static func domain(reference: Size, template: Size, least: Int) -> OffsetRect? {
    let wide = min(reference.width, template.width)
    let high = min(reference.height, template.height)
    let (x, y) = ((least + high - 1) / high, (least + wide - 1) / wide)
    guard x <= wide && y <= high else { return nil }
    return OffsetRect(
      x: x - template.width, y: y - template.height,
      width: reference.width + template.width - 2 * x + 1,
      height: reference.height + template.height - 2 * y + 1)
  }
}

/// What each column and each row of a template can contribute to the overlap.
extension Overlap {
  /// A rectangle that holds all offsets at which at least `least` pixels of a template lie on a part of a reference, or
  /// `nil` if there are none.
  ///
  /// At a horizontal shift, the overlap is at most that of the columns that lie on the part, each of which has no more
  /// pixels there than it has in all, nor than the part has rows; and likewise for rows.
  static func domain(of template: PixelRuns, on part: PixelRect, least: Int) -> OffsetRect? {
    let sums = template.lineSums
    guard
      let x = shifts(of: sums.columns.map { min($0, part.size.height) }, on: part.columns, least),
      let y = shifts(of: sums.rows.map { min($0, part.size.width) }, on: part.rows, least)
    else { return nil }
    return OffsetRect(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count)
  }

  /// The shifts from the first to the last at which the lines of a template that lie on a range have a sum of at least
  /// `least`; `nil` if there are none.
  private static func shifts(
    of sums: [Int], on range: Range<Int>, _ least: Int
  ) -> ClosedRange<Int>? {
    var prefix = [0]
    for sum in sums { prefix.append(prefix[prefix.count - 1] + sum) }
    let open = (range.lowerBound + 1 - sums.count..<range.upperBound).filter { shift in
      let lines = (range.lowerBound - shift..<range.upperBound - shift).clamped(to: sums.indices)
      return prefix[lines.upperBound] - prefix[lines.lowerBound] >= least
    }
    guard let first = open.first, let last = open.last else { return nil }
    return first...last
  }
}

extension LabelImage {
  /// The pixels that take part, all on one level.
  var silhouette: LabelImage {
    guard levelCount > 1 else { return self }
    return LabelImage(
      width: width, height: height, levelCount: 1,
      labels: [UInt8](repeating: 0, count: width * height), mask: mask)
  }
}
