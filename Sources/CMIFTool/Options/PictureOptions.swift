import ArgumentParser
internal import CMIF

extension ToneCurve: ExpressibleByArgument {}
extension Colormap: ExpressibleByArgument {}

/// How the picture of a map is drawn.
struct PictureOptions: ParsableArguments {
  @Option(help: "Bits of a sample of the picture, 8 or 16.")
  var depth = 8

  @Option(help: "The colours from the smallest value to the largest.")
  var colormap = Colormap.gray

  @Option(
    help: """
      How far along the colours a value is: its share s of the way from the smallest to the \
      largest; its rank, the share of the other values that are below; or log2(1 + 255 s) / 8.
      """)
  var transfer = ToneCurve.linear

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The values at the two ends of the colours, MIN:MAX, so that pictures compare; values beyond "
        + "count as these. The map's own if not given.", valueName: "range"))
  var range: NumberRange?

  @Flag(help: "Draw a ring around the largest value.")
  var mark = false

  func validate() throws {
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

  /// Refuses a style for an output that is no picture.
  func check(_ target: OutputTarget) throws {
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
