extension Plane {
  /// The samples in a rectangle.
  ///
  /// - Precondition: The rectangle lies inside the plane.
  func cropped(to rect: PixelRect) -> Plane {
    Plane(
      width: rect.size.width, height: rect.size.height,
      samples: Samples(rect.part(of: samples, width: width)))
  }
}

extension Mask {
  /// The flags in a rectangle.
  ///
  /// - Precondition: The rectangle lies inside the mask.
  func cropped(to rect: PixelRect) -> Mask {
    Mask(
      width: rect.size.width, height: rect.size.height,
      isIncluded: rect.part(of: isIncluded, width: width))
  }
}

extension PixelRect {
  /// What lies in the rectangle of row-major values, in rows of `width`.
  ///
  /// - Precondition: The rectangle lies inside the values.
  func part<Values: RandomAccessCollection<Value>, Value>(
    of values: Values, width: Int
  ) -> [Value] where Values.Index == Int {
    var part: [Value] = []
    part.reserveCapacity(size.area)
    for row in y..<y + size.height {
      part += values[row * width + x..<row * width + x + size.width]
    }
    return part
  }
}
