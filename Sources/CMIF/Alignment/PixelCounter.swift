/// Counts joint histograms at single offsets pixel by pixel, as `JointHistogram` does, and much faster.
///
/// This is for a few offsets here and there, where transforms would count hundreds side by side.
struct PixelCounter {
  private let reference: [LabelImage]
  private let template: [LabelImage]
  private let table: LogTable
  /// The template's pixels that take part, in runs along its rows.
  private let runs: [Run]

  private struct Run {
    let row: Int
    let columns: Range<Int>
  }

  /// Prepares to count channel by channel; the first one's mask tells which template pixels take part.
  ///
  /// - Parameter table: holds as many pixels as can overlap.
  init(reference: [LabelImage], template: [LabelImage], table: LogTable) {
    precondition(
      reference.count == template.count && !template.isEmpty,
      "\(reference.count) channels of the reference and \(template.count) of the template")
    self.reference = reference
    self.template = template
    self.table = table
    runs = Self.runs(of: template[0])
  }

  private static func runs(of template: LabelImage) -> [Run] {
    guard let mask = template.mask else {
      return (0..<template.height).map { Run(row: $0, columns: 0..<template.width) }
    }
    var runs: [Run] = []
    for row in 0..<template.height {
      let flags = mask.isIncluded[row * template.width..<(row + 1) * template.width]
      var rest = flags[...]
      while let first = rest.firstIndex(of: true) {
        let end = rest[first...].firstIndex(of: false) ?? flags.endIndex
        runs.append(
          Run(row: row, columns: first - flags.startIndex..<end - flags.startIndex))
        rest = flags[end...]
      }
    }
    return runs
  }

  /// The information at an offset under a norm, averaged over the channels, and the overlapping pixels.
  func information(at offset: Offset, norm: Norm) -> (value: Double, overlap: Int) {
    var result = (value: 0.0, overlap: 0)
    for channel in reference.indices {
      let sums = sums(reference[channel], template[channel], at: offset)
      result.value += sums.information(norm: norm, unit: table.unit) / Double(reference.count)
      result.overlap = sums.total
    }
    return result
  }

  private func sums(
    _ reference: LabelImage, _ template: LabelImage, at offset: Offset
  ) -> EntropySums {
    // Four histograms, to be added up: neighbouring pixels mostly have the same levels, and a count that
    // has just been written takes long to be read again. Of large ones, one is enough to clear and read.
    let size = reference.levelCount * template.levelCount
    let step = size <= 1024 ? size : 0
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
          let y = run.row + offset.y
          let columns = run.columns.clamped(to: -offset.x..<reference.width - offset.x)
          guard (0..<reference.height).contains(y), !columns.isEmpty else { continue }
          let start = y * reference.width + offset.x + columns.lowerBound
          let (t, r) = (labels + run.row * template.width + columns.lowerBound, others + start)
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
