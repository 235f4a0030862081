/// The runs of flagged pixels along the rows of a picture, joined where they touch from row to row.
struct PixelRuns {
  private let width: Int
  private let height: Int
  private var runs: [(start: Int, end: Int)] = []
  /// A run that each run is joined to; a run that is joined to itself stands for its area.
  private var parents: [Int] = []

  init(width: Int, height: Int, _ isFlagged: (_ index: Int) -> Bool) {
    (self.width, self.height) = (width, height)
    var above = 0
    for y in 0..<height {
      let first = runs.count
      addRuns(from: y * width, isFlagged)
      join(above..<first, with: first..<runs.count)
      above = first
    }
  }

  private mutating func addRuns(from left: Int, _ isFlagged: (_ index: Int) -> Bool) {
    var index = left
    while index < left + width {
      let start = index
      while index < left + width, isFlagged(index) { index += 1 }
      if index > start {
        parents.append(runs.count)
        runs.append((start, index))
      } else {
        index += 1
      }
    }
  }

  /// Joins the runs of two rows that touch; both lie from left to right.
  private mutating func join(_ above: Range<Int>, with below: Range<Int>) {
    var (a, b) = (above.lowerBound, below.lowerBound)
    while a < above.upperBound, b < below.upperBound {
      let (upper, lower) = (runs[a], runs[b])
      if upper.start + width < lower.end, lower.start < upper.end + width {
        parents[root(b)] = root(a)
      }
      if upper.end + width < lower.end { a += 1 } else { b += 1 }
    }
  }

  private mutating func root(_ run: Int) -> Int {
    var run = run
    while parents[run] != run {
      parents[run] = parents[parents[run]]
      run = parents[run]
    }
    return run
  }

  /// Whether each pixel is flagged and joined to a flagged pixel of the border.
  mutating func flagsOfBorderAreas() -> [Bool] {
    var isReached = [Bool](repeating: false, count: runs.count)
    for index in runs.indices {
      let (start, end) = runs[index]
      let y = start / width
      if y == 0 || y == height - 1 || start == y * width || end == (y + 1) * width {
        isReached[root(index)] = true
      }
    }
    var flags = [Bool](repeating: false, count: width * height)
    for index in runs.indices where isReached[root(index)] {
      for pixel in runs[index].start..<runs[index].end { flags[pixel] = true }
    }
    return flags
  }
}
