import ArgumentParser
import CMIF

/// The value for pixels without data: one for all colours, or one for each.
struct FillValue: ExpressibleByArgument, Equatable {
  let numbers: [Double]

  init?(argument: String) {
    guard let numbers = argument.numberList, !numbers.contains(where: \.isInfinite) else {
      return nil
    }
    self.numbers = numbers
  }

  /// Whether a PNG may have these samples.
  var areSamples: Bool { numbers.allSatisfy { UInt16(exactly: $0) != nil } }

  /// The samples for a picture.
  ///
  /// - Throws: Status 64 if their number or size does not suit the picture.
  func samples(for picture: Picture, name: String) throws(ToolError) -> [UInt16] {
    try checkCount(for: picture.model, name: name)
    let maximum = UInt16.max >> (16 - max(picture.bitDepth, 8))
    let samples = numbers.compactMap { UInt16(exactly: $0) }
    guard samples.count == numbers.count, samples.allSatisfy({ $0 <= maximum }) else {
      throw ToolError(.usage, "A fill for \(name) must be a whole number from 0 to \(maximum).")
    }
    return samples
  }

  /// The values for the channels of an array; opacity is full.
  ///
  /// - Throws: Status 64 if their number or size does not suit the array.
  func values(for array: StoredArray, name: String) throws(ToolError) -> [Double] {
    let model = array.pixels.model
    try checkCount(for: model, name: name)
    if let range = array.number.wholeNumbers, !numbers.allSatisfy(array.number.holds) {
      throw ToolError(
        .usage,
        "A fill for \(name) must be a whole number from \(Number.exact(range.lowerBound)) to "
          + "\(Number.exact(range.upperBound)).")
    }
    let colors =
      numbers.count == model.colorCount
      ? numbers : [Double](repeating: numbers[0], count: model.colorCount)
    return model.hasAlpha ? colors + [array.fullOpacity] : colors
  }

  private func checkCount(for model: Picture.ColorModel, name: String) throws(ToolError) {
    let channels = model.colorCount
    guard numbers.count == 1 || numbers.count == channels else {
      throw ToolError(
        .usage,
        "A fill of \(numbers.count) numbers does not suit \(name), which has \(channels) colour "
          + "channel\(channels == 1 ? "" : "s").")
    }
  }
}
