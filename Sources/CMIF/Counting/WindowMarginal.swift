/// The field's known marginal: the counts of some levels under the kernel's window at each offset, packed as
/// digits of one word or several, and the sum of `f` of these counts.
final class WindowMarginal: Sendable {
  /// The places of the counts in each word.
  let words: [[PackedDigits.Place]]
  private let width: Int
  private let counts: AlignedBuffer<UInt64>
  private let logs: AlignedBuffer<Int64>

  /// Makes room for `rows` rows of `width` offsets and the levels of a pack.
  init(_ pack: LevelPacking.Pack, width: Int, rows: Int) throws(CMIFError) {
    words = pack.totals.map { $0.map(\.place) }
    self.width = width
    counts = try AlignedBuffer(count: rows * width * words.count)
    logs = try AlignedBuffer(count: rows * width)
  }

  /// The bytes that a marginal of so many words and offsets takes.
  static func byteCount(words: Int, offsets: Int) -> Int { 8 * (words + 1) * offsets }

  /// A row of one word's counts.
  func counts(word: Int, row: Int) -> UnsafePointer<UInt64> {
    UnsafePointer(place(word: word, row: row))
  }

  private func place(word: Int, row: Int) -> UnsafeMutablePointer<UInt64> {
    counts.base + (row * words.count + word) * width
  }

  /// A row of `Σ f(c_a)`.
  func logs(row: Int) -> UnsafePointer<Int64> { UnsafePointer(logs.base + row * width) }

  /// Writes a row: the counts of the windows whose top edge is at row `top` of the field.
  func write(row: Int, _ windows: inout SlidingLevelCounts, top: Int, table: some LogLookup) {
    windows.move(top: top)
    let sums = logs.base + row * width
    sums.update(repeating: 0, count: width)
    windows.forEachWord { word, _, windows in
      place(word: word, row: row).update(from: windows, count: width)
      LogLoop(words: windows, count: width, sums: sums, table: table).run(over: words[word])
    }
  }

  /// Adds the sums of a row's counts, which are its overlaps.
  func addTotals(row: Int, to totals: UnsafeMutablePointer<Int32>) {
    for (word, places) in words.enumerated() {
      CountLoop(words: counts(word: word, row: row), count: width, totals: totals)
        .run(over: places)
    }
  }
}
