/// The pixels of a plane that can be reached from its border through samples of nearly one value.
struct BorderArea {
  private let width: Int
  private let height: Int
  /// Whether a pixel belongs to the area, row-major.
  private var isInside: [Bool]
  /// The indices of the pixels inside that have a neighbour outside.
  private var rim: [Int] = []

  /// Finds the area; `nil` where it is too small or too loose to hold no data.
  init?(of plane: Plane, _ value: Int32, tolerance: Int32, in isIncluded: [Bool]) {
    (width, height) = (plane.width, plane.height)
    let (low, high) = (Int(value) - Int(tolerance), Int(value) + Int(tolerance))
    var runs = PixelRuns(width: width, height: height) { index in
      isIncluded[index] && (low...high).contains(Int(plane.samples[index]))
    }
    isInside = runs.flagsOfBorderAreas()
    let count = isInside.count { $0 }
    guard 200 * count >= isInside.count else { return nil }
    if tolerance > 0 {
      let exact = isInside.indices.count { isInside[$0] && plane.samples[$0] == value }
      guard 10 * exact >= 4 * count else { return nil }
    }
    rim = isInside.indices.filter { isInside[$0] && !isInner($0) }
    guard 10 * (count - rim.count) >= 3 * count || fillsSide else { return nil }
  }

  /// Whether all neighbours of a pixel are inside.
  private func isInner(_ index: Int) -> Bool {
    let (y, x) = index.quotientAndRemainder(dividingBy: width)
    for v in max(y - 1, 0)...min(y + 1, height - 1) {
      for u in max(x - 1, 0)...min(x + 1, width - 1) where !isInside[v * width + u] { return false }
    }
    return true
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
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        for v in max(y - 1, 0)...min(y + 1, height - 1) {
          for u in max(x - 1, 0)...min(x + 1, width - 1) {
            let neighbour = v * width + u
            guard !isTaken[neighbour],
              abs(Int(plane.samples[neighbour]) - Int(value)) <= Int(tolerance)
            else { continue }
            isTaken[neighbour] = true
            next.append(neighbour)
          }
        }
      }
      reached = next
    }
    for index in isTaken.indices where isTaken[index] { isIncluded[index] = false }
  }
}
