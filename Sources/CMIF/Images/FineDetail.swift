extension Plane {
  /// The detail that every `2 d`-th pixel does not tell, in parts of the change over as many pixels:
  ///
  ///     detail = Σ (p(x) - (9 p(x - d) + 9 p(x + d) - p(x - 3d) - p(x + 3d)) / 16)² / Σ (p(x + d) - p(x - d))²
  ///
  /// over the pixels `x` of rows and columns, of which at most about 2^20 are looked at: the error of cubic interpolation
  /// between pixels that are `2 d` apart.
  ///
  /// Independent noise has 0.82. Of 35 real pairs the picture with more detail had 0.11 to 0.66 at `d = 2`, and 0.05 at
  /// most after both were enlarged four times.
  ///
  /// - Parameters:
  ///   - distance: `d`, at least 1.
  ///   - mask: where a pixel takes no part, none of the five does.
  /// - Returns: at least 0; `nil` where nothing changes, or the plane is too small to tell.
  func detail(finerThan distance: Int, mask: Mask?) -> Double? {
    var sums = (error: 0.0, change: 0.0)
    addDetail(
      to: &sums, distance, along: 1, of: width, across: width, of: height, mask: mask)
    addDetail(
      to: &sums, distance, along: width, of: height, across: 1, of: width, mask: mask)
    return sums.change > 0 ? sums.error / sums.change : nil
  }

  /// The most pixels that are looked at along rows, and along columns.
  private static let pixelsOfDetail = 1 << 20

  /// Adds the squares of some lines, whose pixels follow one another in steps of `along`, and they in steps of `across`.
  private func addDetail(
    to sums: inout (error: Double, change: Double), _ distance: Int, along: Int, of length: Int,
    across: Int, of lineCount: Int, mask: Mask?
  ) {
    guard length > 6 * distance else { return }
    let lines = stride(from: 0, to: lineCount, by: max(1, size.area / Self.pixelsOfDetail))
    for line in lines {
      for place in 3 * distance..<length - 3 * distance {
        let index = line * across + place * along
        func near(_ steps: Int) -> Int { index + steps * distance * along }
        func value(_ steps: Int) -> Double { Double(samples[near(steps)]) }
        func isIncluded(_ steps: Int) -> Bool { mask.includes(near(steps)) }
        guard isIncluded(0), isIncluded(-1), isIncluded(1), isIncluded(-3), isIncluded(3) else {
          continue
        }
        let told = (9 * (value(-1) + value(1)) - (value(-3) + value(3))) / 16
        let (error, change) = (value(0) - told, value(1) - value(-1))
        sums.error += error * error
        sums.change += change * change
      }
    }
  }
}
