import CMIF

extension PixelRect {
  /// The rectangle as the command line spells it, `10,20,64,16`: the column and row of its first pixel, its width and its
  /// height.
  var text: String { "\(x),\(y),\(size.width),\(size.height)" }
}
