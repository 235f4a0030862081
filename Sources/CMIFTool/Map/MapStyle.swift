import CMIF

/// The style of a map's picture. By default it is gray, with the smallest value black and the largest
/// white.
struct MapStyle: Equatable {
  /// Bits of a sample, 8 or 16; 16 only in gray.
  var depth = 8
  var colormap = Colormap.gray
  var transfer = ToneCurve.linear
  /// The values of the first and the last colour; `nil` for the map's own range.
  var range: ClosedRange<Double>?
  /// Whether a ring is drawn around the largest value.
  var isMarked = false

  /// The picture of a map: a pixel for each offset.
  func picture(of map: InformationMap) -> Picture {
    let levels = transfer.levels(
      of: map.values, in: range(for: map), highest: UInt16((1 << depth) - 1))
    let size = map.offsets
    let picture =
      if let colors = colormap.colors {
        Picture(
          width: size.width, height: size.height, model: .rgb, bitDepth: depth,
          samples: levels.flatMap { level in
            let color = colors[Int(level)]
            return [UInt16(color.x), UInt16(color.y), UInt16(color.z)]
          })
      } else {
        Picture(
          width: size.width, height: size.height, model: .gray, bitDepth: depth, samples: levels)
      }
    guard isMarked else { return picture }
    let peak = map.peak.offset
    return picture.ringed(x: peak.x - size.x, y: peak.y - size.y)
  }

  /// The most bytes for each offset that drawing takes at once.
  var bytesPerOffset: Int {
    let (value, sample) = (PixelBytes.number, PixelBytes.sample)
    // Values are clamped, sorted in a copy, and sorting takes half of one more.
    let levels = sample + (transfer == .rank ? 2 * value + value / 2 : 0)
    let colors = colormap.colors == nil ? 0 : PixelBytes.growing(3 * sample)
    let ring = isMarked && colormap.colors == nil ? sample : 0
    return max(levels, sample + colors + ring)
  }

  /// The values of the first and the last colour.
  func range(for map: InformationMap) -> ClosedRange<Double> {
    range ?? (map.values.min() ?? 0)...(map.values.max() ?? 0)
  }
}
