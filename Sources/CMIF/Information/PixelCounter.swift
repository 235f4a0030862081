/// The information at single offsets, from joint histograms that are counted pixel by pixel.
///
/// It serves searches that need a few scattered offsets, where a transform would count hundreds side by side.
struct PixelCounter {
  private let histograms: PixelHistograms
  private let table: LogTable

  private var pair: LabelImagePair { histograms.pair }

  /// Prepares to count channel by channel.
  ///
  /// - Parameters:
  ///   - referenceRuns: The reference's pixels, which many counters share.
  ///   - table: A table for at least as many pixels as can overlap.
  init(_ pair: LabelImagePair, referenceRuns: PixelRuns, table: LogTable) {
    let largest = pair.referenceSize.largestOverlap(with: pair.templateSize)
    precondition(
      largest <= table.maximum, "\(largest) pixels are beyond a table of \(table.maximum)")
    histograms = PixelHistograms(pair, referenceRuns: referenceRuns)
    self.table = table
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
    for channel in pair.reference.indices {
      let sums = sums(ofChannel: channel, at: offset)
      let value = sums.information(normalization: normalization, unit: table.unit)
      result.value += share * value
      result.features[channel / planes] += value / Double(planes)
      result.overlap = sums.total
    }
    return result
  }

  private func sums(ofChannel channel: Int, at offset: Offset) -> EntropySums {
    let (reference, template) = (pair.reference[channel], pair.template[channel])
    let counts = histograms.counts(ofChannel: channel, at: offset)
    return table.withLookup(
      complete: { Self.sums(counts, reference, template, $0) },
      partial: { Self.sums(counts, reference, template, $0) })
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
