/// The level counts of an image under a window that slides over it.
///
/// This is a marginal histogram for free: a template without a mask is a window on the reference, and
/// a reference without a mask is a window on the template. Counts of several levels are packed as
/// digits of one 64-bit word; sums of words wrap around on the way, which does not matter, as every
/// final digit fits. A step of the window costs one row in, one row out and a running sum.
struct WindowCounts {
  private let image: LabelImage
  private let window: Size
  private let bits: Int
  private let levelsPerWord: Int
  private let wordCount: Int
  /// The columns of the image that the windows can touch.
  private let columns: Range<Int>
  /// `words[word * 256 + label]`: what a pixel of a level adds.
  private let words: [UInt64]
  /// The sums of the rows in `rows`, for each word and column.
  private var columnSums: [UInt64]
  private var rows = 0..<0
  private var prefix: [UInt64]

  /// Prepares to slide a window over an image, for windows whose left edge is in `origins`.
  init(image: LabelImage, window: Size, origins: Range<Int>) {
    self.image = image
    self.window = window
    let largest = min(image.width, window.width) * min(image.height, window.height)
    bits = DigitPacking.width(of: largest)
    levelsPerWord = 64 / bits
    wordCount = (image.levelCount + levelsPerWord - 1) / levelsPerWord
    let left = min(max(origins.lowerBound, 0), image.width)
    let right = min(max(origins.upperBound - 1 + window.width, left), image.width)
    columns = left..<right
    var words = [UInt64](repeating: 0, count: wordCount * 256)
    for level in 0..<image.levelCount {
      words[level / levelsPerWord * 256 + level] = 1 << UInt64(level % levelsPerWord * bits)
    }
    self.words = words
    columnSums = [UInt64](repeating: 0, count: wordCount * columns.count)
    prefix = [UInt64](repeating: 0, count: columns.count + 1)
  }

  /// Moves the window's top edge to row `top`, which may be outside the image.
  mutating func move(top: Int) {
    let lower = min(max(top, 0), image.height)
    let target = lower..<max(lower, min(top + window.height, image.height))
    if !rows.overlaps(target) {
      for row in rows { add(row: row, removing: true) }
      for row in target { add(row: row, removing: false) }
    } else {
      for row in rows where !target.contains(row) { add(row: row, removing: true) }
      for row in target where !rows.contains(row) { add(row: row, removing: false) }
    }
    rows = target
  }

  /// Hands over each level's counts for the windows whose left edges are in `origins`, in ascending
  /// order, which must lie in the range given at the start.
  mutating func forEachLevel(
    origins: Range<Int>, _ body: (_ level: Int, _ counts: UnsafeBufferPointer<Int32>) -> Void
  ) {
    var sums = [UInt64](repeating: 0, count: origins.count)
    var counts = [Int32](repeating: 0, count: origins.count)
    for word in 0..<wordCount {
      sumWindows(word: word, origins: origins, into: &sums)
      for digit in 0..<min(levelsPerWord, image.levelCount - word * levelsPerWord) {
        let shift = UInt64(digit * bits)
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        for i in sums.indices { counts[i] = Int32(truncatingIfNeeded: (sums[i] >> shift) & mask) }
        counts.withUnsafeBufferPointer { body(word * levelsPerWord + digit, $0) }
      }
    }
  }

  private mutating func sumWindows(word: Int, origins: Range<Int>, into sums: inout [UInt64]) {
    let start = word * columns.count
    var running: UInt64 = 0
    for i in 0..<columns.count {
      running &+= columnSums[start + i]
      prefix[i + 1] = running
    }
    for (i, origin) in origins.enumerated() {
      let left = min(max(origin, columns.lowerBound), columns.upperBound) - columns.lowerBound
      let right = min(max(origin + window.width, columns.lowerBound), columns.upperBound)
      sums[i] = prefix[right - columns.lowerBound] &- prefix[left]
    }
  }

  private mutating func add(row: Int, removing: Bool) {
    let first = row * image.width + columns.lowerBound
    for word in 0..<wordCount {
      let start = word * columns.count
      for i in 0..<columns.count where image.mask?.isIncluded[first + i] ?? true {
        let amount = words[word * 256 + Int(image.labels[first + i])]
        columnSums[start + i] = removing ? columnSums[start + i] &- amount : columnSums[start + i] &+ amount
      }
    }
  }
}
