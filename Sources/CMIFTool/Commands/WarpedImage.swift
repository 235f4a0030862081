import CMIF

/// A warped image, as a picture or as numbers.
struct WarpedImage {
  let moving: InputPicture
  /// The moved image in messages.
  let name: String
  let pose: Pose
  let interpolation: Interpolation
  let fill: FillValue?
  /// Which pixels of the moved image hold no data by the command line.
  let noData: NoData

  /// The picture. Pixels without data are the fill; without one they are transparent.
  func picture(on part: PixelRect) throws(ToolError) -> Picture {
    try picture(on: part, outside: try fill?.samples(for: moving.picture, name: name))
  }

  /// The bytes of a file in NumPy's format: an array keeps the type of its numbers, and a PNG's are unsigned integers.
  ///
  /// Pixels without data are the fill. Without one they are transparent where there is opacity, and otherwise have the
  /// value that the command line names for no data, if the type can hold it. Without that they are NaN, and whole
  /// numbers have the value that stands for no data in the moved image's file, or 0.
  func bytes(on part: PixelRect) throws(ToolError) -> [UInt8] {
    guard let array = moving.array else {
      let samples = try fill?.samples(for: moving.picture, name: name)
      return NPYWriter.encode(
        try picture(on: part, outside: samples ?? outside(of: moving.picture)))
    }
    return NPYWriter.encode(try pixels(of: array, on: part), like: array)
  }

  /// The warped numbers of an array.
  func pixels(of array: StoredArray, on part: PixelRect) throws(ToolError) -> PixelArray {
    let outside = try fill?.values(for: array, name: name) ?? outside(of: array)
    return try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try array.pixels.warped(
        by: pose, onto: part, interpolation: interpolation, outside: outside,
        mask: moving.mask(noData: noData))
    }
  }

  /// The value for no data that the command line names; `nil` where it names none that a type can hold.
  func namedValue(for number: StoredNumber) -> Double? {
    guard case .value(let value, _) = noData, number.holds(Double(value)) else { return nil }
    return Double(value)
  }

  private func outside(of array: StoredArray) -> [Double] {
    let model = array.pixels.model
    let isNaN = array.number.wholeNumbers == nil || array.noDataValue != nil
    let value = namedValue(for: array.number) ?? (isNaN ? .nan : 0)
    return [Double](repeating: model.hasAlpha ? 0 : value, count: model.channelCount)
  }

  private func picture(
    on part: PixelRect, outside: [UInt16]?
  ) throws(ToolError) -> Picture {
    try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try moving.picture.warped(
        by: pose, onto: part, interpolation: interpolation, fill: outside,
        mask: moving.mask(noData: noData))
    }
  }

  private func outside(of picture: Picture) -> [UInt16]? {
    guard !picture.model.hasAlpha else { return nil }
    guard case .value(let value, _) = noData, (0...Int(picture.maximum)).contains(value) else {
      return [0]
    }
    // Samples of fewer than 8 bits become 8.
    return [UInt16(picture.bitDepth < 8 ? value * 255 / Int(picture.maximum) : value)]
  }
}
