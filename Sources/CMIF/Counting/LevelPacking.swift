/// How the levels of a field's block ride in transforms, several counts to each.
///
/// For the field `F`, the kernel `K` and the counts `c_k` of level `a_k` with level `b`, the correlation of
///
///     Σ_k 2^(shift_k) [F = a_k]    with    [K = b]    is    Σ_k 2^(shift_k) c_k
///
/// No count exceeds the number of pixels that either level has, so each digit gets the bits for that number. The
/// digits of the result are then the counts, provided that the result is exact once it is rounded to a whole
/// number.
///
/// Where the levels do not fill a transform, several kernel levels may ride in it as well:
/// `[K = b]` becomes `Σ_j 2^(bits j) [K = b_j]`, and the result holds the counts with each `b_j`, one
/// above the other.
///
/// The counts of a level are also summed over the kernel levels, as packed numbers. Where there is room,
/// all digits are equally wide, and wide enough for their sums: such numbers are the quickest to take
/// apart. Otherwise each digit is as narrow as it may be, and every other digit is summed by itself.
///
/// ## The bound
/// Each of the transforms is a product of orthogonal stages. Rounding adds to each stage's output an
/// error of random sign, in proportion to that output, so that errors spread evenly over the
/// transform's points and their root mean square, relative to that of the signal, is
/// `ε κ sqrt(log2 n)` for `n` points, with `ε = 2^-53` and a constant `κ` of about 0.6 for FFTW
/// (Schatzman, SIAM J. Sci. Comput. 17, 1996, section 4; Frigo and Johnson, benchFFT accuracy pages).
/// Three transforms and a product lie between labels and counts; `growth` covers them and is checked by
/// measurement in the tests, at all lengths up to 1300 and many beyond. By Parseval's theorem this error
/// of the spectrum is, in the result, relative to the root mean square of the result itself. All terms
/// are positive, hence
///
///     rms(v)² = mean(v²) ≤ max(v) · mean(v),   max(v) ≤ Σ_k 2^(shift_k) min(n_ak, n_b),
///                                               mean(v) = Σ_k 2^(shift_k) n_ak n_b / n
///
/// `deviations` standard deviations, plus the last bit of the largest result for the final scaling,
/// must stay below `tolerance`. Several kernel levels make both values larger by `Σ_j 2^(bits j)`.
struct LevelPacking: Sendable, Equatable {
  /// One level in a packed number.
  struct Digit: Sendable, Hashable {
    let level: Int
    /// The number of pixels of the level in the block.
    let count: Int
    /// The bits that hold every count of the level.
    let width: Int
    /// The place of its lowest bit.
    var shift = 0
  }

  /// Field levels that share a spectrum, and the kernel levels that it meets.
  struct Pack: Sendable, Equatable {
    /// The field levels, from the lowest digit to the highest.
    let digits: [Digit]
    /// The kernel levels, by their index, as they ride in transforms; a group for each transform.
    let groups: [LevelGroup]
    /// Whether the digits are equally wide and have room for the sums of their counts over all kernel
    /// levels.
    let isUniform: Bool

    /// The number of words that sum the counts: every so many digits share one, which leaves each as many
    /// times its width.
    var totalWords: Int { isUniform ? 1 : 2 }

    /// The most counts of a transform.
    var mostDigits: Int { digits.count * (groups.map(\.range.count).max() ?? 0) }
  }

  /// The packs; together they meet every field level with every kernel level once.
  let packs: [Pack]

  /// The most bits a packed number may have: the rounding of `WholeNumbers` is right below 2^51.
  static let bitLimit = 50
  /// The largest error the bound allows: what the guard lets pass, half of what would round wrongly.
  static let tolerance = WholeNumbers.guardDistance
  /// The growth of the relative error over the three transforms and the product.
  static let growth = 1.25
  /// How many standard deviations the largest of many errors may be away.
  static let deviations = 6.5

  /// Packs as many levels together as the bound allows, first fit in order of width; where half a
  /// transform or more stays empty, several kernel levels ride in it.
  ///
  /// - Parameter mostDigits: the most counts of a transform.
  init(_ problem: PackingProblem, mostDigits: Int = .max) {
    func fits(_ digits: [Digit], _ kernelLevels: Int) -> Bool {
      digits.count * kernelLevels <= mostDigits && Self.fits(digits, kernelLevels, problem)
    }
    packs = Self.packed(problem) { fits($0, 1) }.map { digits in
      var size = 1
      while size < problem.kernelLevels && fits(digits, size + 1) { size += 1 }
      let uniform = Self.uniform(digits, problem)
      let isUniform = fits(uniform, size)
      let bits = Self.bits(of: isUniform ? uniform : digits)
      return Pack(
        digits: isUniform ? uniform : digits,
        groups: LevelGroup.groups(count: problem.kernelLevels, size: size, bits: bits),
        isUniform: isUniform)
    }
  }

