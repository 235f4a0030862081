/// A complex number of a spectrum. Signals are `Double`s, so neither can take the other's place.
///
/// The layout is that of FFTW's `fftw_complex`. The two parts are one vector, so that products of spectra
/// compile to vector instructions.
package struct Complex: BitwiseCopyable, Sendable {
  /// The real part and the imaginary part.
  var parts: SIMD2<Double>

  package static let zero = Complex(parts: .zero)

  /// `self · conj(other)`
  @inline(__always)
  func timesConjugate(_ other: Complex) -> Complex {
    let (p, q) = (parts, other.parts)
    return Complex(parts: p * q.x + SIMD2(p.y, -p.x) * q.y)
  }
}
