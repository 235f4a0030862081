import CMIF

/// An array as its file holds it.
struct StoredArray: Sendable {
  let pixels: PixelArray
  let number: StoredNumber
  /// Whether channels have an axis of their own, even if there is one channel alone.
  let hasChannelAxis: Bool
  /// The value that stands for no data in the file; such pixels are NaN here. `nil` where there is none.
  var noDataValue: Double?

  /// The values of the smallest and the largest sample of the picture: those of the type where 16 bits hold all of its
  /// numbers, and otherwise the smallest and the largest of the pixels that a no-data rule leaves.
  func sampledRange(noData: NoData) -> ClosedRange<Double> {
    if number.sampleBits != nil, let range = number.wholeNumbers { return range }
    return pixels.range(in: pixels.mask(noData: noData)) ?? pixels.range() ?? 0...0
  }

  /// The picture to compare.
  func picture(noData: NoData) -> Picture {
    pixels.picture(
      of: sampledRange(noData: noData), fullOpacity: fullOpacity,
      bitDepth: number.sampleBits ?? 16)
  }

  /// The opacity of opaque pixels: the largest number of the type, or the largest opacity in the array where the type
  /// has more numbers than samples.
  var fullOpacity: Double {
    let largest = number.sampleBits == nil ? nil : number.wholeNumbers?.upperBound
    return largest ?? pixels.largestOpacity ?? 1
  }

  /// The value itself, or the one that stands for no data in place of NaN.
  func marked(_ value: Double) -> Double {
    value.isNaN ? noDataValue ?? value : value
  }
}
