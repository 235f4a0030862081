/// Grey values relative to those around them. Instruments differ in what is bright, and shading in how bright all
/// is; that a spot is brighter than its surroundings, or darker, more often tells the same of both pictures.
///
///     z = (v - m) / (d + 2 % of the range of v), cut at ±3
///
/// with `m` the mean and `d` the standard deviation of the grey values around the pixel, both under a window that
/// is close to a Gaussian of standard deviation 8: three square windows, one after the other. Only
/// pixels that take part count in the window. Sums are of whole numbers and exact.
///
/// Four levels, by k-means, find as much as eight, in a quarter of the work. Contenders for an answer are compared by
/// more (`Labeling.finer`).
enum LocalGrey {
  /// Half the sides of the three windows; their variances add up to `61.3 = 7.8²`.
  private static let radii = [7, 7, 8]
  /// Where `z` is cut.
  private static let limit = 3.0
  /// The steps of `z` that are told apart, for each unit.
  private static let resolution = 1024.0
  /// The least of `1024 z`.
  private static let least = -Int32(limit * resolution)
  /// The number of levels that maps are made of.
  static let levelCount = 4

  /// The labels of a plane of local grey, which ``plane(of:mask:)`` makes.
  static func labels(_ localGrey: Plane, mask: Mask?, levels: Int = levelCount) -> LabelImage {
    Quantizer.kmeans.labels(of: localGrey, bins: levels, mask: mask)
  }

  /// How far the three windows reach together.
  private static let reach = radii.reduce(0, +)
  /// The rows that are computed at a time, to bound the memory for large images.
  private static let bandHeight = 128

  /// The values `1024 z` of a plane, rounded; 0 for pixels that take no part.
  static func plane(of plane: Plane, mask: Mask?) -> Plane {
    let stretch = Stretch(plane.range(mask: mask))
    let (width, height) = (plane.width, plane.height)
    let unmasked = UnmaskedCounts(plane.size)
    // What `1024 z` is above its least.
    var rises: [UInt16] = []
    rises.reserveCapacity(width * height)
    var scratch: [Sums] = []
    for top in stride(from: 0, to: height, by: bandHeight) {
      let rows = top..<min(top + bandHeight, height)
      let around = max(0, top - reach)..<min(height, rows.upperBound + reach)
      let pixels = around.lowerBound * width..<around.upperBound * width
      let size = Size(width: width, height: around.count)
      let shares = mask.map { $0.isIncluded[pixels].map { $0 ? 1.0 : 0 } }
      // Twelve bits, so that sums of squares stay below 2^53.
      var values = pixels.map { Double(Int(stretch[plane.samples[$0]]) / 16) }
      if let shares { for place in values.indices { values[place] *= shares[place] } }
      let sums = windowed(values.map { Sums(values: $0, squares: $0 * $0) }, size, &scratch)
      let masked = shares.map { shares in
        let sums = windowed(shares.map { Sums(values: $0, squares: 0) }, size, &scratch)
        return zip(sums, shares).map { $0.values * $1 }
      }
      for row in rows {
        let first = (row - around.lowerBound) * width
        let counts = masked.map { $0[first..<first + width] } ?? unmasked.counts(row: row)[...]
        for (place, count) in zip(first..., counts) {
          rises.append(UInt16(level(values[place], sums[place], count: count) - least))
        }
      }
    }
    return Plane(width: width, height: height, samples: Samples(words: rises, above: least))
  }

  /// The sums of values and of their squares, side by side. An array of `SIMD2` would need aligned memory, of which a lack
  /// ends the program.
  private struct Sums: AdditiveArithmetic {
    var values: Double
    var squares: Double

    static let zero = Sums(values: 0, squares: 0)

    @inline(__always)
    static func + (one: Sums, other: Sums) -> Sums {
      Sums(values: one.values + other.values, squares: one.squares + other.squares)
    }

    @inline(__always)
    static func - (one: Sums, other: Sums) -> Sums {
      Sums(values: one.values - other.values, squares: one.squares - other.squares)
    }
  }

  /// The value `1024 z` of a pixel, from the sums under the windows around it and the number of pixels there, which is 0
  /// for a pixel that takes no part.
  private static func level(_ value: Double, _ sums: Sums, count: Double) -> Int32 {
    guard count > 0 else { return 0 }
    let spread = 4095.0 / 50
    let mean = sums.values / count
    let variance = max(0, sums.squares / count - mean * mean)
    let z = (value - mean) / (variance.squareRoot() + spread)
    return Int32((resolution * min(max(z, -limit), limit)).rounded())
  }

  /// The numbers of pixels of a picture without a mask under the three windows, each as often as its weight.
  private struct UnmaskedCounts {
    private let across: [Double]
    private let down: [Double]

    init(_ size: Size) {
      var scratch: [Sums] = []
      func counts(_ line: Size) -> [Double] {
        let ones = [Sums](repeating: Sums(values: 1, squares: 0), count: line.area)
        return windowed(ones, line, &scratch).map(\.values)
      }
      across = counts(Size(width: size.width, height: 1))
      down = counts(Size(width: 1, height: size.height))
    }

    /// The numbers around each pixel of a row.
    func counts(row: Int) -> [Double] { across.map { $0 * down[row] } }
  }

  /// The sums under the three windows, zeros beyond the border.
  ///
  /// They run along rows and columns. `SquareSums` would add up whole images, beyond the numbers that are exact.
  ///
  /// - Parameter scratch: memory that calls one after the other share, so that the system need not clear it anew.
  private static func windowed(
    _ values: consuming [Sums], _ size: Size, _ scratch: inout [Sums]
  ) -> [Sums] {
    if scratch.count != values.count { scratch = [Sums](repeating: .zero, count: values.count) }
    for radius in radii { sumRows(&values, size.width, radius: radius) }
    for radius in radii {
      sumColumns(of: values, size, radius: radius, into: &scratch)
      swap(&values, &scratch)
    }
    return values
  }

  /// Replaces each number by the sum of those in its row that are up to `radius` away.
  private static func sumRows(_ values: inout [Sums], _ width: Int, radius: Int) {
    // The row, with zeros before and after it.
    var line = [Sums](repeating: .zero, count: width + 2 * radius + 1)
    for start in stride(from: 0, to: values.count, by: width) {
      for x in 0..<width { line[x + radius + 1] = values[start + x] }
      var sum = line[..<(2 * radius + 1)].reduce(.zero, +)
      for x in 0..<width {
        sum += line[x + 2 * radius + 1] - line[x]
        values[start + x] = sum
      }
    }
  }

  /// Writes the sums of the numbers in each column that are up to `radius` away.
  private static func sumColumns(
    of values: [Sums], _ size: Size, radius: Int, into result: inout [Sums]
  ) {
    let (width, height) = (size.width, size.height)
    var sums = [Sums](repeating: .zero, count: width)
    func add(row: Int) {
      guard row < height else { return }
      for x in 0..<width { sums[x] += values[row * width + x] }
    }
    for row in 0..<radius { add(row: row) }
    for y in 0..<height {
      add(row: y + radius)
      for x in 0..<width { result[y * width + x] = sums[x] }
      if y >= radius {
        for x in 0..<width { sums[x] -= values[(y - radius) * width + x] }
      }
    }
  }
}
