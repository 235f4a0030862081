/// Labels from the direction of edges. An edge has the same place and direction in pictures of different
/// instruments, whatever the sign and the strength of its contrast.
///
/// With `g` the gradient by derivatives of a Gaussian of standard deviation `sigma`:
///
///     label = 0                                                        where |g| <= median of |g|
///     label = 1 + floor(sectors * (direction of g mod 180°) / 180°)    elsewhere
///
/// Turning an image shifts the sectors cyclically; mutual information stays the same.
///
/// Gradients are exact (`Gradient`), so the bit depth of the samples (8 bits, or 16 bits of 257 times the value)
/// changes no label.
enum Orientation {
  /// The standard deviation of the Gaussian in pixels.
  static let sigma = 1.5
  /// The number of sectors that half a turn is cut into.
  static let sectors = 7
  /// The number of labels.
  static let levelCount = sectors + 1

  private static let gradient = Gradient(sigma: sigma)
  /// How far the gradient's kernels reach.
  static var radius: Int { gradient.radius }

  /// The labels of a plane.
  ///
  /// Beyond the border the outermost samples are repeated. Pixels within the kernel's radius of a masked one
  /// have the label 0, as masked samples would decide their gradient, unless the plane goes on smoothly there.
  static func labels(of plane: Plane, mask: Mask?, isExtended: Bool = false) -> LabelImage {
    let nearMasked = mask?.dilatedComplement(radius: isExtended ? 0 : radius)
    let limits = limits
    var labels = [UInt8](repeating: 0, count: plane.samples.count)
    var squares = [UInt16](repeating: 0, count: plane.samples.count)
    gradient.forEach(of: plane, mask: mask) { index, gx, gy in
      let isFlipped = gy < 0 || (gy == 0 && gx < 0)
      let (x, y) = isFlipped ? (-gx, -gy) : (gx, gy)
      let isBeyond = y * limits.cosines .>= x * limits.sines
      let count = SIMD8<Int64>.zero.replacing(with: 1, where: isBeyond).wrappedSum()
      labels[index] = UInt8(truncatingIfNeeded: count - 1)
      squares[index] = squareBin(gx, gy)
    }
    let threshold = median(of: squares, without: nearMasked)
    for index in labels.indices where squares[index] <= threshold || nearMasked?[index] == true {
      labels[index] = 0
    }
    return LabelImage(
      width: plane.width, height: plane.height, levelCount: levelCount, labels: labels, mask: mask)
  }

  /// The cosines and sines of the directions between two sectors. They fill a vector but for its ends: these stay 0, so
  /// that any direction counts as beyond both.
  private static let limits: (cosines: SIMD8<Double>, sines: SIMD8<Double>) = {
    var limits = (cosines: SIMD8<Double>.zero, sines: SIMD8<Double>.zero)
    for sector in 1..<sectors {
      let angle = Double(sector) * .pi / Double(sectors)
      (limits.cosines[sector], limits.sines[sector]) = (cosine(angle), sine(angle))
    }
    return limits
  }()

  /// The bin of the squared magnitude: the upper half of its floating-point pattern. Bins have the order of
  /// the numbers and are less than 1 % wide.
  private static func squareBin(_ gx: Double, _ gy: Double) -> UInt16 {
    UInt16(Float(gx * gx + gy * gy).bitPattern >> 16)
  }

  /// The bin that holds the lower median of the squared magnitudes, without those of pixels near a masked
  /// one.
  private static func median(of squares: [UInt16], without nearMasked: [Bool]?) -> UInt16 {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for index in squares.indices where nearMasked?[index] != true {
      counts[Int(squares[index])] += 1
    }
    let total = counts.reduce(0, +)
    var below = 0
    let middle = counts.firstIndex { count in
      below += count
      return 2 * below >= total
    }
    return UInt16(middle ?? 0)
  }
}
