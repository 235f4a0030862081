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
    let unmasked = mask == nil ? counts(Size(width: width, height: height)) : nil
    // What `1024 z` is above its least.
    var rises: [UInt16] = []
    rises.reserveCapacity(width * height)
    var scratch: [Double] = []
    for top in stride(from: 0, to: height, by: bandHeight) {
      let rows = top..<min(top + bandHeight, height)
      let around = max(0, top - reach)..<min(height, rows.upperBound + reach)
      let pixels = around.lowerBound * width..<around.upperBound * width
      let size = Size(width: width, height: around.count)
      let isIncluded = mask.map { $0.isIncluded[pixels] }
      // Twelve bits, so that sums of squares stay below 2^53.
      let values = pixels.map {
        isIncluded?[$0] ?? true ? (stretch[plane.samples[$0]] / 16).rounded(.down) : 0
      }
      let sums = windowed(values, size, &scratch)
      let squares = windowed(values.map { $0 * $0 }, size, &scratch)
      let counts = isIncluded.map { windowed($0.map { $0 ? 1 : 0 }, size, &scratch) }
      for index in rows.lowerBound * width..<rows.upperBound * width {
        let place = index - pixels.lowerBound
        let count = counts?[place] ?? unmasked?(index) ?? 1
        let z =
          isIncluded?[index] ?? true
          ? level(values[place], sum: sums[place], square: squares[place], count: count) : 0
        rises.append(UInt16(z - least))
      }
    }
    return Plane(width: width, height: height, samples: Samples(words: rises, above: least))
  }

  /// The value `1024 z` of a pixel, from the sums of values and squares under the windows around it.
  private static func level(_ value: Double, sum: Double, square: Double, count: Double) -> Int32 {
    let spread = 4095.0 / 50
    let mean = sum / count
    let variance = max(0, square / count - mean * mean)
    let z = (value - mean) / (variance.squareRoot() + spread)
    return Int32((resolution * min(max(z, -limit), limit)).rounded())
  }

  /// The number of pixels of a picture under the three windows, each as often as its weight, by the index of the pixel
  /// in their middle.
  private static func counts(_ size: Size) -> (_ index: Int) -> Double {
    var scratch: [Double] = []
    let across = windowed(
      [Double](repeating: 1, count: size.width), Size(width: size.width, height: 1), &scratch)
    let down = windowed(
      [Double](repeating: 1, count: size.height), Size(width: 1, height: size.height), &scratch)
    return { across[$0 % size.width] * down[$0 / size.width] }
  }

  /// The sums under the three windows, zeros beyond the border.
  ///
  /// They run along rows and columns. `SquareSums` would add up whole images, beyond the numbers that are exact.
  ///
  /// - Parameter scratch: memory that calls one after the other share, so that the system need not clear it anew.
  private static func windowed(
    _ values: consuming [Double], _ size: Size, _ scratch: inout [Double]
  ) -> [Double] {
    if scratch.count != values.count { scratch = [Double](repeating: 0, count: values.count) }
    for radius in radii { sumRows(&values, size.width, radius: radius) }
    for radius in radii {
      sumColumns(of: values, size, radius: radius, into: &scratch)
      swap(&values, &scratch)
    }
    return values
  }

  /// Replaces each number by the sum of those in its row that are up to `radius` away.
  private static func sumRows(_ values: inout [Double], _ width: Int, radius: Int) {
    // The row, with zeros before and after it.
    var line = [Double](repeating: 0, count: width + 2 * radius + 1)
    for start in stride(from: 0, to: values.count, by: width) {
      for x in 0..<width { line[x + radius + 1] = values[start + x] }
      var sum = line[..<(2 * radius + 1)].reduce(0, +)
      for x in 0..<width {
        sum += line[x + 2 * radius + 1] - line[x]
        values[start + x] = sum
      }
    }
  }

  /// Writes the sums of the numbers in each column that are up to `radius` away.
  private static func sumColumns(
    of values: [Double], _ size: Size, radius: Int, into result: inout [Double]
  ) {
    let (width, height) = (size.width, size.height)
    var sums = [Double](repeating: 0, count: width)
    func add(row: Int, sign: Double) {
      guard row >= 0, row < height else { return }
      for x in 0..<width { sums[x] += sign * values[row * width + x] }
    }
    for row in 0..<radius { add(row: row, sign: 1) }
    for y in 0..<height {
      add(row: y + radius, sign: 1)
      for x in 0..<width { result[y * width + x] = sums[x] }
      add(row: y - radius, sign: -1)
    }
  }
}
