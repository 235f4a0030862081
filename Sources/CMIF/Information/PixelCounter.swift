/// Counts joint histograms at single offsets pixel by pixel, as ``JointHistogram`` does, but faster.
///
/// It serves searches that need a few scattered offsets, where a transform would count hundreds side by side.
struct PixelCounter {
  private let pair: LabelImagePair
  private let table: LogTable
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
  /// - Parameters:
  ///   - referenceRuns: The reference's pixels, which many counters share.
  ///   - table: A table for at least as many pixels as can overlap.
  init(_ pair: LabelImagePair, referenceRuns: PixelRuns, table: LogTable) {
    let largest = pair.referenceSize.largestOverlap(with: pair.templateSize)
    precondition(
      largest <= table.maximum, "\(largest) pixels are beyond a table of \(table.maximum)")
    self.pair = pair
    self.table = table
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

  /// The number of features of the pair.
  var featureCount: Int { pair.featureCount }

  /// What is known of an offset.
  struct Information {
    /// The information, averaged over the channels.
    var value = 0.0
    /// The information of each feature, averaged over its planes.
    var features: [Double]
    /// The number of overlapping pixels.
    var overlap = 0
  }

  /// The information at an offset; 0 where nothing overlaps.
  func information(at offset: Offset, normalization: Normalization) -> Information {
    let (r, t) = (pair.referenceSize, pair.templateSize)
    var result = Information(features: [Double](repeating: 0, count: pair.featureCount))
    guard (1 - t.width..<r.width).contains(offset.x), (1 - t.height..<r.height).contains(offset.y)
    else { return result }
    let share = 1 / Double(pair.reference.count)
    let planes = pair.reference.count / pair.featureCount
    for (channel, (reference, template)) in zip(pair.reference, pair.template).enumerated() {
      let sums = sums(reference, template, codes[channel], at: offset)
      let value = sums.information(normalization: normalization, unit: table.unit)
      result.value += share * value
      result.features[channel / planes] += value / Double(planes)
      result.overlap = sums.total
    }
    return result
  }

  private func sums(
    _ reference: LabelImage, _ template: LabelImage, _ codes: [UInt8], at offset: Offset
  ) -> EntropySums {
    let isPaired = reference.levelCount * template.levelCount <= PixelPairs.limit
    let counts =
      if codes.isEmpty {
        counts(reference, template, at: offset)
      } else if isPaired {
        pairedCounts(reference, template, codes, at: offset)
      } else {
        codedCounts(reference, template, codes, at: offset)
      }
    return table.withLookup(
      complete: { Self.sums(counts, reference, template, $0) },
      partial: { Self.sums(counts, reference, template, $0) })
  }

  /// The joint histogram at an offset, from template levels times the number of the reference's levels.
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

  /// The joint histogram at an offset, from the same codes where there are too many for pairs.
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

  /// The joint histogram at an offset, pixel by pixel.
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

  private static func sums(
    _ counts: [UInt32], _ reference: LabelImage, _ template: LabelImage, _ table: some LogLookup
  ) -> EntropySums {
    let levels = reference.levelCount
    var marginal = [Int](repeating: 0, count: levels)
    var (total, templateSum, joint) = (0, Int64(0), Int64(0))
    for b in 0..<template.levelCount {
      var row = 0
      for a in 0..<levels {
        let count = Int(counts[b * levels + a])
        row += count
        marginal[a] += count
        joint += table[count]
      }
      templateSum += table[row]
      total += row
    }
    return EntropySums(
      total: total, totalLog: table[total], reference: marginal.reduce(0) { $0 + table[$1] },
      template: templateSum, joint: joint)
  }
}
