import CMIF

/// A warped image as numbers, in NumPy's format or TIFF.
struct WarpedArray {
  let moving: InputPicture
  /// The moved image in messages.
  let name: String
  let pose: Pose
  let interpolation: Interpolation
  let fill: FillValue?

  /// The bytes of the file: an array keeps the type of its numbers, and a PNG's are unsigned integers.
  ///
  /// Pixels without data are the fill. Without one they are transparent where there is opacity, and otherwise NaN. In
  /// place of NaN whole numbers have the value that stands for no data in the moved image's file, or 0.
  func bytes(on canvas: PixelRect) throws(ToolError) -> [UInt8] {
    guard let array = moving.array else { return NPYWriter.encode(try picture(on: canvas)) }
    return array.encode(try pixels(of: array, on: canvas))
  }

  /// The warped numbers of an array.
  func pixels(of array: StoredArray, on canvas: PixelRect) throws(ToolError) -> PixelArray {
    let outside = try fill?.values(for: array, name: name) ?? Self.outside(of: array)
    return try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try array.pixels.warped(
        by: pose, onto: canvas, interpolation: interpolation, outside: outside)
    }
  }

  private func picture(on canvas: PixelRect) throws(ToolError) -> Picture {
    let picture = moving.picture
    let samples = try fill?.samples(for: picture, name: name)
    return try ToolError.translating("warp \(name)") { () throws(CMIFError) in
      try picture.warped(
        by: pose, onto: canvas, interpolation: interpolation,
        fill: samples ?? (picture.model.hasAlpha ? nil : [0]))
    }
  }

  private static func outside(of array: StoredArray) -> [Double] {
    let isNaN =
      (array.number.wholeNumbers == nil || array.noDataValue != nil) && !array.pixels.model.hasAlpha
    return [Double](repeating: isNaN ? .nan : 0, count: array.pixels.model.channelCount)
  }
}
