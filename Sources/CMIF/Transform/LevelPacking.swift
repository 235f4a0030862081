/// How the levels of a reference block ride in transforms, several counts to each.
///
/// Correlating `Σ_k 2^(shift_k) [R = a_k]` with `[T = b]` gives `Σ_k 2^(shift_k) c_k`, in which `c_k` is the
/// count of level `a_k` with level `b`. No count exceeds the pixels that either level has, so each digit
/// gets just the bits for that, and the digits of the result are the counts, provided that the result is
/// exact once it is rounded to a whole number.
///
/// ## The bound
/// Each of the transforms is a product of orthogonal stages. Rounding adds to each stage's output an
/// error of random sign, in proportion to that output, so that errors spread evenly over the
/// transform's points and their root mean square, relative to that of the signal, is
/// `ε κ sqrt(log2 n)` for `n` points, with `ε = 2^-53` and a constant `κ` of about 0.6 for FFTW
/// (Schatzman, SIAM J. Sci. Comput. 17, 1996, section 4; Frigo and Johnson, benchFFT accuracy pages).
/// Three transforms and a product lie between labels and counts; `growth` covers them and is checked by
/// measurement over all sizes in the tests. By Parseval's theorem this error of the spectrum is, in the
/// result, relative to the root mean square of the result itself. All terms are positive, hence
///
///     rms(v)² = mean(v²) ≤ max(v) · mean(v),   max(v) ≤ Σ_k 2^(shift_k) min(n_ak, n_b),
///                                               mean(v) = Σ_k 2^(shift_k) n_ak n_b / n
///
/// `deviations` standard deviations, plus the last bit of the largest result for the final scaling,
/// must stay below `tolerance`.
struct LevelPacking: Sendable, Equatable {
  /// One level in a packed number.
  struct Digit: Sendable, Equatable {
    let level: Int
    /// The number of pixels of the level in the block.
    let count: Int
    /// The bits that hold every count of the level.
    let width: Int
    /// The place of its lowest bit.
    var shift = 0
  }

  /// What is to be packed and the transform it goes through.
  struct Load: Sendable {
    /// The levels to be packed and the number of pixels that each has in the block.
    let levels: [(level: Int, count: Int)]
    /// The largest number of pixels of one template level.
    let templateCount: Int
    /// The number of template pixels, which no sum of counts exceeds.
    let templateTotal: Int
    /// The number of points of the transform.
    let points: Int
  }

  /// The packs, each with its digits from the lowest to the highest.
  let packs: [[Digit]]

  /// The most bits a packed number may have: the rounding of `WholeNumbers` is right below 2^51.
  static let bitLimit = 50
  /// The largest error the bound allows, half of what the guard lets pass.
  static let tolerance = 0.125
  /// The growth of the relative error over the three transforms and the product.
  static let growth = 1.25
  /// How many standard deviations the largest of many errors may be away.
  static let deviations = 6.5

  /// Packs as many levels together as the bound allows, first fit in order of width.
  ///
  /// - Parameter mostDigits: the most levels of a pack.
  init(_ load: Load, mostDigits: Int = .max) {
    self.init(load) { pack in
      pack.count <= mostDigits && Self.bits(of: pack) <= Self.bitLimit
        && Self.errorBound(of: pack, load) <= Self.tolerance
    }
  }

  /// Packs so many levels together, whatever the bound says; for tests of the guard.
  init(_ load: Load, forcedDigits: Int) {
    self.init(load) { $0.count <= forcedDigits && Self.bits(of: $0) <= 62 }
  }

  private init(_ load: Load, fits: ([Digit]) -> Bool) {
    var packs: [[Digit]] = []
    let digits = load.levels.map { level, count in
      Digit(level: level, count: count, width: Self.width(count: count, load))
    }
    for digit in digits.sorted(by: { ($0.width, $0.level) > ($1.width, $1.level) }) {
      let place = packs.firstIndex { fits(Self.placed($0 + [digit])) && Self.hasRoom($0 + [digit]) }
      if let place {
        packs[place] = Self.placed(packs[place] + [digit])
      } else {
        packs.append([digit])
      }
    }
    self.packs = packs
  }

  /// The most levels of a pack.
  var mostDigits: Int { packs.map(\.count).max() ?? 0 }

  /// What the error of a packed number stays below, by the bound above.
  static func errorBound(of pack: [Digit], _ load: Load) -> Double {
    var largest = 0.0
    var weights = 0.0
    for digit in pack {
      let weight = Double(1 << digit.shift)
      largest += weight * Double(min(digit.count, load.templateCount))
      weights += weight * Double(digit.count)
    }
    let mean = weights * Double(load.templateCount) / Double(load.points)
    let logarithm = Double(Int.bitWidth - load.points.leadingZeroBitCount)
    let relative = deviations * growth * 0x1p-53 * logarithm.squareRoot()
    return relative * (largest * mean).squareRoot() + 0x1p-52 * largest
  }

  /// The number of bits that hold every count up to `count`.
  static func width(of count: Int) -> Int { max(1, Int.bitWidth - count.leadingZeroBitCount) }

  /// The bits for the counts of a level: enough for the counts with any template level, and half
  /// enough for their sum, which is formed with every other digit left out.
  private static func width(count: Int, _ load: Load) -> Int {
    max(
      width(of: min(count, load.templateCount)),
      (width(of: min(count, load.templateTotal)) + 1) / 2)
  }

  /// The digits side by side, narrow ones first, so that a digit and the one above it have twice the
  /// room of the digit.
  private static func placed(_ pack: [Digit]) -> [Digit] {
    var shift = 0
    return pack.sorted { ($0.width, $0.level) < ($1.width, $1.level) }.map { digit in
      var digit = digit
      digit.shift = shift
      shift += digit.width
      return digit
    }
  }

  private static func bits(of pack: [Digit]) -> Int { pack.reduce(0) { $0 + $1.width } }

  /// Whether the sums of the highest digits fit a 64-bit word.
  private static func hasRoom(_ pack: [Digit]) -> Bool {
    bits(of: pack) + (pack.map(\.width).max() ?? 0) <= 63
  }
}
