import ArgumentParser

/// How the picture of a map is drawn.
struct PictureOptions: ParsableArguments {
  @Option(help: "Bits of a sample, 8 or 16.")
  var depth = 8

  @Option(help: "The colours from the smallest value to the largest.")
  var colormap = Colormap.gray

  @Option(
    help: """
      The place of a value among the colours: its share s of the range from the smallest to the \
      largest value, its rank as the share of smaller values, or log2(1 + 255 s) / 8.
      """)
  var transfer = ToneCurve.linear

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The values of the first and last colour, MIN:MAX, to make pictures comparable; other values "
        + "get the nearer colour. By default the map's range.", valueName: "range"))
  var range: NumberRange?

  @Flag(help: "Draw a ring around the largest value.")
  var mark = false

  func validate() throws(ValidationError) {
    guard depth == 8 || depth == 16 else {
      throw ValidationError("--depth must be 8 or 16, not \(depth).")
    }
    guard depth == 8 || colormap == .gray else {
      throw ValidationError("--depth 16 goes with --colormap gray.")
    }
    if let bounds = range?.bounds, bounds.lowerBound == bounds.upperBound {
      throw ValidationError("--range must be two numbers, the smaller one first, like 0:0.5.")
    }
  }

  /// Refuses options for pictures where the output is numbers.
  func check(_ target: OutputTarget) throws(ValidationError) {
    guard !target.isNumPy || style == MapStyle() else {
      throw ValidationError(
        "\(target.name) takes numbers: --colormap, --transfer, --range, --mark and --depth are for "
          + "pictures.")
    }
  }

  var style: MapStyle {
    MapStyle(
      depth: depth, colormap: colormap, transfer: transfer, range: range?.bounds, isMarked: mark)
  }
}
