/// The size that a picture may have, and the memory that it needs.
struct PixelBudget: Sendable {
  /// The default limit of an image's pixels: 2^30, some 32,000 x 32,000.
  static let defaultMaxPixels = 1 << 30

  /// The most pixels an image may have; one with more is refused before memory is taken for them.
  var maxPixels = Self.defaultMaxPixels

  /// The bytes a pixel may take beside its samples, for planes, labels and their making: for each channel, and
  /// once.
  private static let workingBytes = (channel: 4, pixel: 10)

  /// Refuses a size over the limit.
  func check(width: Int, height: Int) throws(InputDefect) {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, pixels <= maxPixels else {
      throw InputDefect(
        "its \(width) x \(height) pixels are more than the limit of \(maxPixels),"
          + " which --max-pixels can raise")
    }
  }

  /// Refuses a size for which there is no memory.
  ///
  /// - Parameter stored: The bytes that each value of the file takes before it is a sample.
  /// - Throws: Status 69 if there is no memory for the samples and the working bytes.
  func checkMemory(
    width: Int, height: Int, channels: Int, stored: Int = 0
  ) throws(InputDefect) {
    let sample = PixelBytes.sample + Self.workingBytes.channel + stored
    let (pixels, isTooLarge) = width.multipliedReportingOverflow(by: height)
    let (bytes, overflow) = pixels.multipliedReportingOverflow(
      by: channels * sample + Self.workingBytes.pixel)
    guard !isTooLarge, !overflow, Memory.isAvailable(bytes: bytes) else {
      throw InputDefect(
        "there is no memory for its \(width) x \(height) pixels", status: .outOfMemory)
    }
  }
}
