/// The pixels of a plane that can be reached from its border through samples of nearly one value.
struct BorderArea {
  private let size: Size
  /// Whether a pixel belongs to the area, row-major.
  private var isInside: [Bool]
  /// The indices of the pixels inside that have a neighbour outside.
  private var rim: [Int] = []

  private var width: Int { size.width }
  private var height: Int { size.height }

  /// Finds the area; `nil` where it is too small or too loose to hold no data.
  init?(of plane: Plane, _ value: Int32, tolerance: Int32, in isIncluded: [Bool]) {
    size = plane.size
    isInside = [Bool](repeating: false, count: plane.samples.count)
    let (low, high) = (Int(value) - Int(tolerance), Int(value) + Int(tolerance))
    var (count, exact) = (0, 0)
    fill(
      where: { isIncluded[$0] && (low...high).contains(Int(plane.samples[$0])) },
      reached: {
        count += 1
        exact += plane.samples[$0] == value ? 1 : 0
      })
    guard 200 * count >= isInside.count, tolerance == 0 || 10 * exact >= 4 * count else {
      return nil
    }
    rim = outermost()
    guard 10 * (count - rim.count) >= 3 * count || fillsSide else { return nil }
  }

  /// Fills the area from the border, row by row: a run of pixels is filled as a whole, and the pixels above and below
  /// where further runs begin wait for their turn. Work and memory are those of the area.
  private mutating func fill(where matches: (_ index: Int) -> Bool, reached: (_ index: Int) -> Void)
  {
    var waiting = Plane.border(width: width, height: height).filter(matches)
    while let seed = waiting.popLast() {
      guard !isInside[seed] else { continue }
      let left = seed / width * width
      var (start, end) = (seed, seed + 1)
      while start > left, !isInside[start - 1], matches(start - 1) { start -= 1 }
      while end < left + width, !isInside[end], matches(end) { end += 1 }
      for index in start..<end {
        isInside[index] = true
        reached(index)
      }
      for row in [start - width, start + width] where isInside.indices.contains(row) {
        let isOpen = (row..<row + end - start).map { !isInside[$0] && matches($0) }
        for x in isOpen.indices where isOpen[x] && (x == 0 || !isOpen[x - 1]) {
          waiting.append(row + x)
        }
      }
    }
  }

  /// The indices of the pixels inside that have a neighbour outside.
  private func outermost() -> [Int] {
    (0..<height).flatMap { y in
      (0..<width).filter { x in
        isInside[y * width + x] && size.hasNeighbor(x: x, y: y) { !isInside[$1 * width + $0] }
      }.map { y * width + $0 }
    }
  }

  private var fillsSide: Bool {
    let (right, bottom) = (width - 1, height - 1)
    return (0..<width).allSatisfy { isInside[$0] }
      || (0..<width).allSatisfy { isInside[bottom * width + $0] }
      || (0..<height).allSatisfy { isInside[$0 * width] }
      || (0..<height).allSatisfy { isInside[$0 * width + right] }
  }

  /// Takes the area out of included pixels, with the pixels up to 3 away from it that are within a tolerance.
  func exclude(
    from isIncluded: inout [Bool], of plane: Plane, _ value: Int32, tolerance: Int32
  ) {
    var isTaken = isInside
    var reached = rim
    for _ in 0..<3 {
      var next: [Int] = []
      for index in reached {
        size.forEachNeighbor(of: index) { neighbor in
          guard !isTaken[neighbor],
            abs(Int(plane.samples[neighbor]) - Int(value)) <= Int(tolerance)
          else { return }
          isTaken[neighbor] = true
          next.append(neighbor)
        }
      }
      reached = next
    }
    for index in isTaken.indices where isTaken[index] { isIncluded[index] = false }
  }
}
