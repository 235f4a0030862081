/// A way of showing two pictures at once, to judge an alignment by eye.
///
/// Each picture is first stretched, because instruments often use a small part of the range: its least sample
/// becomes 0 and its largest 255, the same for all colours. A constant picture becomes black. Transparent
/// pixels have no data.
public enum Overlay: String, Sendable, CaseIterable {
  /// Squares of the reference and of the template in turn. Their side is an eighth of the picture's shorter
  /// side, at least 8 pixels. Edges continue across the borders of squares where the pictures agree.
  case checkerboard
  /// The mean of both.
  case blend
  /// The reference's gray in magenta and the template's in green. Where both agree the result is gray.
  case falsecolor
  /// The reference in gray, with the template's edges in orange: the tenth of its pixels where the gradient
  /// is largest.
  case edges

  /// Shows a reference and a template that was warped onto its grid.
  ///
  /// Where the template has no data the reference shows alone. Where the reference has no data it is black.
  ///
  /// - Returns: A colour picture of 8 bits.
  /// - Precondition: Both pictures have one size.
  public func picture(of reference: Picture, and template: Picture) -> Picture {
    precondition(
      reference.width == template.width && reference.height == template.height,
      "a template of \(template.width) x \(template.height) is not on the grid of a reference of "
        + "\(reference.width) x \(reference.height)")
    let colors =
      switch self {
      case .checkerboard: Self.checkerboard(reference, template)
      case .blend: Self.blend(reference, template)
      case .falsecolor: Self.falsecolor(reference, template)
      case .edges: Self.edges(reference, template)
      }
    return Picture(
      width: reference.width, height: reference.height, model: .rgb, bitDepth: 8,
      samples: colors.flatMap { [UInt16($0.x), UInt16($0.y), UInt16($0.z)] })
  }

  private typealias Color = SIMD3<UInt8>

  private static let edgeColor = Color(255, 64, 0)

  private static func checkerboard(_ reference: Picture, _ template: Picture) -> [Color] {
    let (width, height) = (reference.width, reference.height)
    let side = max(8, min(width, height) / 8)
    var colors = reference.stretchedColors
    let other = template.stretchedColors
    let mask = template.opacityMask
    for i in colors.indices where mask.includes(i) {
      let (row, column) = i.quotientAndRemainder(dividingBy: width)
      if (row / side + column / side) % 2 == 1 { colors[i] = other[i] }
    }
    return colors
  }

  /// Halves are rounded up.
  private static func blend(_ reference: Picture, _ template: Picture) -> [Color] {
    var colors = reference.stretchedColors
    let other = template.stretchedColors
    let mask = template.opacityMask
    for i in colors.indices where mask.includes(i) {
      let sum =
        SIMD3<UInt16>(truncatingIfNeeded: colors[i]) &+ SIMD3(truncatingIfNeeded: other[i]) &+ 1
      colors[i] = Color(truncatingIfNeeded: sum &>> 1)
    }
    return colors
  }

  private static func falsecolor(_ reference: Picture, _ template: Picture) -> [Color] {
    zip(reference.stretchedGray, template.stretchedGray).map { Color($0, $1, $0) }
  }

  private static func edges(_ reference: Picture, _ template: Picture) -> [Color] {
    zip(reference.stretchedGray, template.strongestEdges).map {
      $1 ? edgeColor : Color(repeating: $0)
    }
  }
}

extension Picture {
  /// The gray from 0 to 255, 0 where there are no data.
  fileprivate var stretchedGray: [UInt8] { Self.stretched([gray], mask: opacityMask)[0] }

  /// The colours from 0 to 255, black where there are no data.
  fileprivate var stretchedColors: [SIMD3<UInt8>] {
    let planes = Self.stretched(colors, mask: opacityMask)
    let (red, green, blue) = (planes[0], planes[planes.count / 2], planes[planes.count - 1])
    return red.indices.map { SIMD3(red[$0], green[$0], blue[$0]) }
  }

  /// The planes' samples from 0 to 255, the least and the largest of all planes at the ends.
  private static func stretched(_ planes: [Plane], mask: Mask?) -> [[UInt8]] {
    let ranges = planes.map { $0.range(mask: mask) }
    let low = ranges.reduce(Int.max) { min($0, Int($1.low)) }
    let high = ranges.reduce(Int.min) { max($0, Int($1.high)) }
    let span = max(high - low, 1)
    return planes.map { plane in
      plane.samples.indices.map { i in
        guard mask.includes(i) else { return 0 }
        return UInt8(((Int(plane.samples[i]) - low) * 255 + span / 2) / span)
      }
    }
  }

  /// The pixels whose Sobel gradient is not 0 and not below that of nine tenths of all that have one.
  fileprivate var strongestEdges: [Bool] {
    let steepness = steepness
    var counts = [Int](repeating: 0, count: Self.maxSteepness + 1)
    for value in steepness where value >= 0 { counts[Int(value)] += 1 }
    let others = counts.reduce(0, +) * 9 / 10
    var passed = 0
    let threshold = counts.firstIndex { count in
      passed += count
      return passed > others
    }
    return steepness.map { $0 > 0 && $0 >= threshold ?? 0 }
  }

  /// The largest magnitude of a gradient of samples up to 255, `4 · 255 √2` rounded down.
  private static let maxSteepness = 1442

  /// The magnitude of each pixel's Sobel gradient, rounded down, -1 where it has none.
  ///
  /// Pixels have a gradient where all eight neighbours exist and have data.
  private var steepness: [Int16] {
    let values = stretchedGray
    let isIncluded = opacityMask?.isIncluded
    var steepness = [Int16](repeating: -1, count: values.count)
    guard width > 2, height > 2 else { return steepness }
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let here = y * width + x
        let (above, below) = (here - width, here + width)
        func hasData(_ i: Int) -> Bool { isIncluded?[i - 1...i + 1].allSatisfy(\.self) ?? true }
        guard hasData(above), hasData(here), hasData(below) else { continue }
        func sum(_ i: Int, step: Int) -> Int {
          Int(values[i - step]) + 2 * Int(values[i]) + Int(values[i + step])
        }
        let gx = sum(here + 1, step: width) - sum(here - 1, step: width)
        let gy = sum(below, step: 1) - sum(above, step: 1)
        steepness[here] = Int16(Double(gx * gx + gy * gy).squareRoot())
      }
    }
    return steepness
  }
}
