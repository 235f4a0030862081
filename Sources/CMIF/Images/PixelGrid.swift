/// Pixels that a ``Sampler`` reads between.
protocol PixelGrid {
  /// The number of columns and of rows.
  var width: Int { get }
  var height: Int { get }
  /// Whether pixels differ in opacity.
  var hasOpacity: Bool { get }

  /// The pixel of a row-major index: lanes 0 to 2 for the colours, of which gray has one, and 3 for opacity, 0 for
  /// transparent.
  func pixel(_ index: Int) -> SIMD4<Double>
}

extension Picture: PixelGrid {
  var hasOpacity: Bool { model.hasAlpha }

  func pixel(_ index: Int) -> SIMD4<Double> {
    let first = index * model.channelCount
    func sample(_ channel: Int) -> Double { Double(samples[first + channel]) }
    return switch model {
    case .gray: SIMD4(sample(0), 0, 0, 1)
    case .grayAlpha: SIMD4(sample(0), 0, 0, sample(1))
    case .rgb: SIMD4(sample(0), sample(1), sample(2), 1)
    case .rgba: SIMD4(sample(0), sample(1), sample(2), sample(3))
    }
  }
}
