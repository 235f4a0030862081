import CMIF

extension Picture {
  /// The picture with a ring around a pixel: white with black edges, visible on every colour.
  ///
  /// The ring's radius is a 24th of the picture's shorter side and at least 5 pixels, so the pixel and its
  /// neighbours stay as they are. The part of the ring outside the picture is left out.
  func ringed(x: Int, y: Int) -> Picture {
    let radius = Double(max(5, min(width, height) / 24))
    let thickness = max(1, radius / 6)
    let reach = Int(radius + 2 * thickness) + 1
    var samples = samples
    for row in max(0, y - reach)..<min(height, y + reach + 1) {
      for column in max(0, x - reach)..<min(width, x + reach + 1) {
        let (dx, dy) = (Double(column - x), Double(row - y))
        let distance = ((dx * dx + dy * dy).squareRoot() - radius).magnitude
        let start = (row * width + column) * model.channelCount
        for index in start..<start + model.colorCount {
          let dark = Double(samples[index]) * (1 - Self.coverage(distance, within: 1.5 * thickness))
          let white = Self.coverage(distance, within: 0.5 * thickness)
          samples[index] = UInt16((dark + (Double(maximum) - dark) * white).rounded())
        }
      }
    }
    return Picture(
      width: width, height: height, model: model, bitDepth: bitDepth, samples: samples)
  }

  /// The share of a pixel that a line covers: the line's middle is at `distance`, its edges are `half` from
  /// its middle.
  private static func coverage(_ distance: Double, within half: Double) -> Double {
    min(1, max(0, half + 0.5 - distance))
  }
}
