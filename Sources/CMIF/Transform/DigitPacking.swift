/// How many counts ride in one transform, as digits of one number.
///
/// Correlating `Σ_k 2^(k bits) [R = a_k]` with `[T = b]` gives `Σ_k 2^(k bits) c_k`, in which `c_k` is
/// the count of level `a_k` with level `b`. As no count reaches `2^bits`, the binary digits of the
/// result are the counts, provided that the result is exact once it is rounded to a whole number.
///
/// ## The bound
/// Each of the transforms is a product of orthogonal stages. Rounding adds to each stage's output an
/// error of random sign, in proportion to that output, so that errors spread evenly over the
/// transform's points and their root mean square, relative to that of the signal, is
/// `ε κ sqrt(log2 n)` for `n` points, with `ε = 2^-53` and a constant `κ` below 1 for FFTW (Schatzman,
/// SIAM J. Sci. Comput. 17, 1996, section 4; Frigo and Johnson, benchFFT accuracy pages). Three
/// transforms and a product lie between counts and labels; `growth` covers them and is checked by
/// measurement over all sizes in the tests. By Parseval's theorem this error of the spectrum is, in the
/// result, relative to the root mean square of the result itself. All terms are positive, hence
///
///     rms(v)² = mean(v²) ≤ max(v) · mean(v),   mean(v) = (Σ of weights) · n_b / n
///
/// where `max(v) ≤ Σ_k 2^(k bits) min(n_ak, n_b)`. `deviations` standard deviations, plus the last
/// bit of the largest result for the final scaling, must stay below `tolerance`.
struct DigitPacking: Sendable, Equatable {
  /// The width of a digit in bits.
  let bits: Int
  /// The number of digits in a packed number, at least 1.
  let digits: Int

  /// The most bits a packed number may have: the rounding of `WholeNumbers` is right below 2^51.
  static let bitLimit = 50
  /// The largest error the bound allows, half of what the guard lets pass.
  static let tolerance = 0.125
  /// The growth of the relative error over the three transforms and the product.
  static let growth = 2.0
  /// How many standard deviations the largest of many errors may be away.
  static let deviations = 8.0

  /// The counts to be packed and the transform they go through.
  struct Load: Sendable {
    /// The number of pixels that each level to be packed has in a block, most frequent first.
    let levelCounts: [Int]
    /// The largest count of one template level.
    let templateCount: Int
    /// The number of template pixels, which no sum of counts exceeds.
    let templateTotal: Int
    /// The number of points of the transform.
    let points: Int
  }

  /// Packs with a given number of digits, whatever the bound says.
  init(bits: Int, digits: Int) {
    precondition(digits >= 1 && bits * digits <= 62, "\(digits) digits of \(bits) bits do not fit")
    self.bits = bits
    self.digits = digits
  }

  /// The most digits that the bound allows for a load; one digit when it allows none.
  init(for load: Load) {
    // Sums over template levels get the room of two digits.
    bits = max(Self.width(of: load.templateCount), (Self.width(of: load.templateTotal) + 1) / 2)
    var digits = max(1, min(Self.bitLimit / bits, load.levelCounts.count))
    while digits > 1,
      Self.errorBound(bits: bits, digits: digits, load: load) > Self.tolerance
    { digits -= 1 }
    self.digits = digits
  }

  /// The number of bits that hold every count up to `count`.
  static func width(of count: Int) -> Int { max(1, Int.bitWidth - count.leadingZeroBitCount) }

  /// What the error of a packed number stays below, by the bound above.
  static func errorBound(bits: Int, digits: Int, load: Load) -> Double {
    let packs = (load.levelCounts.count + digits - 1) / digits
    var largest = 0.0
    var weights = 0.0
    for (digit, level) in stride(from: 0, to: load.levelCounts.count, by: packs).enumerated() {
      let count = load.levelCounts[level]
      let weight = Double(1 << (digit * bits))
      largest += weight * Double(min(count, load.templateCount))
      weights += weight * Double(count)
    }
    let mean = weights * Double(load.templateCount) / Double(load.points)
    let rootMeanSquare = (largest * mean).squareRoot()
    let logarithm = Double(Int.bitWidth - load.points.leadingZeroBitCount)
    let relative = deviations * growth * 0x1p-53 * logarithm.squareRoot()
    return relative * rootMeanSquare + 0x1p-52 * largest
  }

  /// The weight of a digit.
  func weight(ofDigit digit: Int) -> Double { Double(1 << (digit * bits)) }

  /// Deals levels, most frequent first, out to packs, so that every pack's highest digits, which
  /// weigh the most, are its rarest levels.
  func packs(of levels: [Int]) -> [[Int]] {
    let count = (levels.count + digits - 1) / digits
    return (0..<count).map { pack in
      stride(from: pack, to: levels.count, by: count).map { levels[$0] }
    }
  }
}

/// Rounding of many numbers to whole ones.
enum WholeNumbers {
  /// How far from a whole number a result may be before it is not trusted.
  static let guardDistance = 0.25

  /// Adding this leaves the nearest whole number in the lowest bits of a `Double`, for magnitudes up
  /// to 2^51: a rounding that compiles to vector instructions, unlike `rounded()`.
  private static let shifter = 0x1.8p52

  /// Rounds `scale * values` into `wholes`; false when one is further than `guardDistance` from a
  /// whole number.
  ///
  /// Works on four numbers at a time: both arrays are aligned and have room for `count` rounded up to
  /// a multiple of four.
  static func round(
    _ values: UnsafePointer<Double>, scale: Double, count: Int,
    into wholes: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    let values = UnsafeRawPointer(values).assumingMemoryBound(to: SIMD4<Double>.self)
    let wholes = UnsafeMutableRawPointer(wholes).assumingMemoryBound(to: SIMD4<UInt64>.self)
    let base = SIMD4<UInt64>(repeating: shifter.bitPattern)
    var squares = SIMD4<Double>.zero
    for i in 0..<(count + 3) / 4 {
      let value = values[i] * scale
      let shifted = value + shifter
      let distance = value - (shifted - shifter)
      squares += distance * distance
      wholes[i] = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &- base
    }
    // The sum of all squares is hardly ever near the square of the largest allowed distance, and
    // cheaper to find than the largest one.
    if squares.sum() <= guardDistance * guardDistance { return true }
    return (0..<(count + 3) / 4).allSatisfy { i in
      let value = values[i] * scale
      let distance = value - ((value + shifter) - shifter)
      return max(distance.max(), -distance.min()) <= guardDistance
    }
  }
}
