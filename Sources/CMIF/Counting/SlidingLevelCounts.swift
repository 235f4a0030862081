/// The level counts of an image under a window that slides over it.
///
/// This gives a marginal histogram without transforms: a kernel without a mask is a window on the field, and
/// a field without a mask is a window on the kernel. Counts of several levels are packed as digits of one
/// 64-bit word. Sums of words may wrap around on the way, which does not matter, as every final digit fits. A
/// step of the window costs one row in, one row out and a running sum.
struct SlidingLevelCounts {
  private let image: LabelImage
  private let window: Size
  /// The digits of each word.
  private let digits: [[Digit]]
  /// The columns of the image that the windows can touch.
  private let columns: Range<Int>
  /// `words[word * 256 + level]`: what a pixel of a level adds.
  private let words: [UInt64]
  /// The sums of the rows in `rows`, for each word and column.
  private var columnSums: [UInt64]
  private var rows = 0..<0
  private var prefix: [UInt64]
  private let origins: Range<Int>
  /// Each window's first column and the one after its last, clipped, counted from `columns`.
  private let edges: [(left: Int32, right: Int32)]
  /// The windows that cover all columns, so that their counts are equal.
  let whole: Range<Int>
  private var sums: [UInt64]

  /// A level and the place of its count in a word.
  struct Digit {
    let level: Int
    let place: PackedDigits.Place
  }

  /// Prepares to slide a window over an image, for windows whose left edge is in `origins`.
  init(image: LabelImage, window: Size, origins: Range<Int>) {
    let largest = min(image.width, window.width) * min(image.height, window.height)
    let bits = LevelPacking.width(of: largest)
    let perWord = 64 / bits
    let mask: UInt64 = (1 << UInt64(bits)) - 1
    let digits = stride(from: 0, to: image.levelCount, by: perWord).map { first in
      (first..<min(first + perWord, image.levelCount)).map { level in
        Digit(level: level, place: .init(shift: UInt64((level - first) * bits), mask: mask))
      }
    }
    self.init(image: image, digits: digits, window: window, origins: origins)
  }

  /// Prepares to count pixels whatever their levels: all levels share one digit.
  init(pixelsOf image: LabelImage, window: Size, origins: Range<Int>) {
    let place = PackedDigits.Place(shift: 0, mask: .max)
    let digits = (0..<image.levelCount).map { Digit(level: $0, place: place) }
    self.init(image: image, digits: [digits], window: window, origins: origins)
  }

  /// Prepares to count just some levels, at places in words that hold all their counts.
  init(image: LabelImage, digits: [[Digit]], window: Size, origins: Range<Int>) {
    self.image = image
    self.window = window
    self.digits = digits
    let left = min(max(origins.lowerBound, 0), image.width)
    let right = min(max(origins.upperBound - 1 + window.width, left), image.width)
    columns = left..<right
    self.origins = origins
    edges = origins.map { origin in
      let end = min(max(origin + window.width, left), right)
      return (Int32(min(max(origin, left), right) - left), Int32(end - left))
    }
    let first = min(max(right - window.width, origins.lowerBound), origins.upperBound)
    let end = max(first, min(left + 1, origins.upperBound))
    whole = first - origins.lowerBound..<end - origins.lowerBound
    sums = [UInt64](repeating: 0, count: origins.count)
    var words = [UInt64](repeating: 0, count: digits.count * 256)
    for (word, digits) in digits.enumerated() {
      for digit in digits { words[word * 256 + digit.level] = 1 << digit.place.shift }
    }
    self.words = words
    columnSums = [UInt64](repeating: 0, count: digits.count * columns.count)
    prefix = [UInt64](repeating: 0, count: columns.count + 1)
  }

  /// Moves the window's top edge to row `top`, which may be outside the image.
  mutating func move(top: Int) {
    let lower = min(max(top, 0), image.height)
    let target = lower..<max(lower, min(top + window.height, image.height))
    let (leaving, entering) = (
      rows.filter { !target.contains($0) }, target.filter { !rows.contains($0) }
    )
    let exchanged = min(leaving.count, entering.count)
    for (old, new) in zip(leaving, entering) { replace(row: old, by: new) }
    for row in leaving[exchanged...] { add(row: row, removing: true) }
    for row in entering[exchanged...] { add(row: row, removing: false) }
    rows = target
  }

  /// Hands over each word's digits and its value for all windows, by ascending left edge.
  @inline(__always)
  mutating func forEachWord(
    _ body: (_ word: Int, _ digits: [Digit], _ windows: UnsafePointer<UInt64>) -> Void
  ) {
    for word in digits.indices {
      sumWindows(word: word)
      sums.withUnsafeBufferPointer { sums in
        guard let base = sums.baseAddress else { return }
        body(word, digits[word], base)
      }
    }
  }

  /// The sums of all windows, from running sums over the columns.
  private mutating func sumWindows(word: Int) {
    let (start, count) = (word * columns.count, columns.count)
    columnSums.withUnsafeBufferPointer { columnSums in
      prefix.withUnsafeMutableBufferPointer { prefix in
        var running: UInt64 = 0
        for i in 0..<count {
          running &+= columnSums[start + i]
          prefix[i + 1] = running
        }
      }
    }
    prefix.withUnsafeBufferPointer { prefix in
      edges.withUnsafeBufferPointer { edges in
        sums.withUnsafeMutableBufferPointer { sums in
          for i in 0..<whole.lowerBound {
            sums[i] = prefix[Int(edges[i].right)] &- prefix[Int(edges[i].left)]
          }
          for i in whole { sums[i] = prefix[count] }
          for i in whole.upperBound..<sums.count {
            sums[i] = prefix[Int(edges[i].right)] &- prefix[Int(edges[i].left)]
          }
        }
      }
    }
  }

  /// Takes one row out and another one in, in a single pass where no mask interferes.
  private mutating func replace(row old: Int, by new: Int) {
    guard image.mask == nil else {
      add(row: old, removing: true)
      add(row: new, removing: false)
      return
    }
    let count = columns.count
    let (out, into) = (
      old * image.width + columns.lowerBound, new * image.width + columns.lowerBound
    )
    columnSums.withUnsafeMutableBufferPointer { sums in
      image.labels.withUnsafeBufferPointer { labels in
        words.withUnsafeBufferPointer { words in
          for word in digits.indices {
            for i in 0..<count {
              let added = words[word << 8 | Int(labels[into + i])]
              sums[word * count + i] &+= added &- words[word << 8 | Int(labels[out + i])]
            }
          }
        }
      }
    }
  }

  private mutating func add(row: Int, removing: Bool) {
    let first = row * image.width + columns.lowerBound
    let (count, sign) = (columns.count, removing ? UInt64.max : 1)
    columnSums.withUnsafeMutableBufferPointer { sums in
      image.labels.withUnsafeBufferPointer { labels in
        words.withUnsafeBufferPointer { words in
          guard let mask = image.mask else {
            for word in digits.indices {
              for i in 0..<count {
                sums[word * count + i] &+= sign &* words[word << 8 | Int(labels[first + i])]
              }
            }
            return
          }
          for i in 0..<count where mask.isIncluded[first + i] {
            for word in digits.indices {
              sums[word * count + i] &+= sign &* words[word << 8 | Int(labels[first + i])]
            }
          }
        }
      }
    }
  }
}
