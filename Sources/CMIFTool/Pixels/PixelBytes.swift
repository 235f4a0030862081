/// The bytes for a pixel in the arrays of pictures and maps, from which needs of memory are estimated.
enum PixelBytes {
  /// A sample of a picture.
  static let sample = MemoryLayout<UInt16>.stride
  /// A number of an array, a mean of pixels, or the value of an offset.
  static let number = MemoryLayout<Double>.stride
  /// A sample of a plane, a number as a file stores it, or the overlap of an offset.
  static let integer = MemoryLayout<Int32>.stride
  /// Whether a pixel takes part.
  static let flag = MemoryLayout<Bool>.stride

  /// An array that grows by doubling: at the last step it is there once, and twice as large.
  static func growing(_ bytes: Int) -> Int { 3 * bytes }
}
