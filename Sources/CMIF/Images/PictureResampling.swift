extension Picture {
  /// The picture resampled onto the pixels of a reference on which it lies.
  ///
  /// For each pixel of the result, the inverse of the pose leads from its centre to a point of the picture.
  /// The pixel has data when that point lies in the rectangle of the picture's pixel centres,
  /// `[0, width - 1] x [0, height - 1]`, give or take 10^-9.
  ///
  /// - All channels are kept, and 16 bits too. Samples of fewer than 8 bits are scaled to 8 bits, which is
  ///   exact because 255 is a multiple of 1, 3 and 15.
  /// - The identity gives the picture back exactly, whatever the interpolation.
  /// - Results are rounded, halves up, and clamped to the range of samples.
  /// - Colours are weighted by opacity, so that transparent pixels add none.
  /// - Pixels that a mask excludes hold no data and add nothing to the pixels around them. A point that is nearest
  ///   to one has no data either.
  /// - Where bicubic or Lanczos interpolation reaches a transparent pixel or one without data, the bilinear one takes
  ///   its place.
  /// - Nothing is smoothed beforehand: a pose that shrinks the picture skips pixels.
  ///
  /// - Parameters:
  ///   - pose: The map from this picture's pixel coordinates to the reference's.
  ///   - rect: The reference pixels to fill.
  ///   - interpolation: How samples between pixels are found.
  ///   - fill: The opaque colour of pixels without data: one sample for all colours or one for each, in the
  ///     range of the result. Without it these pixels are transparent, and the result has an opacity channel
  ///     even where the picture has none.
  ///   - mask: The pixels that hold data; all of them if `nil`.
  /// - Throws: ``CMIFError/singularPose``.
  /// - Precondition: `fill` has one sample or one for each colour, none above the result's maximum. The mask has
  ///   the picture's size.
  /// - Complexity: O(pixels of `rect`), with 1, 4, 16 or 36 samples read for each pixel.
  public func warped(
    by pose: Pose, onto rect: PixelRect, interpolation: Interpolation = .bilinear,
    fill: [UInt16]? = nil, mask: Mask? = nil
  ) throws(CMIFError) -> Picture {
    mask?.checkFits(self)
    let inverse = try pose.inverted()
    let source = withAtLeast8Bits
    let model = fill == nil ? model.withAlpha : model
    let outside = source.outside(fill: fill, hasAlpha: model.hasAlpha)
    let sampler = Sampler(grid: source, interpolation: interpolation, mask: mask)
    var samples: [UInt16] = []
    samples.reserveCapacity(rect.size.area * model.channelCount)
    sampler.forEachPixel(of: rect, through: inverse) { pixel in
      if let pixel {
        source.append(pixel, hasAlpha: model.hasAlpha, to: &samples)
      } else {
        samples += outside
      }
    }
    return Picture(
      width: rect.size.width, height: rect.size.height, model: model,
      bitDepth: source.bitDepth, samples: samples)
  }

  /// The picture with samples of 8 bits where it has fewer.
  private var withAtLeast8Bits: Picture {
    guard bitDepth < 8 else { return self }
    let (half, maximum) = (Int(maximum) / 2, Int(maximum))
    return Picture(
      width: width, height: height, model: model, bitDepth: 8,
      samples: samples.map { UInt16((Int($0) * 255 + half) / maximum) })
  }

  /// The samples of a pixel without data.
  private func outside(fill: [UInt16]?, hasAlpha: Bool) -> [UInt16] {
    let count = model.colorCount
    guard let fill else { return [UInt16](repeating: 0, count: count + 1) }
    precondition(
      fill.count == 1 || fill.count == count, "\(fill.count) samples do not fill \(count) colours")
    precondition(fill.allSatisfy { $0 <= maximum }, "a fill of \(fill) is above \(maximum)")
    let colors = fill.count == count ? fill : [UInt16](repeating: fill[0], count: count)
    return hasAlpha ? colors + [maximum] : colors
  }

  /// Appends a pixel, rounded; its opacity is what the picture has, or full.
  private func append(_ pixel: SIMD4<Double>, hasAlpha: Bool, to samples: inout [UInt16]) {
    let limit = SIMD4(repeating: Double(maximum))
    let rounded = (pixel + 0.5).clamped(lowerBound: .zero, upperBound: limit)
    for channel in 0..<model.colorCount { samples.append(UInt16(rounded[channel])) }
    if hasAlpha { samples.append(model.hasAlpha ? UInt16(rounded.w) : maximum) }
  }
}

extension Picture.ColorModel {
  /// The model with the same colours and opacity.
  var withAlpha: Self { colorCount == 1 ? .grayAlpha : .rgba }
}
