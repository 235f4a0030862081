/// The directions of a picture's edges, as vectors of twice the angle.
///
/// With `g` the gradient by derivatives of a Gaussian of standard deviation 1 pixel, as a complex number,
///
///     z = g² / |g|^1.5        scaled to |z| ≤ 127
///
/// does not see the sign of contrast, and weighs strong edges more than weak ones without letting a few decide. A
/// turn of the picture by `a` multiplies `z` by `exp(2 i a)`. Where two pictures lie on each other, the agreement
/// of their edges is `Re Σ z_R conj(z_T)`.
struct EdgeDirections: Sendable {
  let size: Size
  /// The real and the imaginary part at each pixel, row-major; 0 for pixels that a masked one is near to.
  let x: [Double]
  let y: [Double]

  private static let gradient = Gradient(sigma: 1)
  private static let largest = 127.0

  /// - Parameter isExtended: Whether the plane goes on smoothly where the mask ends.
  init(_ plane: Plane, mask: Mask?, isExtended: Bool) {
    let gradient = Self.gradient
    let nearMasked = mask?.dilatedComplement(radius: isExtended ? 0 : gradient.radius)
    var x = [Double](repeating: 0, count: plane.samples.count)
    var y = x
    var longest = 0.0
    gradient.forEach(of: plane, mask: mask) { index, gx, gy in
      let square = gx * gx + gy * gy
      guard square > 0, nearMasked?[index] != true else { return }
      let length = square.squareRoot()
      let weight = 1 / (length * length.squareRoot())
      (x[index], y[index]) = ((gx * gx - gy * gy) * weight, 2 * gx * gy * weight)
      longest = max(longest, length.squareRoot())
    }
    let scale = longest > 0 ? Self.largest / longest : 0
    size = plane.size
    self.x = x.map { $0 * scale }
    self.y = y.map { $0 * scale }
  }

  /// The vectors in a rectangle inside the picture, rounded to whole numbers, so that sums of their products are
  /// exact.
  func rounded(in rect: PixelRect) -> (x: [Double], y: [Double]) {
    func part(_ values: [Double]) -> [Double] {
      rect.part(of: values, width: size.width).map { $0.rounded() }
    }
    return (part(x), part(y))
  }
}

extension LabelResampling {
  /// The vectors of a template, turned with it and rounded to whole numbers; 0 outside the template.
  func edges(_ edges: EdgeDirections, turnedBy angle: Double) -> (x: [Double], y: [Double]) {
    let turn = angle * .pi / 90
    let (c, s) = (cosine(turn), sine(turn))
    var x = [Double](repeating: 0, count: canvas.area)
    var y = x
    forEachPixel { place, index in
      let (u, v) = (edges.x[index], edges.y[index])
      x[place] = (u * c - v * s).rounded()
      y[place] = (u * s + v * c).rounded()
    }
    return (x, y)
  }
}
