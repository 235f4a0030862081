/// The size of a two-dimensional real transform and the layout of its spectrum.
///
/// A signal of `rows x columns` real numbers has a spectrum of `columns / 2 + 1` columns of `rows`
/// complex numbers. Each column is contiguous, so that the vertical transforms run through memory in
/// order. Neighbouring columns are `stride` apart, a little more than `rows`: the horizontal transforms
/// step from column to column, and equal distances of a power of two would all meet the same cache sets.
package struct TransformShape: Sendable, Hashable {
  /// The number of rows, or of columns, that one call of FFTW transforms.
  package static let batch = 8

  /// The length of the horizontal transforms, a multiple of 16.
  package let columns: Int
  /// The length of the vertical transforms, a multiple of 8.
  package let rows: Int

  package init(columns: Int, rows: Int) {
    precondition(columns > 0 && columns % 16 == 0, "\(columns) columns are not a multiple of 16")
    precondition(
      rows > 0 && rows % Self.batch == 0, "\(rows) rows are not a multiple of \(Self.batch)")
    self.columns = columns
    self.rows = rows
  }

  /// The shape of the shortest lengths that are not below given ones.
  ///
  /// - Precondition: Neither length is above the longest transform.
  init(atLeastColumns columns: Int, rows: Int) {
    func length(_ least: Int, from lengths: [Int]) -> Int {
      guard let length = lengths.first(where: { $0 >= least }) else {
        preconditionFailure("\(least) pixels are more than the longest transform's \(lengths)")
      }
      return length
    }
    self.init(
      columns: length(columns, from: Self.columnLengths), rows: length(rows, from: Self.rowLengths))
  }

  /// The number of real points.
  var area: Int { columns * rows }
  /// The number of columns of the spectrum.
  var spectrumColumns: Int { columns / 2 + 1 }
  /// The distance between two columns of the spectrum, in complex numbers: a multiple of four, so
  /// that every column starts on a cache line.
  package var stride: Int { rows + 4 }
  /// The number of complex numbers in a spectrum, with the gaps between its columns.
  package var spectrumCount: Int { stride * spectrumColumns }
  /// The bytes that a spectrum takes.
  var spectrumBytes: Int { MemoryLayout<Complex>.stride * spectrumCount }

  /// The longest transform along either axis.
  private static let longestLength = 1 << 17

  /// The longest side of a template: half of the longest transform, so that a tile of the longest
  /// template still has as many offsets as the template is long.
  static let longestSide = longestLength / 2

  /// Lengths for the horizontal transforms: even factors and 3, 5, 7.
  static let columnLengths: [Int] = {
    let oddParts = [3, 5, 7].reduce([1]) { parts, factor in
      parts.flatMap { multiples(of: $0, by: factor, through: longestLength / 16) }
    }
    return oddParts.flatMap { multiples(of: 16 * $0, by: 2, through: longestLength) }.sorted()
  }()

  /// The lengths of horizontal transforms for which FFTW's estimated plans are good. At most other lengths
  /// estimated plans take a third to two thirds more time than measured plans.
  static let quickColumnLengths: Set = [
    192, 240, 256, 320, 384, 400, 448, 480, 512, 576, 640, 768, 1024, 1152, 1280, 1440, 1536,
    1600, 1920, 2000, 2048, 3072, 3200, 4608,
  ]

  /// Lengths for the vertical transforms.
  ///
  /// Lengths with a factor 3 are left out: FFTW's estimated plans for complex transforms of such lengths take
  /// about twice the time of neighbouring lengths.
  static let rowLengths: [Int] = [1, 5, 7, 25, 35].flatMap {
    multiples(of: 8 * $0, by: 2, through: longestLength)
  }.filter { $0 >= 32 }.sorted()

  /// A number and its products with the powers of a factor, up to a limit.
  private static func multiples(of number: Int, by factor: Int, through limit: Int) -> [Int] {
    Array(sequence(first: number) { $0 * factor }.prefix { $0 <= limit })
  }
}
