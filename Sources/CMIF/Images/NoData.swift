/// Which pixels of a picture hold no data: frames, field stops, the ground around a turned footprint.
public enum NoData: Sendable, Equatable {
  /// Areas of one constant value that touch the border; see ``Plane/constantBorderArea(mask:)``.
  ///
  /// An outline can also be true (a head on black), so a search compares: where the pictures without these
  /// areas give no sure answer, the whole pictures are searched, too.
  case automatic
  /// Every pixel holds data.
  case none
  /// Pixels within `tolerance` of `value` hold no data; of a colour picture, those whose every colour is.
  case value(Int, tolerance: Int)
}

extension Picture {
  /// The pixels that hold data where a value stands for no data; `nil` for any other rule.
  public func mask(noData: NoData) -> Mask? {
    guard case .value(let value, let tolerance) = noData else { return nil }
    let planes = colors
    let flags = planes[0].samples.indices.map { index in
      planes.contains { abs(Int($0.samples[index]) - value) > tolerance }
    }
    return Mask(width: width, height: height, isIncluded: flags)
  }
}

extension Plane {
  /// The pixels outside of constant areas that touch the border, or `nil` where there is no such area.
  ///
  /// An area is made of the included pixels that can be reached from the border through pixels of one value `v`. It counts
  /// when it holds at least 0.5 % of the picture's pixels and is solid: at least 30 % of its pixels have eight
  /// neighbours in it (pixels outside of the picture count as neighbours in it), or it fills a side of
  /// the picture. An area that lossy compression has disturbed is reached through values within 3 % of the
  /// plane's range around `v`, and counts when at least 40 % of its pixels are exactly `v`. Either way it then
  /// grows by up to 3 pixels through values within that tolerance: the ringing along its edge.
  ///
  /// - Complexity: O(pixels) for each of the three most frequent values of the border; O(border) where
  ///   none of them holds a tenth of the border.
  func maskWithoutConstantBorder(mask: Mask?) -> Mask? {
    let candidates = frequentBorderValues(mask: mask)
    guard !candidates.isEmpty else { return nil }
    let (low, high) = range(mask: mask)
    guard low < high else { return nil }
    let tolerance = (Int(high) - Int(low)) * 3 / 100
    var isIncluded = mask?.isIncluded ?? [Bool](repeating: true, count: samples.count)
    var found = false
    for value in candidates {
      let area =
        constantArea(value, tolerance: 0, in: isIncluded)
        ?? constantArea(value, tolerance: tolerance, in: isIncluded)
      guard let area else { continue }
      found = true
      for index in grown(area, around: value, tolerance: tolerance) { isIncluded[index] = false }
    }
    return found ? Mask(width: width, height: height, isIncluded: isIncluded) : nil
  }

  /// The indices of the border's pixels, each once.
  private var border: [Int] {
    let rows = height > 1 ? [0, height - 1] : [0]
    let columns = width > 1 ? [0, width - 1] : [0]
    return rows.flatMap { row in (0..<width).map { row * width + $0 } }
      + columns.flatMap { column in (0..<height).dropFirst().dropLast().map { $0 * width + column }
      }
  }

  /// The three most frequent values of the border that hold at least 5 % of it, the most frequent first.
  private func frequentBorderValues(mask: Mask?) -> [Int32] {
    var counts: [Int32: Int] = [:]
    var total = 0
    for index in border where mask?.isIncluded[index] ?? true {
      counts[samples[index], default: 0] += 1
      total += 1
    }
    return counts.filter { 20 * $0.value >= total && $0.value >= 8 }
      .sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(3).map(\.key)
  }

  /// The area of a value that touches the border, or `nil` where it is too small or too loose.
  private func constantArea(_ value: Int32, tolerance: Int, in isIncluded: [Bool]) -> [Int]? {
    var isInside = [Bool](repeating: false, count: samples.count)
    var area: [Int] = []
    func visit(_ index: Int) {
      guard isIncluded[index], !isInside[index], abs(Int(samples[index]) - Int(value)) <= tolerance
      else { return }
      isInside[index] = true
      area.append(index)
    }
    border.forEach(visit)
    var next = 0
    while next < area.count {
      let (y, x) = area[next].quotientAndRemainder(dividingBy: width)
      next += 1
      if x > 0 { visit(y * width + x - 1) }
      if x + 1 < width { visit(y * width + x + 1) }
      if y > 0 { visit((y - 1) * width + x) }
      if y + 1 < height { visit((y + 1) * width + x) }
    }
    guard 200 * area.count >= samples.count else { return nil }
    if tolerance > 0 {
      let exact = area.count { samples[$0] == value }
      guard 10 * exact >= 4 * area.count else { return nil }
    }
    return isSolid(area, isInside) || fillsSide(isInside) ? area : nil
  }

  private func isSolid(_ area: [Int], _ isInside: [Bool]) -> Bool {
    let inner = area.count { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: width)
      for v in max(y - 1, 0)...min(y + 1, height - 1) {
        for u in max(x - 1, 0)...min(x + 1, width - 1) where !isInside[v * width + u] {
          return false
        }
      }
      return true
    }
    return 10 * inner >= 3 * area.count
  }

  private func fillsSide(_ isInside: [Bool]) -> Bool {
    let (right, bottom) = (width - 1, height - 1)
    return (0..<width).allSatisfy { isInside[$0] }
      || (0..<width).allSatisfy { isInside[bottom * width + $0] }
      || (0..<height).allSatisfy { isInside[$0 * width] }
      || (0..<height).allSatisfy { isInside[$0 * width + right] }
  }

  /// An area with the pixels around it that are within the tolerance, up to 3 pixels away.
  private func grown(_ area: [Int], around value: Int32, tolerance: Int) -> [Int] {
    var isInside = [Bool](repeating: false, count: samples.count)
    for index in area { isInside[index] = true }
    var all = area
    var first = 0
    for _ in 0..<3 {
      let end = all.count
      for index in all[first..<end] {
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        for v in max(y - 1, 0)...min(y + 1, height - 1) {
          for u in max(x - 1, 0)...min(x + 1, width - 1) {
            let neighbour = v * width + u
            guard !isInside[neighbour], abs(Int(samples[neighbour]) - Int(value)) <= tolerance
            else { continue }
            isInside[neighbour] = true
            all.append(neighbour)
          }
        }
      }
      first = end
    }
    return all
  }
}
