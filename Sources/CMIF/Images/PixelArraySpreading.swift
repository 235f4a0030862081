extension PixelArray {
  /// The array as a picture to compare: its colours spread over the samples of a depth.
  ///
  ///     sample = maximum (value - low) / (high - low)
  ///
  /// - Results are rounded, halves up. Values outside of the range get the nearest sample; where the range is a single
  ///   value all samples are 0.
  /// - Pixels without data are transparent; the picture has opacity where there are any, even if the array has none.
  ///
  /// - Parameters:
  ///   - range: The values of the smallest and the largest sample.
  ///   - fullOpacity: The opacity of opaque pixels.
  ///   - bitDepth: The bits of a sample, 1 to 16.
  public func picture(
    of range: ClosedRange<Double>, fullOpacity: Double = 1, bitDepth: Int
  ) -> Picture {
    let dataMask = dataMask
    let model = dataMask == nil ? model : model.withAlpha
    let step = self.model.channelCount
    var samples: [UInt16] = []
    samples.reserveCapacity(width * height * model.channelCount)
    for index in 0..<width * height {
      guard dataMask.includes(index) else {
        samples += repeatElement(0, count: model.channelCount)
        continue
      }
      for value in values[index * step..<index * step + model.colorCount] {
        samples.append(Self.sample(value, in: range, bitDepth: bitDepth))
      }
      guard model.hasAlpha else { continue }
      let opacity = self.model.hasAlpha ? values[(index + 1) * step - 1] : fullOpacity
      samples.append(Self.sample(opacity: opacity, of: fullOpacity, bitDepth: bitDepth))
    }
    return Picture(width: width, height: height, model: model, bitDepth: bitDepth, samples: samples)
  }

  private static func sample(
    _ value: Double, in range: ClosedRange<Double>, bitDepth: Int
  ) -> UInt16 {
    // Halves of the values: their difference is finite for all of them.
    let span = range.upperBound / 2 - range.lowerBound / 2
    guard span > 0 else { return 0 }
    let share = min(max((value / 2 - range.lowerBound / 2) / span, 0), 1)
    return UInt16(share * Double((1 << bitDepth) - 1) + 0.5)
  }

  /// A pixel that is not wholly transparent gets a sample above 0.
  private static func sample(opacity: Double, of full: Double, bitDepth: Int) -> UInt16 {
    guard opacity > 0 else { return 0 }
    return max(sample(opacity, in: 0...max(full, opacity), bitDepth: bitDepth), 1)
  }
}
