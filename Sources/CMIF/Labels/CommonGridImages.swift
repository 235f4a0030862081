extension CommonGrid {
  /// The reference on the grid, whose pixels are the unit of both images.
  ///
  /// - Precondition: The image has the size that the grid was made for.
  public func onGrid(reference: AlignmentImage) -> AlignmentImage {
    reference.resampled(to: referenceSize, referenceFactors)
  }

  /// The template on the grid, whose pixels are the unit of both images.
  ///
  /// - Precondition: The image has the size that the grid was made for.
  public func onGrid(template: AlignmentImage) -> AlignmentImage {
    template.resampled(to: templateSize, templateFactors)
  }

  /// The grid of two images, by their ``AlignmentImage/spacing``.
  ///
  /// - Throws: What ``init(reference:spacing:template:spacing:)`` throws.
  public init(reference: AlignmentImage, template: AlignmentImage) throws(CMIFError) {
    try self.init(reference: reference, template: template, scale: 1)
  }

  /// The grid of two images, of which the template is so many times as long on the scene as its spacing says.
  init(
    reference: AlignmentImage, template: AlignmentImage, scale: Double
  ) throws(CMIFError) {
    try self.init(
      reference: reference.size, spacing: reference.spacing, template: template.size,
      spacing: template.spacing, scale: scale)
  }
}

extension AlignmentImage {
  /// The image with pixels of another size, by `AxisResampling`.
  ///
  /// Pixels that take no part add nothing to the others. A new pixel takes part where at least half of its weight
  /// comes from pixels that do. All samples are multiplied by the largest power of two, 256 at most, with which they fit
  /// 32 bits, so that means keep their fractions: labels depend on the order and the ratios of samples, not on their
  /// unit.
  fileprivate func resampled(to new: Size, _ factors: CommonGrid.Factors) -> AlignmentImage {
    guard !factors.areOne else {
      var image = self
      image.spacing = .unit
      return image
    }
    let columns = AxisResampling(from: size.width, to: new.width, factor: factors.x)
    let rows = AxisResampling(from: size.height, to: new.height, factor: factors.y)
    let shares = mask.map { mask in
      AxisResampling.resampled(
        mask.isIncluded.map { $0 ? 1 : 0 }, width: size.width, columns: columns, rows: rows)
    }
    let values = (planes + (colors ?? [])).map { plane in
      means(of: plane, columns: columns, rows: rows, shares: shares)
    }
    let unit = Self.unit(of: values)
    let resampled = values.map { values in
      Plane(
        width: new.width, height: new.height, samples: values.map { Int32(($0 * unit).rounded()) })
    }
    var image = with(
      Array(resampled.prefix(planes.count)),
      colors.map { _ in Array(resampled.dropFirst(planes.count)) },
      mask: shares.map { shares in
        Mask(width: new.width, height: new.height, isIncluded: shares.map { $0 >= 0.5 - 1e-9 })
      }, labeling)
    image.white = white * unit
    return image
  }

  /// The mean of the pixels that take part, for each new pixel; 0 where none does.
  private func means(
    of plane: Plane, columns: AxisResampling, rows: AxisResampling, shares: [Double]?
  ) -> [Double] {
    guard let mask, let shares else {
      return AxisResampling.resampled(
        Array(plane.samples), width: size.width, columns: columns, rows: rows)
    }
    let included = zip(plane.samples, mask.isIncluded).map { $1 ? $0 : 0 }
    let sums = AxisResampling.resampled(
      included, width: size.width, columns: columns, rows: rows)
    return zip(sums, shares).map { $1 > 1e-9 ? $0 / $1 : 0 }
  }

  /// The largest power of two, 256 at most, that all numbers fit 32 bits with.
  private static func unit(of means: [[Double]]) -> Double {
    let largest = means.joined().reduce(1) { max($0, abs($1)) }
    var unit = 256.0
    while unit > 1, largest * unit > Double(Int32.max - 1) { unit /= 2 }
    return unit
  }
}
