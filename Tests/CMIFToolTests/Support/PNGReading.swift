import CMIF

@testable import CMIFTool

extension PNGReader {
  /// Reads a PNG from its source.
  static func read(
    _ source: InputSource, maxPixels: Int = PixelBudget.defaultMaxPixels
  ) throws(ToolError) -> Picture {
    var input = try InputBytes(source)
    return try read(&input, budget: PixelBudget(maxPixels: maxPixels))
  }
}
