/// How the pixels along one axis of a picture are made of those of another size.
///
/// Both share their first edge. With `k` the number of new pixels to an old one, a new pixel is
///
/// - for `k` below 1 the mean over its length, to which each old pixel adds by the length that lies in it;
/// - for `k` above 1 the value at its middle, interpolated between the middles of the old pixels, and beyond the first
///   and the last of these their value;
/// - for 1 the old pixel.
struct AxisResampling: Sendable {
  /// The number of new pixels.
  let count: Int
  /// The first old pixel that each new one is made of.
  private(set) var first: [Int] = []
  /// The place in `weights` of the first weight of each new pixel, and the end of the last.
  private(set) var starts = [0]
  /// The weights of the old pixels from the first one on; those of a new pixel add up to 1.
  private(set) var weights: [Double] = []

  init(from old: Int, to new: Int, factor k: Double) {
    count = new
    for index in 0..<new {
      let (start, taps) = k < 1 ? Self.mean(index, old, k) : Self.between(index, old, k)
      let sum = taps.reduce(0, +)
      first.append(start)
      weights += taps.map { $0 / sum }
      starts.append(weights.count)
    }
  }

  /// The old pixels that reach into a new one, each with the length inside.
  private static func mean(_ index: Int, _ old: Int, _ k: Double) -> (Int, [Double]) {
    let low = min(Double(index) / k, Double(old) - 1)
    let high = max(min(Double(index + 1) / k, Double(old)), low)
    let start = Int(low)
    let end = max(start + 1, min(Int(high.rounded(.up)), old))
    let lengths = (start..<end).map {
      max(0, min(high, Double($0 + 1)) - max(low, Double($0)))
    }
    return lengths.contains { $0 > 0 } ? (start, lengths) : (start, [1])
  }

  /// The two old pixels around the middle of a new one, or the one that it lies on.
  private static func between(_ index: Int, _ old: Int, _ k: Double) -> (Int, [Double]) {
    let middle = min(max((Double(index) + 0.5) / k - 0.5, 0), Double(old - 1))
    let start = Int(middle)
    let part = middle - Double(start)
    return part == 0 ? (start, [1]) : (start, [1 - part, part])
  }
}

extension AxisResampling {
  /// A picture's samples, row-major, with its rows and columns resampled.
  static func resampled(
    _ samples: [Int32], width: Int, columns: AxisResampling, rows: AxisResampling
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(columns.count * rows.count)
    var line = [Double](repeating: 0, count: width)
    for row in 0..<rows.count {
      for x in line.indices { line[x] = 0 }
      for tap in rows.starts[row]..<rows.starts[row + 1] {
        let start = (rows.first[row] + tap - rows.starts[row]) * width
        let weight = rows.weights[tap]
        for x in line.indices { line[x] += weight * Double(samples[start + x]) }
      }
      for column in 0..<columns.count {
        let (start, taps) = (columns.first[column], columns.starts[column])
        var sum = 0.0
        for tap in taps..<columns.starts[column + 1] {
          sum += columns.weights[tap] * line[start + tap - taps]
        }
        result.append(sum)
      }
    }
    return result
  }
}
