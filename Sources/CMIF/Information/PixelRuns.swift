/// The pixels of an image that take part, as runs along its rows.
struct PixelRuns {
  /// The columns of all runs, row by row, each row from left to right.
  private let columns: [Range<Int32>]
  /// The number of runs above each row, and at last that of all.
  private let starts: [Int32]
  /// The number of columns of the image.
  private let width: Int

  init(_ image: LabelImage) {
    let (width, height) = (image.width, image.height)
    self.width = width
    guard let mask = image.mask else {
      columns = Array(repeating: 0..<Int32(width), count: height)
      starts = Array(0...Int32(height))
      return
    }
    var columns: [Range<Int32>] = []
    var starts: [Int32] = [0]
    mask.isIncluded.withUnsafeBufferPointer { isIncluded in
      for y in 0..<height {
        let row = isIncluded[y * width..<(y + 1) * width]
        var end = row.startIndex
        while let first = row[end...].firstIndex(of: true) {
          end = row[first...].firstIndex(of: false) ?? row.endIndex
          columns.append(Int32(first - row.startIndex)..<Int32(end - row.startIndex))
        }
        starts.append(Int32(columns.count))
      }
    }
    self.columns = columns
    self.starts = starts
  }

  /// The most bytes of the runs of an image.
  ///
  /// - Parameter isMasked: Whether rows may have several runs: up to one for every other pixel.
  static func byteCount(of size: Size, isMasked: Bool) -> Int {
    let runs = isMasked ? (size.width + 1) / 2 * size.height : size.height
    return runs * MemoryLayout<Range<Int32>>.stride
      + (size.height + 1) * MemoryLayout<Int32>.stride
  }

  /// The bytes of these runs.
  var byteCount: Int {
    columns.count * MemoryLayout<Range<Int32>>.stride + starts.count * MemoryLayout<Int32>.stride
  }

  /// The smallest rectangle that holds all of the pixels; `nil` where there are none.
  var bounds: PixelRect? {
    let rows = (0..<height).filter { !runs(of: $0).isEmpty }
    guard let top = rows.first, let bottom = rows.last,
      let left = columns.map(\.lowerBound).min(), let right = columns.map(\.upperBound).max()
    else { return nil }
    return PixelRect(columns: Int(left)..<Int(right), rows: top..<bottom + 1)
  }

  /// The number of runs.
  var runCount: Int { columns.count }

  /// The number of pixels of the image, whether or not they take part.
  var area: Int { width * height }

  /// The number of pixels that take part.
  var count: Int { columns.reduce(0) { $0 + $1.count } }

  /// The number of pixels that take part both in a template and, where it lies at an offset, in these runs' reference.
  func overlap(with template: PixelRuns, at offset: Offset) -> Int {
    var overlap = 0
    forEachOverlap(with: template, at: offset) { _, columns in overlap += columns.count }
    return overlap
  }

  /// The number of pixels of each column and of each row.
  var lineSums: (columns: [Int], rows: [Int]) {
    // What begins in each column less what ended before it.
    var changes = [Int](repeating: 0, count: width + 1)
    for run in columns {
      changes[Int(run.lowerBound)] += 1
      changes[Int(run.upperBound)] -= 1
    }
    var sum = 0
    let columnSums = changes.dropLast().map { change in
      sum += change
      return sum
    }
    let rowSums = (0..<height).map { y in columns[runs(of: y)].reduce(0) { $0 + $1.count } }
    return (columnSums, rowSums)
  }

  /// The number of rows.
  private var height: Int { starts.count - 1 }

  /// Calls `body` with each run of pixels that take part in a template and, where it lies at an offset, in these runs'
  /// reference too.
  ///
  /// - Parameter body: takes the row and the columns in the template; the offset leads from them to the reference's.
  func forEachOverlap(
    with template: PixelRuns, at offset: Offset, _ body: (_ row: Int, _ columns: Range<Int>) -> Void
  ) {
    for row in 0..<template.height where (0..<height).contains(row + offset.y) {
      var own = runs(of: row + offset.y)
      var others = template.runs(of: row)
      while let i = own.first, let j = others.first {
        let run = Int(columns[i].lowerBound) - offset.x..<Int(columns[i].upperBound) - offset.x
        let other = Int(template.columns[j].lowerBound)..<Int(template.columns[j].upperBound)
        if run.overlaps(other) { body(row, run.clamped(to: other)) }
        if run.upperBound <= other.upperBound { own.removeFirst() }
        if other.upperBound <= run.upperBound { others.removeFirst() }
      }
    }
  }

  /// The runs of a row, by their numbers.
  private func runs(of row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
}
