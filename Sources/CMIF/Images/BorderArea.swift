/// The pixels of a plane that can be reached from its border through samples of nearly one value.
struct BorderArea {
  private let size: Size
  /// The pixels that belong to the area.
  private var inside: PixelSet
  /// The indices of the pixels inside that have a neighbour outside.
  private var rim: [Int] = []

  private var width: Int { size.width }
  private var height: Int { size.height }

  /// Finds the area among included pixels, `nil` for all; `nil` where it is too small or too loose to hold no data.
  init?(of plane: Plane, _ value: Int32, tolerance: Int32, in isIncluded: [Bool]?) {
    size = plane.size
    inside = PixelSet(pixelCount: size.area)
    let (low, high) = (Int(value) - Int(tolerance), Int(value) + Int(tolerance))
    var (count, exact) = (0, 0)
    fill(
      where: { isIncluded?[$0] ?? true && (low...high).contains(Int(plane.samples[$0])) },
      reached: {
        count += 1
        exact += plane.samples[$0] == value ? 1 : 0
      })
    guard 200 * count >= size.area, tolerance == 0 || 10 * exact >= 4 * count else {
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
      guard !inside.contains(seed) else { continue }
      let left = seed / width * width
      var (start, end) = (seed, seed + 1)
      while start > left, !inside.contains(start - 1), matches(start - 1) { start -= 1 }
      while end < left + width, !inside.contains(end), matches(end) { end += 1 }
      for index in start..<end {
        inside.insert(index)
        reached(index)
      }
      for row in [start - width, start + width] where (0..<size.area).contains(row) {
        let isOpen = (row..<row + end - start).map { !inside.contains($0) && matches($0) }
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
        inside.contains(y * width + x)
          && size.hasNeighbor(x: x, y: y) { !inside.contains($1 * width + $0) }
      }.map { y * width + $0 }
    }
  }

  private var fillsSide: Bool {
    let (right, bottom) = (width - 1, height - 1)
    return (0..<width).allSatisfy(inside.contains)
      || (0..<width).allSatisfy { inside.contains(bottom * width + $0) }
      || (0..<height).allSatisfy { inside.contains($0 * width) }
      || (0..<height).allSatisfy { inside.contains($0 * width + right) }
  }

  /// The included pixels, `nil` for all, without the area and the pixels up to 3 away from it that are within a
  /// tolerance.
  func excluded(
    from isIncluded: [Bool]?, of plane: Plane, _ value: Int32, tolerance: Int32
  ) -> [Bool] {
    var taken = inside
    var reached = rim
    for _ in 0..<3 {
      var next: [Int] = []
      for index in reached {
        size.forEachNeighbor(of: index) { neighbor in
          guard !taken.contains(neighbor),
            abs(Int(plane.samples[neighbor]) - Int(value)) <= Int(tolerance)
          else { return }
          taken.insert(neighbor)
          next.append(neighbor)
        }
      }
      reached = next
    }
    return (0..<size.area).map { !taken.contains($0) && isIncluded?[$0] ?? true }
  }
}
