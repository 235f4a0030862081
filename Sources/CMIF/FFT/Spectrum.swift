/// Room for a spectrum that several computations use.
final class Spectrum: Sendable {
  let values: AlignedBuffer<Complex>

  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left.
  init(shape: TransformShape) throws(CMIFError) {
    values = try AlignedBuffer(count: shape.spectrumCount)
  }
}

/// A spectrum that is part of a sum.
struct WeightedSpectrum {
  let values: UnsafePointer<Complex>
  let weight: Double
}
