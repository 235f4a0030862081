import CMIF

/// A small picture of a template's edges on the part of the reference where the template lies.
///
/// The part is the template's surroundings: the rectangle around its corners, wider by a quarter on each side, as
/// far as it lies on the reference. Both images are made small first, by the mean of blocks, so that edges are as
/// fine as the pixels shown.
struct SmallOverlay {
  let picture: Picture

  /// The longest side of a picture.
  static let side = 256

  init(reference: AlignmentImage, template: AlignmentImage, pose: Pose) throws(CMIFError) {
    let part = Self.surroundings(of: template.size, under: pose, on: reference.size)
    let longest = max(part.size.width, part.size.height)
    let factor = (longest + Self.side - 1) / Self.side
    // About as many pixels for each length as the reference has.
    let finest = Double(max(template.size.width, template.size.height))
    let other = max(1, Int(min(Double(factor) / pose.scale, finest)))
    var pose = pose
    pose.tx -= Double(part.x)
    pose.ty -= Double(part.y)
    let ground = reference.small(part, reducedBy: factor)
    let edges = try template.small(PixelRect(template.size), reducedBy: other)
      .warped(
        by: pose.enlarged(reference: 1 / Double(factor), template: 1 / Double(other)),
        onto: PixelRect(ground.size))
    picture = Overlay.edges.picture(of: ground, and: edges)
  }

  /// The part of the reference to show. A pose without any overlap has the pixel nearest to the template.
  static func surroundings(of template: Size, under pose: Pose, on reference: Size) -> PixelRect {
    let corners = pose.corners(of: template)
    let columns = span(around: corners.map(\.x), within: reference.width)
    let rows = span(around: corners.map(\.y), within: reference.height)
    return PixelRect(columns: Range(columns), rows: Range(rows))
  }

  /// The whole numbers around positions, a quarter of their distance farther on each side, within `0 ..< length`.
  private static func span(around positions: [Double], within length: Int) -> ClosedRange<Int> {
    let (low, high) = (positions.min() ?? 0, positions.max() ?? 0)
    let margin = (high - low) / 4
    let last = Double(length - 1)
    let first = min(max((low - margin).rounded(.down), 0), last)
    return Int(first)...Int(min(max((high + margin).rounded(.up), first), last))
  }
}

extension AlignmentImage {
  /// A part of the picture in gray, reduced by the means of blocks of `factor x factor` pixels that take part, and
  /// stretched to 8 bits. Blocks without such a pixel are transparent.
  fileprivate func small(_ part: PixelRect, reducedBy factor: Int) -> Picture {
    let size = Size(
      width: (part.size.width + factor - 1) / factor,
      height: (part.size.height + factor - 1) / factor)
    let means = (0..<size.area).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: size.width)
      return mean(
        rows: block(row, factor, of: part.size.height, from: part.y),
        columns: block(column, factor, of: part.size.width, from: part.x))
    }
    let known = means.compactMap(\.self)
    let (low, high) = (known.min() ?? 0, known.max() ?? 0)
    let span = high > low ? high - low : 1
    return Picture(
      width: size.width, height: size.height, model: .grayAlpha, bitDepth: 8,
      samples: means.flatMap { mean -> [UInt16] in
        mean.map { [UInt16((255 * ($0 - low) / span).rounded()), 255] } ?? [0, 0]
      })
  }

  /// The pixels of a block along one axis of a part.
  private func block(_ index: Int, _ factor: Int, of length: Int, from start: Int) -> Range<Int> {
    start + index * factor..<start + min((index + 1) * factor, length)
  }

  /// The mean of the pixels that take part, in the middle one of the planes; `nil` where there are none.
  private func mean(rows: Range<Int>, columns: Range<Int>) -> Double? {
    let plane = planes[planes.count / 2]
    var (sum, count) = (0.0, 0)
    for row in rows {
      for index in row * plane.width + columns.lowerBound..<row * plane.width + columns.upperBound
      where mask?.isIncluded[index] ?? true {
        sum += Double(plane.samples[index])
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : nil
  }
}
