/// Rounding of many numbers to whole numbers: the engine's counts and the sums of `VectorCorrelation`. No other
/// code of the engine rounds counts.
///
/// For a count the nearest whole number is the right one because `LevelPacking` packs no more than its bound allows,
/// and `ExactnessTests` compare that bound with measured errors. The guard of `round` looks at every count all the same.
enum WholeNumbers {
  /// The largest distance from a whole number at which a result is trusted.
  static let guardDistance = 0.25

  /// The number 1.5 · 2^52. A `Double` plus this number has the nearest whole number in its lowest bits, for
  /// magnitudes up to 2^51: a rounding that compiles to vector instructions, unlike `rounded()`.
  private static let shifter = 0x1.8p52

  /// Rounds `scale * values` into `wholes`; false when a product is further than `guardDistance` from a
  /// whole number. Halves go to the even neighbour.
  ///
  /// Four numbers are rounded at a time: both arrays are aligned to 32 bytes and have room for `count`
  /// rounded up to a multiple of four.
  static func round(
    _ values: UnsafePointer<Double>, scale: Double, count: Int,
    into wholes: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    let values = UnsafeRawPointer(values).assumingMemoryBound(to: SIMD4<Double>.self)
    let wholes = UnsafeMutableRawPointer(wholes).assumingMemoryBound(to: SIMD4<UInt64>.self)
    let base = SIMD4<UInt64>(repeating: shifter.bitPattern)
    var powers = SIMD4<Double>.zero
    for i in 0..<(count + 3) / 4 {
      let value = values[i] * scale
      let shifted = value + shifter
      let distance = value - (shifted - shifter)
      let square = distance * distance
      powers += (square * square) * (square * square)
      wholes[i] = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &- base
    }
    // The sum of eighth powers is an upper bound of the largest one, close to it, and cheaper to find. Only
    // where the bound fails is the largest distance itself looked at.
    let square = guardDistance * guardDistance
    if powers.sum() <= (square * square) * (square * square) { return true }
    return (0..<(count + 3) / 4).allSatisfy { i in
      let value = values[i] * scale
      let distance = value - ((value + shifter) - shifter)
      return max(distance.max(), -distance.min()) <= guardDistance
    }
  }

  /// Writes the whole numbers nearest to `scale * values`, of magnitudes up to 2^51, without a guard.
  static func writeNearest(
    _ values: Slice<UnsafeBufferPointer<Double>>, scale: Double, into wholes: inout [Double],
    at place: Int
  ) {
    let values = UnsafeBufferPointer(rebasing: values)
    precondition(
      place >= 0 && place + values.count <= wholes.count,
      "\(values.count) numbers at \(place) exceed \(wholes.count)")
    wholes.withUnsafeMutableBufferPointer { wholes in
      for i in 0..<values.count {
        wholes[place &+ i] = (values[i] * scale + shifter) - shifter
      }
    }
  }

  /// Drops the lowest `bits` of each number.
  static func shift(_ wholes: UnsafeMutablePointer<UInt64>, by bits: Int, count: Int) {
    for i in 0..<count { wholes[i] &>>= UInt64(bits) }
  }
}
