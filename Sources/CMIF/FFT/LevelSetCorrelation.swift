/// Correlations of whole images of zeros and ones by plain transforms, for ``PlainInformationMap``.
///
///     c(s) = Σ_p R(p + s) T(p)        c = F⁻¹( F(R) · conj F(T) )
///
/// The transforms hold the reference and the template side by side, so that no offset wraps around onto
/// another one. Every count is a whole number, and rounding removes the transform's error. That error is
/// about `2^-53 log2(n) sqrt(|R| |T|)` for transforms of `n` points and sets of `|R|` and `|T|` pixels: below
/// 10^-3 for the largest images that fit, where 1/2 would be needed to round wrongly.
struct LevelSetCorrelation {
  private let reference: Size
  private let template: Size
  private let transform: RealTransform

  /// Prepares to correlate level sets of two images.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)``.
  /// - Precondition: `W + w - 1` and `H + h - 1` are not above the longest transform.
  init(reference: Size, template: Size) throws(CMIFError) {
    self.reference = reference
    self.template = template
    transform = try RealTransform(
      shape: TransformShape(
        atLeastColumns: reference.width + template.width - 1,
        rows: reference.height + template.height - 1))
  }

  /// The spectrum of an image that is 1 in the pixels of a set and 0 elsewhere.
  func spectrum(of set: [Bool], _ size: Size) throws(CMIFError) -> Spectrum {
    let spectrum = try Spectrum(shape: transform.shape)
    let batch = try TransformBatch(shape: transform.shape)
    transform.forward(rowCount: size.height, batch: batch, into: spectrum.values.base) { y, row in
      for x in 0..<size.width where set[y * size.width + x] { row[x] = 1 }
    }
    return spectrum
  }

  /// The counts `c(s)` at all offsets of ``Region/full``, row-major.
  func counts(_ referenceSet: Spectrum, _ templateSet: Spectrum) throws(CMIFError) -> [Int] {
    let shape = transform.shape
    let product = try AlignedBuffer<Complex>(count: shape.spectrumCount)
    let batch = try TransformBatch(shape: shape)
    transform.inverseColumnsOfProduct(
      referenceSet.values.base,
      conjugate: [WeightedSpectrum(values: templateSet.values.base, weight: 1)],
      batch: batch, into: product.base)
    let (width, height) = (
      reference.width + template.width - 1, reference.height + template.height - 1
    )
    var counts = [Int](repeating: 0, count: width * height)
    for top in stride(from: 0, to: shape.rows, by: TransformShape.batch) {
      transform.inverseRows(product.base, top: top, into: batch.rows)
      for row in top..<top + TransformShape.batch {
        // Offset s is at s modulo the transform's length; the first offset is -(size - 1).
        let y = (row + template.height - 1) % shape.rows
        guard y < height else { continue }
        let values = batch.rows + (row - top) * shape.columns
        for x in 0..<width {
          let column = (x - template.width + 1 + shape.columns) % shape.columns
          counts[y * width + x] = Int((values[column] / Double(shape.area)).rounded())
        }
      }
    }
    return counts
  }
}
