/// Grey values relative to those around them. Instruments differ in what is bright, and shading in how bright all
/// is; that a spot is brighter than its surroundings, or darker, more often tells the same of both pictures.
///
///     z = (v - m) / (d + 2 % of the range of v), cut at ±3
///
/// with `m` the mean and `d` the standard deviation of the grey values around the pixel, both under a window that
/// is close to a Gaussian of standard deviation 8: three square windows, one after the other. Only
/// pixels that take part count in the window. Sums are of whole numbers and exact.
enum LocalGrey {
  /// Half the sides of the three windows; their variances add up to `61.3 = 7.8²`.
  private static let radii = [7, 7, 8]
  /// Where `z` is cut.
  private static let limit = 3.0
  /// The steps of `z` that are told apart, for each unit.
  private static let resolution = 1024.0

  /// The values `1024 z` of a plane, rounded; 0 for pixels that take no part.
  static func plane(of plane: Plane, mask: Mask?) -> Plane {
    let stretch = Stretch(plane.range(mask: mask))
    let isIncluded = { (index: Int) in mask?.isIncluded[index] ?? true }
    // Twelve bits, so that sums of squares stay below 2^53.
    let values = plane.samples.indices.map {
      isIncluded($0) ? (stretch[plane.samples[$0]] / 16).rounded(.down) : 0
    }
    let size = Size(width: plane.width, height: plane.height)
    let counts = windowed(values.indices.map { isIncluded($0) ? 1 : 0 }, size)
    let sums = windowed(values, size)
    let squares = windowed(values.map { $0 * $0 }, size)
    let least = 4095.0 / 50
    return Plane(
      width: plane.width, height: plane.height,
      samples: values.indices.map { index in
        guard isIncluded(index) else { return 0 }
        let mean = sums[index] / counts[index]
        let variance = max(0, squares[index] / counts[index] - mean * mean)
        let z = (values[index] - mean) / (variance.squareRoot() + least)
        return Int32((resolution * min(max(z, -limit), limit)).rounded())
      })
  }

  /// The sums under the three windows, zeros beyond the border.
  ///
  /// They run along rows and columns. `SquareSums` would add up whole images, beyond the numbers that are exact.
  private static func windowed(_ values: [Double], _ size: Size) -> [Double] {
    radii.reduce(values) { columnSums(rowSums($0, size, radius: $1), size, radius: $1) }
  }

  private static func rowSums(_ values: [Double], _ size: Size, radius: Int) -> [Double] {
    var result = values
    let width = size.width
    for start in stride(from: 0, to: values.count, by: width) {
      var sum = values[start..<start + min(radius, width)].reduce(0, +)
      for x in 0..<width {
        if x + radius < width { sum += values[start + x + radius] }
        result[start + x] = sum
        if x >= radius { sum -= values[start + x - radius] }
      }
    }
    return result
  }

  private static func columnSums(_ values: [Double], _ size: Size, radius: Int) -> [Double] {
    var result = values
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
    return result
  }
}
