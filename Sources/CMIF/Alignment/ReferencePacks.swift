/// The spectra of one block of the reference, made once for many templates of one size.
///
/// How many levels ride in one transform depends on the template's counts, so the packs are made for
/// the largest counts that are expected; a template that exceeds them is served without.
final class ReferencePacks: Sendable {
  /// How the levels are packed.
  let packing: DigitPacking
  private let templateCount: Int
  private let templateTotal: Int
  private let spectrumCount: Int
  private let spectra: AlignedBuffer<Double>

  /// Makes the spectra of a block for templates with up to `templateCount` pixels on a level and
  /// `templateTotal` pixels in all.
  init(
    block: ReferenceBlock, reference: LabelImage, templateCount: Int, templateTotal: Int,
    transform: RealTransform
  ) throws(CMIFError) {
    self.templateCount = templateCount
    self.templateTotal = templateTotal
    packing = DigitPacking(
      for: block.load(
        templateCount: templateCount, templateTotal: templateTotal, points: transform.shape.area))
    let packs = packing.packs(of: block.packedLevels)
    spectrumCount = transform.shape.spectrumCount
    spectra = try AlignedBuffer(count: packs.count * spectrumCount)
    spectra.clearPadding(transform.shape)
    let rows = try AlignedBuffer<Double>(count: transform.shape.rowBatchCount)
    for (index, levels) in packs.enumerated() {
      block.transform(
        levels, packing, of: reference, transform, rows: rows.base,
        into: spectra.base + index * spectrumCount)
    }
  }

  /// Whether the counts of a template stay within what the packs were made for.
  func serves(_ template: TemplateSpectra) -> Bool {
    template.largestCount <= templateCount && template.total <= templateTotal
  }

  /// The spectrum of a pack.
  func spectrum(_ index: Int) -> UnsafePointer<Double> {
    precondition((0..<spectra.count / spectrumCount).contains(index), "no pack \(index)")
    return UnsafePointer(spectra.base + index * spectrumCount)
  }
}
