/// Sums of numbers over squares around pixels, each in constant time.
struct SquareSums {
  private let width: Int
  private let height: Int
  /// `integral[y * (width + 1) + x]`: the sum over the rows above `y` and the columns before `x`.
  private let integral: [Double]

  /// - Parameter value: The number of a pixel, by its row-major index; asked for once.
  init(_ size: Size, _ value: (_ index: Int) -> Double) {
    let (width, height) = (size.width, size.height)
    var integral = [Double](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0.0
      for x in 0..<width {
        row += value(y * width + x)
        integral[(y + 1) * (width + 1) + x + 1] = integral[y * (width + 1) + x + 1] + row
      }
    }
    (self.width, self.height, self.integral) = (width, height, integral)
  }

  /// The number of pixels of the square of `2 radius + 1` pixels around a pixel that lie in the picture.
  func count(around index: Int, radius: Int) -> Int {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    return (min(x + radius + 1, width) - max(x - radius, 0))
      * (min(y + radius + 1, height) - max(y - radius, 0))
  }

  /// The sum over the square of `2 radius + 1` pixels around a pixel, as far as it lies in the picture.
  func sum(around index: Int, radius: Int) -> Double {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    let (left, right) = (max(x - radius, 0), min(x + radius + 1, width))
    let top = max(y - radius, 0) * (width + 1)
    let bottom = min(y + radius + 1, height) * (width + 1)
    return integral[bottom + right] - integral[bottom + left] - integral[top + right]
      + integral[top + left]
  }
}