  /// A packing made elsewhere.
  init(packs: [Pack]) { self.packs = packs }

  /// The levels in packs, first fit in order of width.
  private static func packed(_ problem: PackingProblem, fits: ([Digit]) -> Bool) -> [[Digit]] {
    var packs: [[Digit]] = []
    let digits = problem.levels.map { level, count in
      Digit(level: level, count: count, width: leastWidth(count: count, problem))
    }
    for digit in digits.sorted(by: { ($0.width, $0.level) > ($1.width, $1.level) }) {
      let place = packs.firstIndex { fits(compact($0 + [digit])) }
      if let place {
        packs[place] = compact(packs[place] + [digit])
      } else {
        packs.append([digit])
      }
    }
    return packs
  }

  /// The number of transforms.
  var transformCount: Int { packs.reduce(0) { $0 + $1.groups.count } }

  /// The most counts of a transform.
  var mostDigits: Int { packs.map(\.mostDigits).max() ?? 0 }

  /// What the error of a packed number stays below, by the bound above.
  ///
  /// - Parameter kernelLevels: how many kernel levels ride in the transform.
  static func errorBound(of digits: [Digit], _ kernelLevels: Int, _ problem: PackingProblem)
    -> Double
  {
    var largest = 0.0
    var weights = 0.0
    for digit in digits {
      let weight = Double(1 << digit.shift)
      largest += weight * Double(min(digit.count, problem.largestKernelCount))
      weights += weight * Double(digit.count)
    }
    let mean = weights * Double(problem.largestKernelCount) / Double(problem.points)
    let logarithm = Double(Int.bitWidth - problem.points.leadingZeroBitCount)
    let relative = deviations * growth * 0x1p-53 * logarithm.squareRoot()
    let riding = LevelGroup(range: 0..<kernelLevels, bits: bits(of: digits)).weights.reduce(0, +)
    return riding * (relative * (largest * mean).squareRoot() + 0x1p-52 * largest)
  }

  /// The number of bits that hold every count up to `count`.
  static func width(of count: Int) -> Int { max(1, Int.bitWidth - count.leadingZeroBitCount) }

  /// The fewest bits for the counts of a level: enough for the counts with any kernel level, and half
  /// enough for their sum, which is formed with every other digit left out.
  static func leastWidth(count: Int, _ problem: PackingProblem) -> Int {
    max(
      width(of: min(count, problem.largestKernelCount)),
      (sumWidth(count: count, problem) + 1) / 2)
  }

  /// The bits for the sum of a level's counts over all kernel levels.
  private static func sumWidth(count: Int, _ problem: PackingProblem) -> Int {
    width(of: min(count, problem.kernelTotal))
  }

  /// The digits side by side, equally wide, with room for the sum of each level's counts over all kernel
  /// levels.
  private static func uniform(_ digits: [Digit], _ problem: PackingProblem) -> [Digit] {
    let most = digits.map(\.count).max() ?? 0
    let width = sumWidth(count: most, problem)
    return digits.enumerated().map { index, digit in
      Digit(level: digit.level, count: digit.count, width: width, shift: index * width)
    }
  }

  /// The digits side by side, narrow ones first, so that a digit and the one above it have twice the
  /// room of the digit.
  private static func compact(_ digits: [Digit]) -> [Digit] {
    var shift = 0
    return digits.sorted { ($0.width, $0.level) < ($1.width, $1.level) }.map { digit in
      var digit = digit
      digit.shift = shift
      shift += digit.width
      return digit
    }
  }

  private static func bits(of digits: [Digit]) -> Int { digits.reduce(0) { $0 + $1.width } }

  /// Whether a transform holds the digits with so many kernel levels: their bits are few enough, the error stays below
  /// the tolerance, and the sum of the highest digit's counts over all kernel levels fits a 64-bit word.
  private static func fits(_ digits: [Digit], _ kernelLevels: Int, _ problem: PackingProblem)
    -> Bool
  {
    let bits = bits(of: digits)
    return bits * kernelLevels <= bitLimit
      && bits + (digits.map(\.width).max() ?? 0) <= 63
      && errorBound(of: digits, kernelLevels, problem) <= tolerance
  }
}
