import CMIF

/// A map as a file: a picture to look at, or numbers to compute with.
struct MapFile {
  let map: InformationMap
  /// The name of the region, or of the rectangle, that the map covers.
  let region: String
  /// How it is drawn, where it becomes a picture.
  var style = MapStyle()

  /// The bytes of the file: NumPy's format for names that end in `.npy`, else PNG.
  func bytes(for target: OutputTarget) throws(ToolError) -> [UInt8] {
    if target.isNumPy {
      return NPY.encode(map.values, rows: map.offsets.height, columns: map.offsets.width)
    }
    return try PNGWriter.encode(style.picture(of: map), texts: texts)
  }

  private var texts: [PNGWriter.Text] {
    let range = style.range(for: map)
    return [
      PNGWriter.Text(key: "minimum", value: Number.exact(range.lowerBound)),
      PNGWriter.Text(key: "maximum", value: Number.exact(range.upperBound)),
      PNGWriter.Text(key: "norm", value: map.norm.rawValue),
      PNGWriter.Text(key: "region", value: region),
      PNGWriter.Text(key: "offset", value: "\(map.offsets.x) \(map.offsets.y)"),
    ]
  }
}
