/// Counts joint histograms at single offsets pixel by pixel, as ``JointHistogram`` does, but faster.
///
/// It serves searches that need a few scattered offsets, where a transform would count hundreds side by side.
struct PixelCounter {
  private let pair: LabelImagePair
  private let table: LogTable
  /// The template's included pixels, as runs along its rows.
  private let runs: [Run]

  private struct Run {
    let row: Int32
    let first: Int32
    let end: Int32

    var columns: Range<Int> { Int(first)..<Int(end) }
  }

  /// Prepares to count channel by channel.
  ///
  /// - Parameter table: A table for at least as many pixels as can overlap.
  init(_ pair: LabelImagePair, table: LogTable) {
    let largest = pair.referenceSize.largestOverlap(with: pair.templateSize)
    precondition(
      largest <= table.maximum, "\(largest) pixels are beyond a table of \(table.maximum)")
    self.pair = pair
    self.table = table
    runs = Self.runs(of: pair.template[0])
  }

  /// The most bytes that runs and histograms take, beside the images.
  static func byteCount(template: Size, levels: (reference: Int, template: Int)) -> Int {
    let histogram = max(levels.reference * levels.template, 4 * spreadLimit)
    return (template.area / 2 + template.height) * MemoryLayout<Run>.stride + histogram * 4
  }

  private static func runs(of template: LabelImage) -> [Run] {
    let (width, height) = (template.width, template.height)
    func isIncluded(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && x < width && template.mask?.isIncluded[y * width + x] ?? true
    }
    func forEachEdge(_ body: (_ x: Int, _ y: Int, _ isStart: Bool) -> Void) {
      for y in 0..<height {
        for x in 0...width where isIncluded(x, y) != isIncluded(x - 1, y) {
          body(x, y, isIncluded(x, y))
        }
      }
    }
    var count = 0
    forEachEdge { _, _, isStart in count += isStart ? 1 : 0 }
    var runs: [Run] = []
    runs.reserveCapacity(count)
    var first = 0
    forEachEdge { x, y, isStart in
      if isStart {
        first = x
      } else {
        runs.append(Run(row: Int32(y), first: Int32(first), end: Int32(x)))
      }
    }
    return runs
  }

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
      let sums = sums(reference, template, at: offset)
      let value = sums.information(normalization: normalization, unit: table.unit)
      result.value += share * value
      result.features[channel / planes] += value / Double(planes)
      result.overlap = sums.total
    }
    return result
  }

  /// The most counts that a histogram may have to be counted in four copies.
  private static let spreadLimit = 1024

  private func sums(
    _ reference: LabelImage, _ template: LabelImage, at offset: Offset
  ) -> EntropySums {
    // Neighbouring pixels mostly have the same levels, and reading a count just after it was written is slow.
    // So four copies are counted in turn and added up. A large histogram is counted once, because clearing and
    // reading four copies would take longer.
    let size = reference.levelCount * template.levelCount
    let step = size <= Self.spreadLimit ? size : 0
    var counts = [UInt32](repeating: 0, count: size + 3 * step)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let base = counts.baseAddress else { return }
      count(reference, template, at: offset, into: base, step: step)
      for i in 0..<step { base[i] &+= base[step + i] &+ base[2 * step + i] &+ base[3 * step + i] }
    }
    return table.withLookup(
      complete: { Self.sums(counts, reference, template, $0) },
      partial: { Self.sums(counts, reference, template, $0) })
  }

  private func count(
    _ reference: LabelImage, _ template: LabelImage, at offset: Offset,
    into counts: UnsafeMutablePointer<UInt32>, step: Int
  ) {
    let levels = reference.levelCount
    template.labels.withUnsafeBufferPointer { labels in
      reference.labels.withUnsafeBufferPointer { others in
        guard let labels = labels.baseAddress, let others = others.baseAddress else { return }
        for run in runs {
          let y = Int(run.row) + offset.y
          let columns = run.columns.clamped(to: -offset.x..<reference.width - offset.x)
          guard (0..<reference.height).contains(y), !columns.isEmpty else { continue }
          let start = y * reference.width + offset.x + columns.lowerBound
          let (t, r) = (labels + Int(run.row) * template.width + columns.lowerBound, others + start)
          if let mask = reference.mask {
            for i in 0..<columns.count where mask.isIncluded[start + i] {
              counts[Int(t[i]) * levels + Int(r[i])] &+= 1
            }
            continue
          }
          var i = 0
          while i + 3 < columns.count {
            counts[Int(t[i]) * levels + Int(r[i])] &+= 1
            counts[Int(t[i + 1]) * levels + Int(r[i + 1]) + step] &+= 1
            counts[Int(t[i + 2]) * levels + Int(r[i + 2]) + 2 * step] &+= 1
            counts[Int(t[i + 3]) * levels + Int(r[i + 3]) + 3 * step] &+= 1
            i += 4
          }
          while i < columns.count {
            counts[Int(t[i]) * levels + Int(r[i])] &+= 1
            i += 1
          }
        }
      }
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
