extension PixelArray {
  /// The array resampled onto the pixels of a reference on which it lies, as
  /// ``Picture/warped(by:onto:interpolation:fill:mask:)`` does it with samples.
  ///
  /// - Values are neither rounded nor clamped. The identity gives an array without opacity back exactly.
  /// - Pixels without data add nothing to those around them. A pixel of the result holds data where at least half of
  ///   its weight comes from pixels that do; in an array with opacity, where the nearest pixel does.
  ///
  /// - Parameters:
  ///   - pose: The map from this array's pixel coordinates to the reference's.
  ///   - rect: The reference pixels to fill.
  ///   - interpolation: How values between pixels are found.
  ///   - outside: The values of pixels without data, one for each channel.
  ///   - mask: The pixels that hold data, unless they are not finite; all of them if `nil`.
  /// - Throws: ``CMIFError/singularPose``.
  /// - Precondition: `outside` has a value for each channel, and the mask has the array's size.
  /// - Complexity: O(pixels of `rect`), with 1, 4, 16 or 36 pixels read for each pixel.
  public func warped(
    by pose: Pose, onto rect: PixelRect, interpolation: Interpolation = .bilinear,
    outside: [Double], mask: Mask? = nil
  ) throws(CMIFError) -> PixelArray {
    precondition(
      outside.count == model.channelCount,
      "\(outside.count) values do not fill \(model.channelCount) channels")
    mask?.checkFits(self)
    let inverse = try pose.inverted()
    var data = mask
    if model.hasAlpha, let finite = dataMask { data = data?.intersection(finite) ?? finite }
    let sampler = Sampler(grid: self, interpolation: interpolation, mask: data)
    var values: [Double] = []
    values.reserveCapacity(rect.size.area * model.channelCount)
    sampler.forEachPixel(of: rect, through: inverse) { pixel in
      if let pixel, model.hasAlpha || pixel.w >= 0.5 {
        for channel in 0..<model.colorCount { values.append(pixel[channel]) }
        if model.hasAlpha { values.append(max(pixel.w, 0)) }
      } else {
        values += outside
      }
    }
    return PixelArray(
      width: rect.size.width, height: rect.size.height, model: model, values: values)
  }
}

extension PixelArray: PixelGrid {
  var hasOpacity: Bool { true }

  /// A pixel without data is transparent, and so is one of an opacity below 0.
  func pixel(_ index: Int) -> SIMD4<Double> {
    let first = index * model.channelCount
    for channel in 0..<model.channelCount where !values[first + channel].isFinite { return .zero }
    var pixel = SIMD4<Double>(0, 0, 0, 1)
    for channel in 0..<model.colorCount { pixel[channel] = values[first + channel] }
    if model.hasAlpha { pixel.w = max(values[first + model.colorCount], 0) }
    return pixel
  }
}
