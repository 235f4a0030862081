/// Reads a picture or an array between its pixels.
struct Sampler<Grid: PixelGrid> {
  let grid: Grid
  let interpolation: Interpolation
  /// The pixels that hold data, or `nil` where all do.
  var mask: Mask?

  /// Calls `body` with the samples of each pixel of a rectangle, row by row, that a pose leads from there to the grid;
  /// `nil` where there are no data.
  func forEachPixel(
    of rect: PixelRect, through pose: Pose, _ body: (SIMD4<Double>?) -> Void
  ) {
    for row in 0..<rect.size.height {
      let y = Double(rect.y) + Double(row)
      for column in 0..<rect.size.width {
        let point = pose.apply(x: Double(rect.x) + Double(column), y: y)
        body(pixel(x: point.x, y: point.y))
      }
    }
  }

  /// The samples at a point, lanes 0 to 2 for the colours and 3 for opacity, or `nil` where there are no data.
  ///
  ///     opacity = Σ w opacity        color = Σ w opacity color / Σ w opacity
  ///
  /// so that transparent pixels add no colour. Where every pixel is transparent, colours are blended by
  /// `w` alone. A picture without opacity has opacity 1 everywhere. Pixels without data are left out of all
  /// sums, and the weights of the others are divided by their sum.
  ///
  /// A point has data when it lies in `[0, width - 1] x [0, height - 1]`, the rectangle of pixel
  /// centres, give or take ``Pose/tolerance``, and the nearest pixel has. Results are not clamped to the range of
  /// samples.
  func pixel(x: Double, y: Double) -> SIMD4<Double>? {
    guard
      let x = Self.clamped(x, count: grid.width), let y = Self.clamped(y, count: grid.height),
      mask == nil || hasData(Interpolation.nearest.footprint(x: x, y: y))
    else { return nil }
    let footprint = smoothest(x: x, y: y)
    guard grid.hasOpacity else { return sum(footprint) { $0 } }
    let weighted = sum(footprint) { SIMD4($0.colors * $0.w, $0.w) }
    guard weighted.w > 0 else { return SIMD4(sum(footprint) { $0 }.colors, 0) }
    return SIMD4(weighted.colors / weighted.w, weighted.w)
  }

  /// The pixels that contribute at a point.
  ///
  /// Weights of more than two pixels along an axis are partly negative. Of some pixels alone they may add up to almost
  /// nothing, and the quotient would then be any colour. So where one of these pixels has no data or is transparent,
  /// the bilinear weights are taken.
  private func smoothest(x: Double, y: Double) -> Interpolation.Footprint {
    let footprint = interpolation.footprint(x: x, y: y)
    guard footprint.columns.count > 2, !hasData(footprint) || hasTransparency(footprint) else {
      return footprint
    }
    return Interpolation.bilinear.footprint(x: x, y: y)
  }

  private func hasData(_ footprint: Interpolation.Footprint) -> Bool {
    guard let mask else { return true }
    return all(of: footprint) { mask.isIncluded[$0] }
  }

  private func hasTransparency(_ footprint: Interpolation.Footprint) -> Bool {
    grid.hasOpacity && !all(of: footprint) { grid.pixel($0).w > 0 }
  }

  private func all(
    of footprint: Interpolation.Footprint, _ condition: (Int) -> Bool
  ) -> Bool {
    for j in 0..<footprint.rows.count {
      for i in 0..<footprint.columns.count
      where !condition(index(column: footprint.columns.first + i, row: footprint.rows.first + j)) {
        return false
      }
    }
    return true
  }

  /// The coordinate, moved into the picture where it lies outside by no more than ``Pose/tolerance``.
  private static func clamped(_ position: Double, count: Int) -> Double? {
    let last = Double(count - 1)
    guard position >= -Pose.tolerance, position <= last + Pose.tolerance else { return nil }
    return min(max(position, 0), last)
  }

  /// The mean of `value` over the pixels around a point that have data, each weighted for its column and row.
  private func sum(
    _ footprint: Interpolation.Footprint, of value: (SIMD4<Double>) -> SIMD4<Double>
  ) -> SIMD4<Double> {
    let (columns, rows) = (footprint.columns, footprint.rows)
    var sum = SIMD4<Double>.zero
    var missing = 0.0
    for j in 0..<rows.count {
      for i in 0..<columns.count {
        let index = index(column: columns.first + i, row: rows.first + j)
        let weight = rows.weights[j] * columns.weights[i]
        if mask.includes(index) {
          sum += weight * value(grid.pixel(index))
        } else {
          missing += weight
        }
      }
    }
    return missing == 0 ? sum : sum / (1 - missing)
  }

  /// The index of a pixel, that of the nearest one at the border for pixels beyond it.
  private func index(column: Int, row: Int) -> Int {
    min(max(row, 0), grid.height - 1) * grid.width + min(max(column, 0), grid.width - 1)
  }
}

extension SIMD4<Double> {
  /// The lanes of the colours, without opacity.
  fileprivate var colors: SIMD3<Double> { SIMD3(x, y, z) }
}
