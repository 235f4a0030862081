/// Counts joint histograms at single offsets pixel by pixel, as ``JointHistogram`` does, but faster.
struct PixelHistograms {
  let pair: LabelImagePair
  private let referenceRuns: PixelRuns
  private let templateRuns: PixelRuns
  /// The template's levels times the number of the reference's levels, by channel; empty for a channel with more
  /// joint levels than a byte holds.
  private let codes: [[UInt8]]
  private let pairs = PixelPairs()

  /// The most joint levels that have codes of a byte.
  private static let codeLimit = 256

  /// Prepares to count channel by channel.
  ///
  /// - Parameter referenceRuns: The reference's pixels, which many counters share.
  init(_ pair: LabelImagePair, referenceRuns: PixelRuns) {
    self.pair = pair
    self.referenceRuns = referenceRuns
    templateRuns = PixelRuns(pair.template[0])
    codes = zip(pair.reference, pair.template).map { reference, template in
      let levels = reference.levelCount
      guard levels * template.levelCount <= Self.codeLimit else { return [] }
      var codes = template.labels
      // Where a single level meets 256, all codes are those of the reference.
      for i in codes.indices { codes[i] &*= UInt8(truncatingIfNeeded: levels) }
      return codes
    }
  }

  /// The most bytes that the template's runs, codes and histograms take, beside the images.
  ///
  /// - Parameter isMasked: Whether rows of the template may have several runs.
  static func byteCount(
    template: Size, isMasked: Bool, channels: Int, levels: (reference: Int, template: Int)
  ) -> Int {
    let histogram =
      4 * max(levels.reference * levels.template, PixelPairs.limit * PixelPairs.limit)
    return PixelRuns.byteCount(of: template, isMasked: isMasked)
      + channels * template.area + histogram
  }

  /// The joint histogram of a channel at an offset.
  func histogram(ofChannel channel: Int, at offset: Offset) -> JointHistogram {
    let (a, b) = (pair.reference[channel].levelCount, pair.template[channel].levelCount)
    let counts = counts(ofChannel: channel, at: offset)
    return JointHistogram(
      referenceLevels: a, templateLevels: b,
      counts: (0..<a * b).map { Int(counts[$0 % b * a + $0 / b]) })
  }

  /// The counts of a channel at an offset: that of reference level `a` and template level `b` is at `b * A + a`.
  func counts(ofChannel channel: Int, at offset: Offset) -> [UInt32] {
    let (reference, template) = (pair.reference[channel], pair.template[channel])
    let codes = codes[channel]
    if codes.isEmpty { return counts(reference, template, at: offset) }
    return reference.levelCount * template.levelCount <= PixelPairs.limit
      ? pairedCounts(reference, template, codes, at: offset)
      : codedCounts(reference, template, codes, at: offset)
  }

  /// The counts from template levels times the number of the reference's levels.
  private func pairedCounts(
    _ reference: LabelImage, _ template: LabelImage, _ codes: [UInt8], at offset: Offset
  ) -> [UInt32] {
    codes.withUnsafeBufferPointer { codes in
      reference.labels.withUnsafeBufferPointer { levels in
        guard let codes = codes.baseAddress, let levels = levels.baseAddress else { return }
        forEachRun(at: offset) { first, start, count in
          pairs.add(codes + first, levels + start, count: count)
        }
      }
    }
    return pairs.total(of: reference.levelCount * template.levelCount)
  }

  /// The counts from the same codes where there are too many for pairs.
  ///
  /// Four tables are counted in turn: reading a count just after it was written is slow, and neighbouring pixels are
  /// often alike.
  private func codedCounts(
    _ reference: LabelImage, _ template: LabelImage, _ codes: [UInt8], at offset: Offset
  ) -> [UInt32] {
    let limit = Self.codeLimit
    var tables = [UInt32](repeating: 0, count: 4 * limit)
    codes.withUnsafeBufferPointer { codes in
      reference.labels.withUnsafeBufferPointer { levels in
        tables.withUnsafeMutableBufferPointer { tables in
          forEachRun(at: offset) { first, start, count in
            for i in 0..<count {
              let code = codes[first &+ i] &+ levels[start &+ i]
              tables[(i & 3) &* limit &+ Int(code)] &+= 1
            }
          }
        }
      }
    }
    return (0..<reference.levelCount * template.levelCount).map { code in
      tables[code] &+ tables[limit + code] &+ tables[2 * limit + code] &+ tables[3 * limit + code]
    }
  }

  /// The counts pixel by pixel.
  private func counts(
    _ reference: LabelImage, _ template: LabelImage, at offset: Offset
  ) -> [UInt32] {
    let levels = reference.levelCount
    var counts = [UInt32](repeating: 0, count: levels * template.levelCount)
    counts.withUnsafeMutableBufferPointer { counts in
      forEachRun(at: offset) { first, start, count in
        for i in 0..<count {
          counts[Int(template.labels[first + i]) * levels + Int(reference.labels[start + i])] &+= 1
        }
      }
    }
    return counts
  }

  /// Calls `body` with each run of pixels that overlap at an offset: the index of its first pixel in the template and
  /// in the reference, and their number.
  private func forEachRun(
    at offset: Offset, _ body: (_ template: Int, _ reference: Int, _ count: Int) -> Void
  ) {
    let (template, reference) = (pair.templateSize, pair.referenceSize)
    referenceRuns.forEachOverlap(with: templateRuns, at: offset) { row, columns in
      body(
        row * template.width + columns.lowerBound,
        (row + offset.y) * reference.width + offset.x + columns.lowerBound, columns.count)
    }
  }
}
