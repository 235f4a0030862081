import Testing

@testable import CMIF

/// What the pixel-by-pixel definition gives, to compare maps with.
struct Definition {
  let pair: LabelImagePair
  let normalization: Normalization
  private let table: LogTable

  init(_ pair: LabelImagePair, normalization: Normalization = .unnormalized) {
    self.pair = pair
    self.normalization = normalization
    let (r, t) = (pair.referenceSize, pair.templateSize)
    table = LogTable(maximum: min(r.width, t.width) * min(r.height, t.height))
  }

  /// What a map says wrongly at one of these of its values, or `nil` when it is right at all of them.
  ///
  /// It is right when the overlap is equal, the value is within 1e-9 of the definition, and every bit
  /// of it is what exact counts lead to: a single count that is off by one changes a sum of logarithms.
  func firstError(of map: InformationMap, at indices: some Sequence<Int>) -> String? {
    for index in indices {
      let offset = map.offset(at: index)
      let histograms = zip(pair.reference, pair.template).map {
        JointHistogram(reference: $0, template: $1, offset: offset)
      }
      if Int(map.overlaps[index]) != histograms[0].total {
        return "overlap \(map.overlaps[index]), not \(histograms[0].total), at \(offset)"
      }
      let share = 1 / Double(histograms.count)
      let value = map.values[index]
      let defined = histograms.reduce(0) {
        $0 + share * $1.information(normalization: normalization)
      }
      if !(abs(value - defined) <= 1e-9) {
        return "\(normalization) \(value), not \(defined), at \(offset)"
      }
      let exact = exactValue(of: histograms)
      if value != exact { return "counts of \(value), not of \(exact), at \(offset)" }
    }
    return nil
  }

  /// What a map says wrongly anywhere, or `nil` when it is right everywhere.
  func firstError(of map: InformationMap) -> String? { firstError(of: map, at: map.values.indices) }

  /// The information and overlap at an offset, to the last bit as exact counts lead to.
  func value(at offset: Offset) -> (value: Double, overlap: Int) {
    let histograms = zip(pair.reference, pair.template).map {
      JointHistogram(reference: $0, template: $1, offset: offset)
    }
    return (exactValue(of: histograms), histograms[0].total)
  }

  private func exactValue(of histograms: [JointHistogram]) -> Double {
    let share = 1 / Double(histograms.count)
    return histograms.reduce(0) {
      $0 + share * sums($1).information(normalization: normalization, unit: table.unit)
    }
  }

  /// The sums of `f(n) = n ln n` over a histogram's counts.
  private func sums(_ histogram: JointHistogram) -> EntropySums {
    func sums(_ lookup: some LogLookup) -> EntropySums {
      func sum(_ counts: [Int]) -> Int64 { counts.reduce(0) { $0 + lookup[$1] } }
      return EntropySums(
        total: histogram.total, totalLog: lookup[histogram.total],
        reference: sum(histogram.referenceMarginal), template: sum(histogram.templateMarginal),
        joint: sum(histogram.counts))
    }
    return table.withLookup(complete: { sums($0) }, partial: { sums($0) })
  }
}

extension LabelImagePair {
  /// The pair with the roles exchanged: the value at offset (x, y) moves to (-x, -y).
  var exchanged: LabelImagePair {
    LabelImagePair(reference: template, template: reference, featureCount: featureCount)
  }
}
